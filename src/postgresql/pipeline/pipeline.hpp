#pragma once

#include "request.hpp"
#include "request_list.hpp"
#include <azoth/driver/notification.hpp>
#include <azoth/driver/session.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace azoth::postgresql {
class TypeCatalog;
}

namespace azoth::postgresql::pipeline {

struct PipelineOptions {
    int server_version = 0;
    std::size_t statement_cache_size = 256;  ///< 0: no statement gets a name
    std::size_t max_result_bytes = std::size_t{1} << 30;
    std::size_t max_message_bytes = std::size_t{256} << 20;
    std::size_t max_notice_bytes = std::size_t{1} << 20;
    bool keeps_notices = false;                      ///< for take_notices()
    std::chrono::milliseconds cancel_timeout{5000};  ///< for a statement to end once it is cancelled
    bool sends_cancel_requests = true;               ///< false: a statement is stopped by closing the connection
};

/// How callers share a connection.
enum class Sharing : std::uint8_t {
    exclusive,      ///< one program part at a time has it
    shared,         ///< callers don't know one another: one that is stopped resumes at once
    reads_together  ///< likewise, and reads that are sent together end with one Sync
};

/// The decisions of a PostgreSQL connection, without I/O: from requests to bytes, from bytes to completions.
///
/// It is given requests, bytes, the time and cancellations; after each input its owner looks at the outputs and does
/// what they say. A request is encoded by the flush() that follows its submission, so that all requests of one turn of
/// the owner's loop leave in one write, one that was not flushed can be taken back, and the bytes that a slow server
/// lets pile up are bounded.
///
///     pipeline.submit(...);
///     if (pipeline.wants_flush()) pipeline.flush(now);
///     while (!pipeline.output().empty()) pipeline.sent(write(pipeline.output()));
///     while (pipeline.wants_read()) pipeline.received(read(pipeline.prepare()), now);
///     for (completions of pipeline.take_completions()) ...
///
/// Threads: none; the owner has a mutex. No function calls its owner back, except for the row source of an
/// ExecuteMany or CopyIn, which flush() and received() read. No function throws anything but std::bad_alloc.
class Pipeline {
public:
    Pipeline(const PipelineOptions& options, std::shared_ptr<TypeCatalog> types);
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;
    ~Pipeline();

    // Inputs.

    /// Takes a request. Its time limit counts from `now`, which is not looked at if it has none. One that can't be
    /// carried out is completed at once. Returns what cancel() wants to know.
    RequestId submit(std::unique_ptr<Request> request, Time now);
    /// Encodes what may be sent now.
    void flush(Time now);
    /// The first bytes of output() were handed to the kernel.
    void sent(std::size_t size) noexcept;
    /// Space to receive into, good until the next call of prepare(). Never empty.
    std::span<std::byte> prepare();
    /// The first bytes of what prepare() returned last were received.
    void received(std::size_t size, Time now);
    /// Does what is due at `now`. May be called at any time.
    void advance(Time now);
    /// The caller of a request was cancelled. Does nothing if it is completed.
    void cancel(RequestId id, Time now);
    /// The CancelRequest that take_cancel_request() asked for has reached the server, or could not be sent.
    void cancel_request_returned() noexcept;
    /// Nobody has the cursor any more.
    void drop(const std::shared_ptr<CursorState>& cursor, Time now);
    /// From now on callers don't know one another.
    void share(Sharing sharing) noexcept;
    /// Whether notifications are wanted, and so a read at all times.
    void listen(bool on) noexcept;
    /// The connection is gone, or shall be: all requests are completed, those submitted later too.
    void lose(std::string_view message) noexcept;
    /// The same, with nobody resumed: returns the requests for their destruction.
    RequestList forget_all(std::string_view message) noexcept;

    // Outputs.

    /// Bytes to be sent.
    std::span<const std::byte> output() const noexcept;
    /// Whether flush() is to be called, after what else is ready now.
    bool wants_flush() const noexcept;
    /// Whether bytes of the server are to be read when they come.
    bool wants_read() const noexcept;
    /// When advance() is to be called at the latest; may be too early.
    Time deadline() const noexcept;
    /// Whether a CancelRequest is to be sent. Asks for each once: cancel_request_returned() has to follow.
    bool take_cancel_request() noexcept;
    CompletionList take_completions() noexcept;
    std::vector<Diagnostics> take_notices();
    std::vector<Notification> take_notifications() noexcept;

    // State.

    /// Nothing can be sent or received any more.
    bool is_lost() const noexcept;
    /// The server has said that it closes the connection.
    bool has_fatal_error() const noexcept;
    TransactionStatus transaction_status() const noexcept;
    /// Requests were sent that are not answered.
    bool has_requests_in_flight() const noexcept;
    /// No request waits or is in flight.
    bool is_quiet() const noexcept;
    /// Nor is anything left to be sent, a portal open, a transaction active, or a CancelRequest on its way.
    bool is_clean() const noexcept;
};

}  // namespace azoth::postgresql::pipeline
