#include "connection.hpp"

#include "errors.hpp"
#include "post.hpp"
#include <azoth/error.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace azoth::postgresql {
namespace {

namespace asio = boost::asio;

// Those that libpq remembers of the greeting and that a session has use for.
constexpr const char* greeted[] = {"server_version",
                                   "server_encoding",
                                   "client_encoding",
                                   "TimeZone",
                                   "DateStyle",
                                   "IntervalStyle",
                                   "is_superuser",
                                   "session_authorization",
                                   "integer_datetimes",
                                   "in_hot_standby",
                                   "application_name",
                                   "default_transaction_read_only",
                                   "standard_conforming_strings"};

// Slabs that one look at an idle connection reads at most: a server that never stops sending must not keep the thread.
constexpr int reads_a_probe = 64;

std::size_t limit_of(std::size_t option) noexcept {
    return option == 0 ? std::numeric_limits<std::size_t>::max() : option;
}

protocol::DecoderOptions decoder_options(const ConnectOptions& options) noexcept {
    protocol::DecoderOptions result;
    result.max_message_length = std::min(result.max_message_length, limit_of(options.max_message_bytes));
    return result;
}

}  // namespace

std::shared_ptr<Connection> Connection::adopt(PgConnection connection, const asio::any_io_executor& executor,
                                              const ConnectOptions& options, std::shared_ptr<TypeCatalog> types) {
    auto self = std::make_shared<Connection>(std::move(connection), executor, options, std::move(types));
    self->join_context(executor, self);
    return self;
}

Connection::Connection(PgConnection connection, const asio::any_io_executor& executor, const ConnectOptions& options,
                       std::shared_ptr<TypeCatalog> types)
    : executor_(executor),
      pg_(std::move(connection)),
      notice_(options.notice),
      max_result_bytes_(limit_of(options.max_result_bytes)),
      max_notice_bytes_(limit_of(options.max_notice_bytes)),
      types_(std::move(types)),
      cache_(options.statement_cache_size),
      decoder_(decoder_options(options)),
      cancel_timeout_(options.cancel_timeout) {
    PGconn* const pg = pg_.get();
    auto* const tls = PQsslInUse(pg) != 0 ? static_cast<ssl_st*>(PQsslStruct(pg, "OpenSSL")) : nullptr;
    if (PQsslInUse(pg) != 0 && tls == nullptr) {
        Diagnostics d;
        d.message = "libpq's TLS library is not OpenSSL: its stream can't be taken over";
        throw NotSupportedError(std::move(d));
    }
    transport_.emplace(executor, PQsocket(pg), tls);
    cancel_key_.reset(PQgetCancel(pg), &PQfreeCancel);
#ifndef LIBPQ_HAS_ASYNC_CANCEL
    sends_cancels_ = tls == nullptr || !options.encrypted_cancel_only;
#endif
    server_version_ = PQserverVersion(pg);
    for (const char* const name : {"in_hot_standby", "default_transaction_read_only"}) {
        const char* const value = PQparameterStatus(pg, name);  // since PostgreSQL 14
        if (value != nullptr && std::string_view(value) == "on") was_read_only_ = true;
    }
    for (const char* const name : greeted) {
        if (const char* const value = PQparameterStatus(pg, name)) server_parameters_.emplace(name, value);
    }
}

Connection::~Connection() {
    retire_stream(!broken_ && flight_.empty() && out_.empty());
    executor_ = {};
    leave_context();
}

void Connection::schedule_flush() {
    if (flush_scheduled_ || broken_) return;
    if (delivering_ == std::this_thread::get_id()) {
        flush_follows_ = true;
    } else {
        post_to(executor_, [self = shared_from_this()] { self->on_flush(); });
    }
    flush_scheduled_ = true;
}

void Connection::start(Operation::Handler handler, std::unique_ptr<Operation> operation) {
    OperationList refused;
    {
        const std::lock_guard lock(mutex_);
        Operation& op = *operation;
        op.serial = ++last_serial_;
        op.handler.emplace(std::move(handler));
        if (broken_) {
            op.error = connection_lost(loss_, fatal_.get(), Outcome::not_sent);
            refused.push_back(*operation.release());
        } else if (refuses(op)) {
            op.error = busy_error();
            refused.push_back(*operation.release());
        } else {
            if (auto slot = asio::get_associated_cancellation_slot(*op.handler); slot.is_connected()) {
                slot.assign([weak = weak_from_this(), serial = op.serial](asio::cancellation_type type) {
                    if ((type & asio::cancellation_type::terminal) == asio::cancellation_type::none) return;
                    if (const auto self = weak.lock()) self->stop(serial, Operation::Stop::cancelled);
                });
            }
            if (op.timeout.count() > 0) watch(op);
            if (!rejoin(op)) waiting_.push_back(*operation.release());
            schedule_flush();
        }
    }
    if (!refused.empty()) deliver(refused, Resume::posted);
}

void Connection::finish(Operation& operation, OperationList& done) noexcept {
    unwatch(operation);
    if (operation.handler) {
        done.push_back(operation);
    } else {
        delete &operation;
    }
}

void Connection::tell(const std::vector<Diagnostics>& notices) const {
    for (const Diagnostics& notice : notices) notice_(notice);
}

void Connection::deliver(OperationList& done, Resume resume) {
    try {
        while (!done.empty()) {
            const std::unique_ptr<Operation> operation(&done.front());
            done.pop_front();
            Operation::Handler handler = std::move(*operation->handler);
            const auto executor = asio::get_associated_executor(handler, executor_);
            if (resume == Resume::inline_allowed && executor == executor_) {
                std::move(handler)(std::move(operation->error), std::move(operation->answer));
            } else {
                post_to(executor, [handler = std::move(handler), error = std::move(operation->error),
                                   answer = std::move(operation->answer)]() mutable {
                    std::move(handler)(std::move(error), std::move(answer));
                });
            }
        }
    } catch (...) {
        // What a handler threw goes to whoever runs the context; the others are answered all the same.
        deliver(done, Resume::posted);
        throw;
    }
}

void Connection::deliver_and_flush(OperationList& done) {
    const auto is_next = [this] {
        delivering_ = {};
        return std::exchange(flush_follows_, false);
    };
    try {
        deliver(done, Resume::inline_allowed);
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

void Connection::forget_current_requests() noexcept {
    many_ = nullptr;
    opening_ = nullptr;
    copying_ = nullptr;
    asking_ = nullptr;
    holder_.reset();
    cancel_target_ = nullptr;
}

void Connection::lose(std::string_view message, OperationList& done) noexcept {
    if (broken_) return;
    broken_ = true;
    usable_.store(false, std::memory_order_release);
    loss_ = message;
    forget_current_requests();
    rows_.clear();
    const Outcome outcome = outcome_when_lost(fatal_.get());
    const auto fail = [&](OperationList& list) {
        while (!list.empty()) {
            Operation& op = list.front();
            list.pop_front();
            if (op.cursor) op.cursor->stage = CursorState::Stage::ended;
            if (op.resolution) {
                take_answer(op);
            } else if (!op.error && op.stop == Operation::Stop::none) {
                const bool sent = op.in_flight && op.sent_at < sent_;
                op.error = connection_lost(loss_, fatal_.get(), sent ? outcome : Outcome::not_sent);
            } else if (!op.error) {
                op.error = stop_error(op);
            }
            finish(op, done);
        }
    };
    fail(flight_);
    fail(waiting_);
    fail(untyped_);
    done.splice(done.end(), held_back_);
    if (const auto sink = std::move(sink_)) sink->lost();
    out_.clear();
    cache_.clear();
    drain_until_ = Clock::time_point::max();
    disarm_timer();
    if (transport_) transport_->shutdown();
}

void Connection::retire_stream(bool say_goodbye) noexcept {
    if (!transport_) return;
    broken_ = true;
    usable_.store(false, std::memory_order_release);
    // PQfinish sends a Terminate of its own accord, which must not block, nor follow half a message.
    if (!say_goodbye) transport_->shutdown();
    pg_.reset();
    transport_.reset();
    timer_.reset();
}

void Connection::abort() noexcept {
    OperationList done;
    {
        const std::lock_guard lock(mutex_);
        if (!broken_ && !flight_.empty()) send_cancel();  // or the server would carry on with it
        lose("the session was aborted", done);
    }
    deliver(done, Resume::posted);
}

void Connection::close() noexcept {
    OperationList done;
    {
        const std::lock_guard lock(mutex_);
        const bool idle = !broken_ && flight_.empty() && waiting_.empty() && out_.empty();
        if (!broken_ && !flight_.empty()) send_cancel();
        if (!idle) lose("the session was closed", done);
        if (const auto sink = std::move(sink_)) sink->lost();
        if (loss_.empty()) loss_ = "the session is closed";
        retire_stream(idle);
    }
    deliver(done, Resume::posted);
}

void Connection::context_destroyed() noexcept {
    OperationList orphans;
    std::shared_ptr<NotificationSink> unheard;
    {
        const std::lock_guard lock(mutex_);
        const bool idle = !broken_ && flight_.empty() && out_.empty();
        if (loss_.empty()) loss_ = "the execution context of the session is gone";
        forget_current_requests();
        unheard = std::move(sink_);
        orphans.splice(orphans.end(), flight_);
        orphans.splice(orphans.end(), waiting_);
        orphans.splice(orphans.end(), untyped_);
        orphans.splice(orphans.end(), held_back_);
        retire_stream(idle);
        executor_ = {};
    }
    // Without the mutex: with its handler goes the coroutine that waits, and whatever that owns.
    orphans.clear_and_dispose([](Operation* operation) { delete operation; });
}

bool Connection::is_clean() const noexcept {
    const std::lock_guard lock(mutex_);
    return !broken_ && flight_.empty() && waiting_.empty() && untyped_.empty() && held_back_.empty() && out_.empty() &&
           !holder_ && !is_cancelling() && status_.load(std::memory_order_relaxed) == azoth::TransactionStatus::idle;
}

bool Connection::is_quiet() const noexcept {
    const std::lock_guard lock(mutex_);
    return flight_.empty() && waiting_.empty() && untyped_.empty();
}

void Connection::listen(std::shared_ptr<NotificationSink> sink) {
    const std::lock_guard lock(mutex_);
    if (broken_) {
        if (sink) sink->lost();
        return;
    }
    sink_ = std::move(sink);
    if (sink_) return arm();
    if (!reading_ || !flight_.empty()) return;
    read_given_up_ = true;
    transport_->cancel();
}

bool Connection::probe() noexcept {
    OperationList nobody;
    const std::lock_guard lock(mutex_);
    try {
        for (int i = 0; i < reads_a_probe && !broken_ && flight_.empty() && waiting_.empty() && !reading_; ++i) {
            if (transport_->peek() == Transport::Status::wait_read) break;
            const auto progress = transport_->read(decoder_.prepare());
            if (progress.status == Transport::Status::wait_read) break;
            if (progress.status == Transport::Status::done) {
                decoder_.commit(progress.bytes);
                consume(nobody);
            }
            if (progress.status == Transport::Status::closed || fatal_) {
                lose("the server closed the connection", nobody);
            }
        }
    } catch (const std::exception& error) {
        lose(error.what(), nobody);
    }
    return !broken_;
}

void Connection::drop(const std::shared_ptr<CursorState>& cursor) noexcept {
    const std::lock_guard lock(mutex_);
    if (cursor->stage != CursorState::Stage::open || broken_) return;
    try {
        if (!cursor->copy.empty()) {
            break_off(*cursor);
        } else if (cursor->holds_session) {
            auto operation = std::make_unique<Operation>(Operation::Kind::close_cursor);
            operation->cursor = cursor;
            waiting_.push_front(*operation.release());
            schedule_flush();
        } else if (status_.load(std::memory_order_relaxed) != azoth::TransactionStatus::idle) {
            dropped_portals_.push_back(cursor->portal);
            cursor->stage = CursorState::Stage::ended;
        }
    } catch (const std::bad_alloc&) {
        // The portal stays until the transaction ends, or the session until it is closed.
    }
}

}  // namespace azoth::postgresql
