#include "postgresql/pipeline/pipeline.hpp"

#include <utility>

// The part of Pipeline that decides when each request is sent.
namespace azoth::postgresql::pipeline {
namespace {

// With this number of unsent bytes, requests have to wait.
constexpr std::size_t send_window = 256 * 1024;

}  // namespace

// Returns true if more could be encoded but for the unsent bytes.
bool Pipeline::encode_waiting() {
    if (writer_.source() != nullptr) {
        // Encoding in small steps would move all unsent bytes each time.
        if (writer_.pending_bytes() > send_window / 4) return true;
        writer_.continue_rows();
        if (writer_.source() != nullptr) return true;
    }
    RequestList& waiting = queue_.waiting();
    while (!waiting.empty() && !stopping_.is_cancelling()) {
        if (writer_.pending_bytes() >= send_window) return true;
        Request* const next = queue_.next();
        if (next == nullptr) refuse_waiting();
        if (next == nullptr) return false;
        const bool is_refused = !next->is<TypeQuestion>() && admission_.is_refused(*next);
        if (!is_refused && Queue::needs_silence(*next) && has_requests_in_flight()) return false;
        const Place place = admission_.place_of(*next, sharing_);
        if (!is_refused && place == Place::later) return false;
        if (encode(waiting.remove(*next), place)) return true;
    }
    return false;
}

// Returns true if its rows are not all encoded.
bool Pipeline::encode(std::unique_ptr<Request> request, Place place) {
    const bool is_question = request->is<TypeQuestion>();
    if (place == Place::ended || (!is_question && admission_.is_refused(*request))) {
        request->error = place == Place::ended ? Transaction::ended_error() : admission_.busy_error();
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

// No caller reads from the portal that holds the session: waiting requests might wait for their own caller, so they
// fail.
void Pipeline::refuse_waiting() {
    if (queue_.is_holder_busy(false)) return;
    RequestList all;
    all.take(queue_.waiting());
    while (!all.empty()) {
        std::unique_ptr<Request> request = all.pop_front();
        if (request->caller) {
            request->error = admission_.busy_error();
            complete(std::move(request));
        } else {
            queue_.waiting().push_back(std::move(request));
        }
    }
}

}  // namespace azoth::postgresql::pipeline
