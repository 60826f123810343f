#pragma once

#include "admission.hpp"
#include "copy_reading.hpp"
#include "prepared_statements.hpp"
#include "queue.hpp"
#include "reader.hpp"
#include "request.hpp"
#include "request_list.hpp"
#include "stopping.hpp"
#include "transaction.hpp"
#include "type_questions.hpp"
#include "writer.hpp"
#include <azoth/driver/notification.hpp>
#include <azoth/driver/session.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::postgresql::pipeline {

struct PipelineOptions {
    int server_version = 0;
    std::size_t statement_cache_size = 256;  ///< 0: no statement gets a name
    std::size_t max_result_bytes = std::size_t{1} << 30;
    std::size_t max_message_bytes = std::size_t{256} << 20;
    std::size_t max_notice_bytes = std::size_t{1} << 20;
    bool keeps_notices = false;                      ///< for take_notices()
    std::chrono::milliseconds cancel_timeout{5000};  ///< time for a statement to end after it was cancelled
    bool sends_cancel_requests = true;               ///< false: a statement is stopped by closing the connection
};

/// The decisions of a PostgreSQL connection, without I/O: from requests to bytes, and from bytes to completions. Its
/// inputs are requests, bytes, the time and cancellations; after each input its owner reads the outputs and executes
/// them. A request is encoded by the flush() after its submission. So all requests of one turn of the owner's loop
/// leave in one write, a request that was not flushed can be withdrawn, and the number of bytes that a slow server
/// leaves unread is bounded.
///
///     pipeline.submit(...);
///     if (pipeline.wants_flush()) pipeline.flush(now);
///     while (!pipeline.output().empty()) pipeline.sent(write(pipeline.output()));
///     while (pipeline.wants_read()) pipeline.received(read(pipeline.prepare()), now);
///     for (completions of pipeline.take_completions()) ...
///
/// Threads: none; the owner has a mutex. No function calls its owner, except for the row source of an ExecuteMany or
/// CopyIn, which flush() and received() read. Functions throw only std::bad_alloc.
class Pipeline {
public:
    Pipeline(const PipelineOptions& options, std::shared_ptr<TypeCatalog> types);
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    // Inputs.

    /// Takes a request. Its time limit counts from `now`, which is ignored if it has none. A request that cannot be
    /// executed is completed at once. Returns the argument for cancel().
    RequestId submit(std::unique_ptr<Request> request, Time now);
    /// The value that the next submit() will return.
    RequestId next_id() const noexcept { return last_id_ + 1; }
    /// Encodes what may be sent now.
    void flush(Time now);
    /// The first bytes of output() were handed to the kernel.
    void sent(std::size_t size) noexcept;
    /// Space to receive into, good until the next call of prepare(). Never empty.
    std::span<std::byte> prepare();
    /// The first bytes of the space that prepare() last returned were received.
    void received(std::size_t size, Time now);
    /// Does what is due at `now`. May be called at any time.
    void advance(Time now);
    /// The caller of a request was cancelled. Does nothing if it is completed.
    void cancel(RequestId id, Time now);
    /// The CancelRequest that take_cancel_request() asked for has reached the server, or could not be sent.
    void cancel_request_returned() noexcept;
    /// The cursor is no longer used.
    void drop(const std::shared_ptr<CursorState>& cursor, Time now);
    /// From now on the connection is shared in this way.
    void share(Sharing sharing) noexcept;
    /// Whether notifications are wanted; if so, the connection is always read.
    void listen(bool on) noexcept;
    /// The connection is lost or must be closed: all requests are completed, including those submitted later.
    void lose(std::string_view message) noexcept;
    /// The same, without resuming callers: returns all of them with their requests, to be destroyed.
    CompletionList forget_all(std::string_view message) noexcept;

    // Outputs.

    /// Bytes to be sent.
    std::span<const std::byte> output() const noexcept { return writer_.output(); }
    /// Whether flush() must be called, after other work that is ready now.
    bool wants_flush() const noexcept {
        return !lost_ && (flush_wanted_ || (more_waits_ && writer_.pending_bytes() == 0));
    }
    /// Whether bytes of the server are to be read when they arrive.
    bool wants_read() const noexcept {
        return (has_requests_in_flight() || reader_.is_listening()) && !copy_.is_paused(queue_.head());
    }
    /// The latest time at which advance() must be called; may be too early.
    Time deadline() const noexcept { return stopping_.deadline(); }
    /// Whether a CancelRequest must be sent. True once for each: cancel_request_returned() must follow.
    bool take_cancel_request() noexcept { return stopping_.take_request(); }
    /// In the order in which they are to be delivered; each has a caller.
    CompletionList take_completions() noexcept { return std::move(completions_); }
    void take_completions(CompletionList& into) noexcept { into.take(completions_); }
    std::vector<Diagnostics> take_notices() {
        return reader_.notices().are_empty() ? std::vector<Diagnostics>() : reader_.notices().take();
    }
    std::vector<Notification> take_notifications() noexcept { return std::exchange(reader_.notifications(), {}); }

    // State.

    /// Whether nothing can be sent or received any more.
    bool is_lost() const noexcept { return lost_; }
    /// Whether the server has announced that it closes the connection.
    bool has_fatal_error() const noexcept { return reader_.fatal_error() != nullptr; }
    TransactionStatus transaction_status() const noexcept { return transaction_.status(); }
    /// Whether requests were sent that are not answered.
    bool has_requests_in_flight() const noexcept { return !queue_.in_flight().empty(); }
    /// Whether no request waits or is in flight.
    bool is_quiet() const noexcept;
    /// Whether it is quiet, and nothing is left to be sent, no portal is open, no transaction active, no CancelRequest
    /// in flight.
    bool is_clean() const noexcept;

private:
    void complete(std::unique_ptr<Request> request, bool keep_back = false) noexcept;

    // pipeline_sending.cpp
    bool encode_waiting();
    bool encode(std::unique_ptr<Request> request, Place place);
    void refuse_waiting();

    // pipeline_answers.cpp
    void consume();
    void react(Reader::Event event, Request& head);
    void end_portal(Request& head);
    void read_ready(Request& head);
    bool give_batch();
    void end_attempt(Request& request);
    RequestList take_rest_of_group(Request& failed);
    void execute_again(RequestList skipped, const Request* failed);
    void conclude();
    bool run_again(std::unique_ptr<Request>& request);
    void finish_question(std::unique_ptr<Request> question);
    void give_known();

    // pipeline_stopping.cpp
    void stop(Request& request, Stop reason);
    void stop_waiting_for_types(Request& request);
    void abandon(Request& request, std::exception_ptr error);
    void check_abandoned() noexcept;

    const std::size_t max_result_bytes_;
    Transaction transaction_;
    PreparedStatements statements_;
    Writer writer_;
    Queue queue_;
    CopyReading copy_;
    const Admission admission_;
    TypeQuestions types_;
    Reader reader_;
    Stopping stopping_;
    CompletionList completions_;
    Sharing sharing_ = Sharing::exclusive;
    Time now_{};        // of the input that is being processed
    Time concluded_{};  // when the last request was
    RequestId last_id_ = 0;
    bool flush_wanted_ = false;
    bool more_waits_ = false;  // until unsent bytes have been sent
    bool lost_ = false;
    std::string loss_;  // why
};

}  // namespace azoth::postgresql::pipeline
