#include "connection.hpp"

#include "post.hpp"
#include <azoth/error.hpp>

#include <boost/system/system_error.hpp>

#include <string_view>
#include <utility>

namespace azoth::postgresql {
namespace {

namespace asio = boost::asio;
using pipeline::Clock;

// Maximum number of slabs read by one check of an idle connection: a server that never stops sending must not block the
// thread.
constexpr int reads_a_probe = 64;

pipeline::PipelineOptions pipeline_options(const ConnectOptions& options, PGconn& connection) {
    pipeline::PipelineOptions result;
    result.server_version = PQserverVersion(&connection);
    result.statement_cache_size = options.statement_cache_size;
    result.max_result_bytes = options.max_result_bytes;
    result.max_message_bytes = options.max_message_bytes;
    result.max_notice_bytes = options.max_notice_bytes;
    result.keeps_notices = static_cast<bool>(options.notice);
    result.cancel_timeout = options.cancel_timeout;
#ifndef LIBPQ_HAS_ASYNC_CANCEL
    result.sends_cancel_requests = PQsslInUse(&connection) == 0 || !options.encrypted_cancel_only;
#endif
    return result;
}

// From PostgreSQL 14 on, the server reports these parameters.
bool is_read_only(const PGconn& connection) noexcept {
    for (const char* const name : {"in_hot_standby", "default_transaction_read_only"}) {
        const char* const value = PQparameterStatus(&connection, name);
        if (value != nullptr && std::string_view(value) == "on") return true;
    }
    return false;
}

}  // namespace

std::shared_ptr<Connection> Connection::adopt(PgConnection connection, const asio::any_io_executor& executor,
                                              const ConnectOptions& options, std::shared_ptr<TypeCatalog> types,
                                              std::shared_ptr<LibpqThreads> threads) {
    auto self =
        std::make_shared<Connection>(std::move(connection), executor, options, std::move(types), std::move(threads));
    self->join_context(executor, self);
    return self;
}

Connection::Connection(PgConnection connection, const asio::any_io_executor& executor, const ConnectOptions& options,
                       std::shared_ptr<TypeCatalog> types, std::shared_ptr<LibpqThreads> threads)
    : executor_(executor),
      pg_(std::move(connection)),
      cancel_key_(PQgetCancel(pg_.get()), &PQfreeCancel),
      threads_(std::move(threads)),
      server_version_(PQserverVersion(pg_.get())),
      was_read_only_(is_read_only(*pg_)),
      notice_(options.notice),
      pipeline_(pipeline_options(options, *pg_), std::move(types)) {
    PGconn* const pg = pg_.get();
    auto* const tls = PQsslInUse(pg) != 0 ? static_cast<ssl_st*>(PQsslStruct(pg, "OpenSSL")) : nullptr;
    if (PQsslInUse(pg) != 0 && tls == nullptr) {
        Diagnostics d;
        d.message = "libpq's TLS library is not OpenSSL: azoth cannot take over its stream";
        throw NotSupportedError(std::move(d));
    }
    transport_.emplace(executor, PQsocket(pg), tls);
}

Connection::~Connection() {
    close_stream(!pipeline_.is_lost() && !pipeline_.has_requests_in_flight() && pipeline_.output().empty());
}

void Connection::start(Handler handler, std::unique_ptr<pipeline::Request> request) {
    std::shared_ptr<Connection>
        keep;  // outlives the release of the mutex: a refused caller may destroy the session at once
    const std::lock_guard lock(mutex_);
    pipeline::CompletionList completions;
    handler.on_cancel([weak = weak_from_this(), id = pipeline_.next_id()] {
        if (const auto self = weak.lock()) self->cancel(id);
    });
    request->caller = pipeline::Caller(std::move(handler));
    const auto now = request->timeout.count() > 0 ? Clock::now() : pipeline::Time{};
    pipeline_.submit(std::move(request), now);
    process(completions);
    if (completions.empty()) return;
    keep = shared_from_this();
    post(completions);
}

void Connection::cancel(pipeline::RequestId id) {
    const std::lock_guard lock(mutex_);
    if (pipeline_.is_lost()) return;
    pipeline::CompletionList completions;
    pipeline_.cancel(id, Clock::now());
    process(completions);
    post(completions);
}

void Connection::process(pipeline::CompletionList& completions) {
    status_.store(pipeline_.transaction_status(), std::memory_order_relaxed);
    if (sink_) notify();
    if (pipeline_.is_lost()) {
        end_stream();
    } else {
        if (pipeline_.take_cancel_request()) send_cancel_request();
        if (pipeline_.deadline() != timer_at_) update_timer();
        if (pipeline_.wants_flush()) schedule_flush();
    }
    pipeline_.take_completions(completions);
}

void Connection::notify() noexcept {
    for (Notification& notification : pipeline_.take_notifications()) sink_->notify(std::move(notification));
}

void Connection::end_stream() noexcept {
    if (!usable_.exchange(false, std::memory_order_acq_rel)) return;
    if (const auto sink = std::move(sink_)) sink->lost();
    disarm_timer();
    if (transport_) transport_->shutdown();
}

void Connection::close_stream(bool orderly) noexcept {
    if (!transport_) return;
    usable_.store(false, std::memory_order_release);
    // PQfinish sends a Terminate message, which must not block or follow half a message.
    if (!orderly) transport_->shutdown();
    pg_.reset();
    transport_.reset();
    timer_.reset();
}

void Connection::schedule_flush() {
    if (flush_scheduled_ || pipeline_.is_lost()) return;
    if (delivering_ == std::this_thread::get_id()) {
        flush_follows_ = true;
    } else {
        post_to(executor_, [self = shared_from_this()] { self->on_flush(); });
    }
    flush_scheduled_ = true;
}

void Connection::emit(const std::vector<Diagnostics>& notices) const {
    for (const Diagnostics& notice : notices) notice_(notice);
}

void Connection::deliver(pipeline::CompletionList& completions) {
    try {
        while (!completions.empty()) {
            const std::unique_ptr<pipeline::Completion> completion = completions.pop_front();
            completion->caller.take<Handler>().resume(executor_, std::move(completion->error),
                                                      std::move(completion->answer));
        }
    } catch (...) {
        // An exception of a handler is thrown to the thread that runs the context; the other callers are resumed
        // nevertheless.
        post(completions);
        throw;
    }
}

void Connection::post(pipeline::CompletionList& completions) {
    while (!completions.empty()) {
        const std::unique_ptr<pipeline::Completion> completion = completions.pop_front();
        completion->caller.take<Handler>().post(std::move(completion->error), std::move(completion->answer));
    }
}

void Connection::deliver_and_flush(pipeline::CompletionList& completions) {
    const auto is_next = [this] {
        delivering_ = {};
        return std::exchange(flush_follows_, false);
    };
    try {
        deliver(completions);
    } catch (...) {
        const std::lock_guard lock(mutex_);
        if (is_next()) {
            flush_scheduled_ = false;
            schedule_flush();
        }
        throw;
    }
    {
        const std::lock_guard lock(mutex_);
        if (!is_next()) return;
    }
    on_flush();
}

void Connection::abort() noexcept {
    const std::lock_guard lock(mutex_);
    pipeline::CompletionList completions;
    // Otherwise the server would continue to execute it.
    if (!pipeline_.is_lost() && pipeline_.has_requests_in_flight()) send_cancel_request();
    pipeline_.lose("the session was aborted");
    process(completions);
    post(completions);
}

void Connection::close() noexcept {
    const std::lock_guard lock(mutex_);
    pipeline::CompletionList completions;
    const bool lost = pipeline_.is_lost();
    const bool idle = !lost && pipeline_.is_quiet() && pipeline_.output().empty();
    if (!lost && pipeline_.has_requests_in_flight()) send_cancel_request();
    pipeline_.lose(idle ? "the session is closed" : "the session was closed");
    if (const auto sink = std::move(sink_)) sink->lost();
    if (idle) usable_.store(false, std::memory_order_release);
    process(completions);
    close_stream(idle);
    post(completions);
}

void Connection::context_destroyed() noexcept {
    pipeline::CompletionList orphans;
    std::shared_ptr<NotificationSink> unheard;
    {
        const std::lock_guard lock(mutex_);
        const bool idle = !pipeline_.is_lost() && !pipeline_.has_requests_in_flight() && pipeline_.output().empty();
        unheard = std::move(sink_);
        orphans = pipeline_.forget_all("the execution context of the session is gone");
        close_stream(idle);
        executor_ = {};
    }
    // Without the mutex: destroying a handler destroys the waiting coroutine and everything that it owns.
    orphans.clear();
}

bool Connection::is_clean() const noexcept {
    const std::lock_guard lock(mutex_);
    return pipeline_.is_clean();
}

bool Connection::is_quiet() const noexcept {
    const std::lock_guard lock(mutex_);
    return pipeline_.is_quiet();
}

void Connection::share(bool reads_together) noexcept {
    const std::lock_guard lock(mutex_);
    pipeline_.share(reads_together ? pipeline::Sharing::reads_together : pipeline::Sharing::shared);
}

void Connection::listen(std::shared_ptr<NotificationSink> sink) {
    const std::lock_guard lock(mutex_);
    if (pipeline_.is_lost()) {
        if (sink) sink->lost();
        return;
    }
    sink_ = std::move(sink);
    pipeline_.listen(sink_ != nullptr);
    if (sink_) return arm();
    if (reading_ != Reading::armed || pipeline_.has_requests_in_flight()) return;
    reading_ = Reading::given_up;
    transport_->cancel();
}

bool Connection::probe() noexcept {
    pipeline::CompletionList none;  // a quiet session completes no request
    const std::lock_guard lock(mutex_);
    try {
        for (int i = 0; i < reads_a_probe && !pipeline_.is_lost() && pipeline_.is_quiet(); ++i) {
            if (reading_ == Reading::armed || reading_ == Reading::given_up) break;
            if (transport_->peek() == Transport::Status::wait_read) break;
            const auto progress = transport_->read(pipeline_.prepare());
            if (progress.status == Transport::Status::wait_read) break;
            if (progress.status == Transport::Status::done) pipeline_.received(progress.bytes, Clock::now());
            if (progress.status == Transport::Status::closed || pipeline_.has_fatal_error()) {
                pipeline_.lose("the server closed the connection");
            }
        }
    } catch (const std::exception& error) {
        pipeline_.lose(error.what());
    }
    process(none);
    return !pipeline_.is_lost();
}

void Connection::drop(const std::shared_ptr<pipeline::CursorState>& cursor) noexcept {
    pipeline::CompletionList none;  // dropping completes no request
    const std::lock_guard lock(mutex_);
    if (!cursor->has_portal() || pipeline_.is_lost()) return;
    try {
        pipeline_.drop(cursor, Clock::now());
        process(none);
    } catch (const std::bad_alloc&) {
        // The portal remains until the transaction ends or the session is closed.
    }
}

}  // namespace azoth::postgresql
