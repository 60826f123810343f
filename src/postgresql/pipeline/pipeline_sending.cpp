#include "postgresql/pipeline/pipeline.hpp"
#include <azoth/error.hpp>

#include <utility>

// The part of Pipeline that decides which request is sent when.
namespace azoth::postgresql::pipeline {
namespace {

// Unsent bytes from which on requests have to wait.
constexpr std::size_t send_window = 256 * 1024;

}  // namespace

// True: more could be encoded, but for the bytes that pile up.
bool Pipeline::encode_waiting() {
    if (writer_.source() != nullptr) {
        // A little at a time, as the server takes it, would move all that waits each time.
        if (writer_.pending_bytes() > send_window / 4) return true;
        writer_.continue_rows();
        if (writer_.source() != nullptr) return true;
    }
    RequestList& waiting = queue_.waiting();
    while (!waiting.empty() && !stopping_.is_cancelling()) {
        if (writer_.pending_bytes() >= send_window) return true;
        Request* const next = queue_.next();
        if (next == nullptr) refuse_waiting();
        if (next == nullptr || (Queue::needs_silence(*next) && has_requests_in_flight())) return false;
        const Place place = place_of(*next);
        if (place == Place::later) return false;
        if (encode(waiting.remove(*next), place)) return true;
    }
    return false;
}

// True: its rows are not all encoded.
bool Pipeline::encode(std::unique_ptr<Request> request, Place place) {
    const bool is_question = request->is<TypeQuestion>();
    if (place == Place::ended || (!is_question && refuses(*request))) {
        request->error = place == Place::ended ? Transaction::ended_error() : busy_error();
        complete(std::move(request));
        return false;
    }
    request->attempt.sync = place == Place::grouped ? Sync::shared : Sync::open;
    if (place != Place::grouped && has_requests_in_flight()) writer_.end_group(queue_.in_flight().back());
    request->attempt.begun = now_;
    if (!writer_.write(*request, !has_requests_in_flight())) {
        if (is_question) {
            finish_question(std::move(request));
        } else {
            complete(std::move(request));
        }
        return false;
    }
    Request& sent = *request;
    queue_.push_in_flight(std::move(request));
    if (sent.is<CopyOut>()) {
        copy_.begin(sent);
    } else if (const auto* const fetch = sent.get<Fetch>(); fetch != nullptr && fetch->cursor->holds_session) {
        queue_.hold_for(fetch->cursor);
    }
    return writer_.source() != nullptr;
}

Pipeline::Place Pipeline::place_of(const Request& request) const noexcept {
    if (may_be_grouped(request)) return Place::grouped;
    const bool in_any = request.is<TypeQuestion>() || request.is<CloseCursor>();
    const TransactionStart* const start = in_any ? nullptr : request.transaction.get();
    if (start != nullptr && start->state() == TransactionStart::State::ended) return Place::ended;
    const bool joins = start != nullptr && request.is<Execute>() && !request.is_second_attempt &&
                       request.end.text.empty() && sharing_ == Sharing::exclusive;
    // A statement of the transaction that shares the Sync of BEGIN is skipped by the server where BEGIN fails. Any
    // other one has to wait, or it would be executed in autocommit.
    if (const Request* const opening = transaction_.opening()) {
        const bool same = joins && writer_.has_group() && opening->transaction == request.transaction;
        return same ? Place::grouped : Place::later;
    }
    return joins && start->state() == TransactionStart::State::due ? Place::grouped : Place::alone;
}

// Reads that share a Sync share a transaction of the server's.
bool Pipeline::may_be_grouped(const Request& request) const noexcept {
    if (sharing_ != Sharing::reads_together || request.is_second_attempt) return false;
    const auto* const execute = request.get<Execute>();
    return execute != nullptr && execute->statement->reads_only && request.begin.text.empty() &&
           request.setup.text.empty() && request.end.text.empty();
}

// Everything else would wait until the rows are read, which its own caller may have to do.
bool Pipeline::refuses(const Request& request) const noexcept {
    const auto* const cursor = request.cursor();
    if (copy_.request() != nullptr) {
        return !copy_.is_stopped() && !copy_.reads(cursor != nullptr ? cursor->get() : nullptr);
    }
    const auto& holder = queue_.holder();
    return holder && (cursor == nullptr || *cursor != holder) && !queue_.is_holder_busy(true);
}

// Nobody reads on from the portal that holds the session: requests that wait for its end might wait for their own
// caller, and fail.
void Pipeline::refuse_waiting() {
    if (queue_.is_holder_busy(false)) return;
    RequestList all;
    all.swap(queue_.waiting());
    while (!all.empty()) {
        std::unique_ptr<Request> request = all.pop_front();
        if (request->caller) {
            request->error = busy_error();
            complete(std::move(request));
        } else {
            queue_.waiting().push_back(std::move(request));
        }
    }
}

std::exception_ptr Pipeline::busy_error() const {
    const char* const why =
        copy_.request() != nullptr
            ? "Rows are being copied over this connection; read them to the end, or close their result first."
            : "The rows of a query are being read over this connection, outside of a transaction; read them to the "
              "end, close their result, or begin a transaction before the query.";
    return std::make_exception_ptr(InvalidRequestError(why));
}

}  // namespace azoth::postgresql::pipeline
