#include "handshake.hpp"

#include "async/context_service.hpp"
#include "async/suspend.hpp"
#include "errors.hpp"
#include "received_bytes.hpp"
#include "shared_openssl.hpp"
#include <azoth/error.hpp>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace azoth::postgresql {
namespace {

namespace asio = boost::asio;

// Maximum number of bytes that a server may send before authentication is complete. Certificates and settings need
// about 10 KiB; libpq keeps any number of settings and notifications, and messages of any size.
constexpr std::uint64_t most_greeting_bytes = std::uint64_t{1} << 20;

// A call of libpq continues to read while there is something to read.
constexpr std::chrono::milliseconds look_interval{20};

void ignore_notice(void*, const PGresult*) {}

bool is_sqlstate(std::string_view text) {
    for (const char c : text) {
        if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) return false;
    }
    return text.size() == 5;
}

// PQERRORS_VERBOSE makes libpq write a server's error as "FATAL:  28P01: message\nLOCATION:  ...": the only way to get
// the SQLSTATE of a failed connection. Reads the code of the last server tried.
Diagnostics read_failure(std::string_view left) {
    Diagnostics d;
    while (!left.empty()) {
        const std::size_t newline = left.find('\n');
        std::string line(left.substr(0, newline));
        left.remove_prefix(newline == std::string_view::npos ? left.size() : newline + 1);
        if (line.starts_with("LOCATION:")) continue;
        const std::size_t colon = line.find(":  ");
        if (colon != std::string::npos && line.size() > colon + 9 && line.compare(colon + 8, 2, ": ") == 0 &&
            is_sqlstate(std::string_view(line).substr(colon + 3, 5))) {
            d.sqlstate = line.substr(colon + 3, 5);
            line.erase(colon + 2, 7);
            const std::size_t severity = line.rfind(' ', colon);
            d.severity = line.substr(severity == std::string::npos ? 0 : severity + 1,
                                     colon - (severity == std::string::npos ? 0 : severity + 1));
        }
        if (!d.message.empty()) d.message += '\n';
        d.message += line;
    }
    // "unable to establish": the standard's code for a server that never answered.
    if (d.sqlstate.empty()) d.sqlstate = "08001";
    return d;
}

class Handshake final : public async::ContextMember, public std::enable_shared_from_this<Handshake> {
public:
    using Handler = async::Continuation<PgConnection>;

    Handshake(const asio::any_io_executor& executor, std::shared_ptr<const ConnInfo> info, LibpqThreads& threads)
        : info_(std::move(info)),
          threads_(threads),
          executor_(executor),
          descriptor_(std::in_place, executor),
          timer_(std::in_place, executor),
          look_timer_(std::in_place, executor) {}

    ~Handshake() override {
        unwatch();
        descriptor_.reset();
        timer_.reset();
        look_timer_.reset();
        forget_socket();
    }

    void start(Handler handler, std::chrono::milliseconds timeout) {
        join_context(executor_, shared_from_this());
        const std::lock_guard lock(mutex_);
        handler_.emplace(std::move(handler));
        handler_->on_cancel([weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->cancel();
        });
        if (timeout.count() > 0) {
            timer_->expires_after(timeout);
            timer_->async_wait([self = shared_from_this(), timeout](boost::system::error_code error) {
                if (!error) self->expire(timeout);
            });
        }
        look_later();
        call_libpq();
    }

    void context_destroyed() noexcept override {
        std::optional<Handler> handler;  // destroyed after the lock is released: it owns the waiting coroutine
        const std::lock_guard lock(mutex_);
        if (handler_) handler.emplace(std::move(*handler_));
        handler_.reset();
        unwatch();
        descriptor_.reset();
        timer_.reset();
        look_timer_.reset();
        stop_reading();
        executor_ = {};
    }

private:
    // All functions below require the mutex unless noted otherwise.

    void call_libpq() {
        threads_.post([self = shared_from_this()] { self->run_on_thread(); });
    }

    // Without the mutex: no other thread uses the connection during a call of libpq.
    void run_on_thread() {
        PostgresPollingStatusType status = PGRES_POLLING_FAILED;
        if (!connection_) {
            const auto keywords = info_->keywords();
            const auto values = info_->values();
            connection_.reset(PQconnectStartParams(keywords.data(), values.data(), 0));
            if (connection_) {
                PQsetNoticeReceiver(connection_.get(), &ignore_notice, nullptr);
                PQsetErrorVerbosity(connection_.get(), PQERRORS_VERBOSE);
                if (PQstatus(connection_.get()) != CONNECTION_BAD) status = PGRES_POLLING_WRITING;
            }
        } else {
            status = PQconnectPoll(connection_.get());
        }
        const std::lock_guard lock(mutex_);
        if (!handler_) return;
        remember_socket();
        asio::post(executor_, [self = shared_from_this(), status] { self->advance(status); });
    }

    void remember_socket() noexcept {
        forget_socket();
        if (connection_) socket_ = ::dup(PQsocket(connection_.get()));
    }

    void forget_socket() noexcept {
        if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    }

    // A call in progress on a thread would continue as long as the server sends.
    void stop_reading() noexcept {
        if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
        forget_socket();
    }

    void look_later() {
        look_timer_->expires_after(look_interval);
        look_timer_->async_wait([weak = weak_from_this()](boost::system::error_code error) {
            const auto self = weak.lock();
            if (error || self == nullptr) return;
            std::unique_lock lock(self->mutex_);
            if (!self->handler_) return;
            if (self->is_flooded()) return self->complete(lock, self->flood_error());
            self->look_later();
        });
    }

    bool is_flooded() const noexcept { return socket_ >= 0 && received_bytes(socket_) > most_greeting_bytes; }

    std::exception_ptr flood_error() const {
        Diagnostics d;
        d.sqlstate = "08P01";
        d.message = "could not connect to PostgreSQL (" + info_->target() + "): the server sent more than " +
                    std::to_string(most_greeting_bytes) + " bytes before authentication was complete";
        d.outcome = Outcome::not_sent;
        d.connection_lost = true;
        return std::make_exception_ptr(OperationalError(std::move(d)));
    }

    void advance(PostgresPollingStatusType status) {
        std::unique_lock lock(mutex_);
        if (!handler_) return;
        if (is_flooded()) return complete(lock, flood_error());
        switch (status) {
            case PGRES_POLLING_READING: return watch(asio::posix::stream_descriptor::wait_read);
            case PGRES_POLLING_WRITING: return watch(asio::posix::stream_descriptor::wait_write);
            case PGRES_POLLING_OK: {
                std::exception_ptr error = check();
                return complete(lock, std::move(error));
            }
            default: break;
        }
        complete(lock, failure());
    }

    // libpq may have closed its socket and opened another one with the same number, which epoll would not notice: a
    // duplicate is watched, a new one after each call.
    void watch(asio::posix::stream_descriptor::wait_type direction) {
        unwatch();
        const int descriptor = ::dup(PQsocket(connection_.get()));
        boost::system::error_code error;
        if (descriptor < 0) {
            error.assign(errno, boost::system::system_category());
        } else {
            descriptor_->assign(descriptor, error);
            if (error) ::close(descriptor);
        }
        if (error) {
            // libpq determines what is wrong with the socket.
            return call_libpq();
        }
        descriptor_->async_wait(direction, [self = shared_from_this()](boost::system::error_code) {
            const std::lock_guard lock(self->mutex_);
            if (self->handler_) self->call_libpq();
        });
    }

    void unwatch() noexcept {
        if (!descriptor_ || !descriptor_->is_open()) return;
        // close() would leave libpq's socket registered with epoll for Asio.
        ::close(descriptor_->release());
    }

    // Checks what must be true before the stream can be taken over.
    std::exception_ptr check() {
        PGconn* const connection = connection_.get();
        Diagnostics d;
        if (PQgssEncInUse(connection) != 0) {
            d.message =
                "GSS encryption was negotiated, which azoth cannot take over from libpq; use gssencmode=disable";
            return std::make_exception_ptr(NotSupportedError(std::move(d)));
        }
        if (PQsslInUse(connection) != 0) {
            if (std::string reason = foreign_openssl(); !reason.empty()) {
                d.message = std::move(reason);
                return std::make_exception_ptr(NotSupportedError(std::move(d)));
            }
        }
        const char* const encoding = PQparameterStatus(connection, "client_encoding");
        if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
            d.message = "the server insists on the encoding " + readable(encoding ? encoding : "(none)") +
                        "; azoth supports only UTF8";
            return std::make_exception_ptr(NotSupportedError(std::move(d)));
        }
        // Parses, without reading, messages that came after the server's greeting.
        while (PGnotify* const notification = PQnotifies(connection)) PQfreemem(notification);
        if (PQtransactionStatus(connection) != PQTRANS_IDLE || PQstatus(connection) != CONNECTION_OK) return failure();
        PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
        return nullptr;
    }

    std::exception_ptr failure() {
        if (!connection_) return std::make_exception_ptr(std::bad_alloc());
        const std::string reason = without_secrets(readable(PQerrorMessage(connection_.get())));
        Diagnostics d = read_failure(reason);
        d.message = "could not connect to PostgreSQL (" + info_->target() + "): " + d.message;
        if (info_->requires_tls_by_default() && reason.find("SSL") != std::string::npos) {
            d.hint =
                "Hosts other than this machine are connected to with sslmode=require unless the URL, PGSSLMODE or a "
                "service file sets sslmode. With sslmode=prefer in the URL a server without TLS is accepted, and so "
                "is any machine between here and the server.";
        }
        d.outcome = Outcome::not_sent;
        d.connection_lost = true;
        return std::make_exception_ptr(OperationalError(std::move(d)));
    }

    // Removes the URL's passwords and those that libpq found itself: in the environment, a service file or a password
    // file.
    std::string without_secrets(std::string message) const {
        message = info_->without_secrets(std::move(message));
        if (const char* const password = PQpass(connection_.get())) info_->take_out(message, password);
        const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> all(PQconninfo(connection_.get()),
                                                                               &PQconninfoFree);
        for (const PQconninfoOption* option = all.get(); option != nullptr && option->keyword != nullptr; ++option) {
            // "*": libpq wants it shown like a password.
            const bool secret = is_secret_option(option->keyword) || std::string_view(option->dispchar) == "*";
            if (secret && option->val != nullptr) info_->take_out(message, option->val);
        }
        return message;
    }

    void complete(std::unique_lock<std::mutex>& lock, std::exception_ptr error) {
        unwatch();
        timer_->cancel();
        look_timer_->cancel();
        if (error) stop_reading();
        forget_socket();
        Handler handler = std::move(*handler_);
        handler_.reset();
        PgConnection connection = error ? nullptr : std::move(connection_);
        lock.unlock();
        std::move(handler).post(std::move(error), std::move(connection));
    }

    void expire(std::chrono::milliseconds timeout) {
        std::unique_lock lock(mutex_);
        if (!handler_) return;
        complete(lock, std::make_exception_ptr(ConnectionTimeoutError("no connection to PostgreSQL (" +
                                                                      info_->target() + ") within " +
                                                                      std::to_string(timeout.count()) + " ms")));
    }

    void cancel() {
        std::unique_lock lock(mutex_);
        if (!handler_) return;
        complete(lock, std::make_exception_ptr(CancelledError(Outcome::not_sent)));
    }

    std::mutex mutex_;
    const std::shared_ptr<const ConnInfo> info_;
    LibpqThreads& threads_;  // valid while a coroutine waits
    asio::any_io_executor executor_;
    std::optional<asio::posix::stream_descriptor> descriptor_;
    std::optional<asio::steady_timer> timer_;
    std::optional<asio::steady_timer> look_timer_;
    int socket_ = -1;                 // a duplicate of libpq's, to check while libpq reads; -1: none
    std::optional<Handler> handler_;  // empty: the handshake is over
    PgConnection connection_;
};

struct Initiate {
    std::chrono::milliseconds timeout;
    void operator()(Handshake::Handler handler, const std::shared_ptr<Handshake>& handshake) const {
        handshake->start(std::move(handler), timeout);
    }
};

}  // namespace

task<PgConnection> establish(std::shared_ptr<const ConnInfo> info, std::chrono::milliseconds timeout,
                             LibpqThreads& threads) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const auto handshake = std::make_shared<Handshake>(executor, std::move(info), threads);
    co_return co_await async::suspend<PgConnection>(Initiate{timeout}, handshake);
}

}  // namespace azoth::postgresql
