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
    std::chrono::milliseconds cancel_timeout{5000};  ///< for a statement to end once it is cancelled
    bool sends_cancel_requests = true;               ///< false: a statement is stopped by closing the connection
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
    /// What the next submit() will return.
    RequestId next_id() const noexcept { return last_id_ + 1; }
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
    /// The same, but resumes no caller: returns all of them, with their requests, for their destruction.
    CompletionList forget_all(std::string_view message) noexcept;

    // Outputs.

    /// Bytes to be sent.
    std::span<const std::byte> output() const noexcept { return writer_.output(); }
    /// Whether flush() is to be called, after what else is ready now.
    bool wants_flush() const noexcept {
        return !lost_ && (flush_wanted_ || (more_waits_ && writer_.pending_bytes() == 0));
    }
    /// Whether bytes of the server are to be read when they come.
    bool wants_read() const noexcept {
        return (has_requests_in_flight() || reader_.is_listening()) && !copy_.is_paused(queue_.head());
    }
    /// When advance() is to be called at the latest; may be too early.
    Time deadline() const noexcept { return stopping_.deadline(); }
    /// Whether a CancelRequest is to be sent. Asks for each once: cancel_request_returned() has to follow.
    bool take_cancel_request() noexcept { return stopping_.take_request(); }
    /// In the order in which they are to be delivered; each has a caller.
    CompletionList take_completions() noexcept { return std::move(completions_); }
    void take_completions(CompletionList& into) noexcept { into.take(completions_); }
    std::vector<Diagnostics> take_notices() {
        return reader_.notices().are_empty() ? std::vector<Diagnostics>() : reader_.notices().take();
    }
    std::vector<Notification> take_notifications() noexcept { return std::exchange(reader_.notifications(), {}); }

    // State.

    /// Nothing can be sent or received any more.
    bool is_lost() const noexcept { return lost_; }
    /// The server has said that it closes the connection.
    bool has_fatal_error() const noexcept { return reader_.fatal_error() != nullptr; }
    TransactionStatus transaction_status() const noexcept { return transaction_.status(); }
    /// Requests were sent that are not answered.
    bool has_requests_in_flight() const noexcept { return !queue_.in_flight().empty(); }
    /// No request waits or is in flight.
    bool is_quiet() const noexcept;
    /// Nor is anything left to be sent, a portal open, a transaction active, or a CancelRequest on its way.
    bool is_clean() const noexcept;

private:
    void complete(std::unique_ptr<Request> request, bool keep_back = false) noexcept;
    void fail(std::unique_ptr<Request> request) noexcept;

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
    template <class Function>
    void for_each_request(const Function& function);

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
    bool more_waits_ = false;  // for the bytes that pile up to be sent
    bool lost_ = false;
    std::string loss_;  // why
};

}  // namespace azoth::postgresql::pipeline
