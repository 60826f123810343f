#pragma once

#include "async/context_service.hpp"
#include "async/suspend.hpp"
#include "handshake.hpp"
#include "libpq_threads.hpp"
#include "pipeline/pipeline.hpp"
#include "transport.hpp"
#include "type_catalog.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/driver/notification.hpp>
#include <azoth/driver/session.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

namespace azoth::postgresql {

/// The I/O of a session: passes the input of its socket, its timer and its callers to a pipeline, and executes the
/// pipeline's outputs.
///
/// A flush is posted after all ready handlers, or made after the callers that the last answers have resumed: all
/// requests of one turn of the loop leave in one write. A read is armed while the pipeline wants one.
///
/// Threads: any. Coroutines are resumed without the mutex, by the read handler if the executors are the same.
class Connection final : public async::ContextMember, public std::enable_shared_from_this<Connection> {
public:
    using Handler = async::Continuation<Answer>;

    /// Takes the stream over from libpq. CancelRequests are sent on `threads`. Throws boost::system::system_error and
    /// NotSupportedError.
    static std::shared_ptr<Connection> adopt(PgConnection connection, const boost::asio::any_io_executor& executor,
                                             const ConnectOptions& options, std::shared_ptr<TypeCatalog> types,
                                             std::shared_ptr<LibpqThreads> threads);
    Connection(PgConnection connection, const boost::asio::any_io_executor& executor, const ConnectOptions& options,
               std::shared_ptr<TypeCatalog> types, std::shared_ptr<LibpqThreads> threads);
    ~Connection() override;

    /// The request completes through the handler, never before this function returns.
    void start(Handler handler, std::unique_ptr<pipeline::Request> request);
    /// Closes an unused cursor before the next request.
    void drop(const std::shared_ptr<pipeline::CursorState>& cursor) noexcept;
    void share(bool reads_together) noexcept;
    void listen(std::shared_ptr<NotificationSink> sink);

    azoth::TransactionStatus transaction_status() const noexcept { return status_.load(std::memory_order_relaxed); }
    bool is_clean() const noexcept;
    bool is_quiet() const noexcept;
    bool is_usable() const noexcept { return usable_.load(std::memory_order_acquire); }
    bool probe() noexcept;
    bool was_read_only() const noexcept { return was_read_only_; }
    int server_version() const noexcept { return server_version_; }

    /// Fails the requests in flight and shuts the stream down.
    void abort() noexcept;
    /// Ends the session with a Terminate message if nothing is in flight, otherwise aborts it; closes the descriptor.
    void close() noexcept;

    void context_destroyed() noexcept override;

private:
    enum class Reading : std::uint8_t {
        idle,
        armed,
        given_up,       ///< armed for a notification sink that no longer exists
        blocked_by_tls  ///< TLS must write before it can continue to read
    };
    enum class Writing : std::uint8_t {
        open,
        blocked,  ///< until the descriptor is writable
        failed    ///< the server closed the connection; bytes that it sent before may still arrive
    };

    // Require the mutex unless noted otherwise.

    /// Executes the pipeline's outputs after an input, except reading. Appends what must be delivered without the
    /// mutex.
    void process(pipeline::CompletionList& completions);
    void notify() noexcept;
    void end_stream() noexcept;
    /// orderly: sends a Terminate message first.
    void close_stream(bool orderly) noexcept;
    void schedule_flush();
    /// Resumes callers from a handler of the connection's executor.
    void deliver(pipeline::CompletionList& completions);  // without the mutex
    /// Resumes callers from any thread. With the mutex held, context_destroyed() waits for it; otherwise the context
    /// might be destroyed before the post.
    void post(pipeline::CompletionList& completions);
    void deliver_and_flush(pipeline::CompletionList& completions);  // without the mutex
    void emit(const std::vector<Diagnostics>& notices) const;       // without the mutex
    void cancel(pipeline::RequestId id);                            // without the mutex

    // connection_stream.cpp: bytes in, bytes out
    void on_flush();                                                  // without the mutex
    void on_read(boost::system::error_code error, std::size_t size);  // without the mutex
    void on_ready(bool readable, boost::system::error_code error);    // without the mutex
    void flush();
    void write();
    void read_tls();
    void arm();
    void arm_soon();
    void on_arm();  // without the mutex
    void arm_read();
    void arm_write();

    // connection_timer.cpp: deadlines, CancelRequests
    void update_timer();
    void disarm_timer() noexcept;
    void on_timer(std::uint64_t round);  // without the mutex
    void send_cancel_request() noexcept;
    void cancel_request_returned() noexcept;  // without the mutex

    mutable std::mutex mutex_;
    boost::asio::any_io_executor executor_;
    PgConnection pg_;
    const std::shared_ptr<PGcancel> cancel_key_;
    const std::shared_ptr<LibpqThreads> threads_;
    const int server_version_;
    const bool was_read_only_;                              // the server, when the connection was opened
    const std::function<void(const Diagnostics&)> notice_;  // empty: notices are dropped
    std::optional<Transport> transport_;
    pipeline::Pipeline pipeline_;
    std::shared_ptr<NotificationSink> sink_;  // while it exists, a read is armed

    std::atomic<azoth::TransactionStatus> status_{azoth::TransactionStatus::idle};
    std::atomic<bool> usable_{true};

    Reading reading_ = Reading::idle;
    Writing writing_ = Writing::open;
    bool write_armed_ = false;
    bool arm_scheduled_ = false;
    bool flush_scheduled_ = false;
    bool flush_follows_ = false;  // deliver_and_flush() makes the scheduled flush, without a post
    std::thread::id delivering_;  // requests of callers that this thread resumes leave with that flush

    std::optional<boost::asio::steady_timer> timer_;
    std::uint64_t timer_round_ = 0;
    pipeline::Time timer_at_ = pipeline::never;
};

}  // namespace azoth::postgresql
