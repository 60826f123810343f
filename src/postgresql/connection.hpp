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

/// The I/O of a session: gives a pipeline what its socket, its timer and its callers bring, and does what the pipeline
/// then wants.
///
/// A flush is posted after everything that is ready, or made after the callers that the last answers have resumed: so
/// all requests of one turn of the loop leave in one write. A read is armed while the pipeline wants one.
///
/// Threads: any. Coroutines are resumed with the mutex released, by the handler of the read where the executors are the
/// same.
class Connection final : public async::ContextMember, public std::enable_shared_from_this<Connection> {
public:
    using Handler = async::Continuation<Answer>;

    /// Takes the stream over from libpq. CancelRequests are sent on `threads`. Throws boost::system::system_error,
    /// NotSupportedError.
    static std::shared_ptr<Connection> adopt(PgConnection connection, const boost::asio::any_io_executor& executor,
                                             const ConnectOptions& options, std::shared_ptr<TypeCatalog> types,
                                             std::shared_ptr<LibpqThreads> threads);
    Connection(PgConnection connection, const boost::asio::any_io_executor& executor, const ConnectOptions& options,
               std::shared_ptr<TypeCatalog> types, std::shared_ptr<LibpqThreads> threads);
    ~Connection() override;

    /// The request completes through the handler, never before this returns.
    void start(Handler handler, std::unique_ptr<pipeline::Request> request);
    /// Closes a cursor that is not used any more, before the next request.
    void drop(const std::shared_ptr<pipeline::CursorState>& cursor) noexcept;
    void share(bool reads_together) noexcept;
    void listen(std::shared_ptr<NotificationSink> sink);

    azoth::TransactionStatus transaction_status() const noexcept { return status_.load(std::memory_order_relaxed); }
    bool is_clean() const noexcept;
    bool is_quiet() const noexcept;
    bool is_usable() const noexcept { return usable_.load(std::memory_order_acquire); }
    bool probe() noexcept;
    int server_version() const noexcept { return server_version_; }

    /// Fails the requests in flight and shuts the stream.
    void abort() noexcept;
    /// Ends the session in good order if nothing is in flight, else aborts; closes the descriptor.
    void close() noexcept;

    void context_destroyed() noexcept override;

private:
    enum class Reading : std::uint8_t {
        idle,
        armed,
        given_up,       ///< armed for the notification sink, which is gone
        blocked_by_tls  ///< TLS has to write before it can read on
    };
    enum class Writing : std::uint8_t {
        open,
        blocked,  ///< until the descriptor is writable
        failed    ///< the server hung up; what it sent before may still be on its way
    };

    // Called with the mutex held, unless they say otherwise.

    /// Does what the pipeline wants after an input, but for reading. Adds what is to be delivered without the mutex.
    void process(pipeline::CompletionList& completions);
    void notify() noexcept;
    void end_stream() noexcept;
    /// orderly: the server is told with a Terminate.
    void close_stream(bool orderly) noexcept;
    void schedule_flush();
    /// Resumes callers from a handler of the connection's executor.
    void deliver(pipeline::CompletionList& completions);  // without the mutex
    /// Resumes callers from any thread. With the mutex, context_destroyed() waits for it: else the context might be
    /// destroyed before the post.
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
    const std::function<void(const Diagnostics&)> notice_;  // empty: notices are not wanted
    std::optional<Transport> transport_;
    pipeline::Pipeline pipeline_;
    std::shared_ptr<NotificationSink> sink_;  // while there is one a read is armed

    std::atomic<azoth::TransactionStatus> status_{azoth::TransactionStatus::idle};
    std::atomic<bool> usable_{true};

    Reading reading_ = Reading::idle;
    Writing writing_ = Writing::open;
    bool write_armed_ = false;
    bool arm_scheduled_ = false;
    bool flush_scheduled_ = false;
    bool flush_follows_ = false;  // the flush that is scheduled needs no post: deliver_and_flush() does it
    std::thread::id delivering_;  // requests made by the callers that this thread resumes leave with that flush

    std::optional<boost::asio::steady_timer> timer_;
    std::uint64_t timer_round_ = 0;
    pipeline::Time timer_at_ = pipeline::never;
};

}  // namespace azoth::postgresql
