#include "postgresql/pipeline/outcome.hpp"
#include "postgresql/pipeline/pipeline.hpp"

#include <algorithm>
#include <new>
#include <string>
#include <utility>
#include <vector>

// The part of Pipeline that stops requests: the caller was cancelled, the time is over, or the result is too large.
namespace azoth::postgresql::pipeline {
namespace {

template <class Function>
void for_each_request(Queue& queue, TypeQuestions& types, const Function& function) {
    std::ranges::for_each(queue.in_flight(), function);
    std::ranges::for_each(queue.waiting(), function);
    types.for_each(function);
}

}  // namespace

void Pipeline::cancel(RequestId id, Time now) {
    if (lost_) return;
    now_ = now;
    Request* found = queue_.find(id);
    types_.for_each([&](Request& request) {
        if (request.id == id) found = &request;
    });
    if (found != nullptr) stop(*found, Stop::cancelled);
}

void Pipeline::stop(Request& request, Stop reason) {
    if (request.stop != Stop::none || !request.caller) return;
    if (request.where == Where::awaits_types) return stop_waiting_for_types(request);
    request.stop = reason;
    stopping_.unwatch(request);
    const auto error = [&] { return stop_error(request, transaction_.status(), max_result_bytes_); };
    if (request.where == Where::waiting) {
        request.error = error();
        return complete(queue_.waiting().remove(request));
    }
    if (&request == writer_.source()) {
        request.error = error();
        writer_.end_rows(true);
        flush_wanted_ = true;
    }
    if (queue_.is_head(request) && sharing_ == Sharing::exclusive) {
        if (reason == Stop::timeout) stopping_.leave_after_a_while(now_);
        return stopping_.cancel(queue_.in_flight(), now_);
    }
    abandon(request, error());
    // A CancelRequest may hit the next request: on a shared connection, the request gets some time to end by itself.
    if (sharing_ != Sharing::exclusive) check_abandoned();
}

// The answer is delivered unchanged; a type query that was sent is answered only to the catalogue.
void Pipeline::stop_waiting_for_types(Request& request) {
    complete(types_.release(request));
    Request* const question = types_.unused_question();
    if (question == nullptr || question->where != Where::waiting) return;
    queue_.waiting().remove(*question);
    types_.forget_question();
    give_known();
}

// The server's answer to a request that was sent is read and discarded; its caller gets an error now.
void Pipeline::abandon(Request& request, std::exception_ptr error) {
    auto reply = std::make_unique<Completion>();
    reply->caller = std::move(request.caller);
    reply->error = std::move(error);
    completions_.push_back(std::move(reply));
    request.detach();
    if (const auto* const fetch = request.get<Fetch>()) fetch->cursor->stage = CursorState::Stage::lost;
}

void Pipeline::check_abandoned() noexcept {
    if (stopping_.is_cancelling() || !queue_.is_head_abandoned()) return;
    if (stopping_.is_grace_over(now_)) stopping_.cancel(queue_.in_flight(), now_);
}

void Pipeline::cancel_request_returned() noexcept {
    stopping_.returned(queue_.head());
    if (lost_) return;
    completions_.take(stopping_.kept_back());
    flush_wanted_ = true;
}

void Pipeline::advance(Time now) {
    if (lost_ || now < stopping_.deadline()) return;
    now_ = now;
    if (stopping_.is_overdue(now)) return lose(stopping_.reason());
    std::vector<Request*> late;
    for_each_request(queue_, types_, [&](Request& request) {
        if (request.deadline <= now) late.push_back(&request);
    });
    // Stopping one request may complete others.
    for (Request* const request : late) {
        if (request->deadline <= now) stop(*request, Stop::timeout);
    }
    if (stopping_.must_leave(now)) {
        Request* const head = queue_.head();
        if (head != nullptr && head->stop == Stop::timeout && head->caller) {
            abandon(*head, stop_error(*head, transaction_.status(), max_result_bytes_));
        }
        // Nothing is sent before the CancelRequest has returned.
        completions_.take(stopping_.kept_back());
    }
    check_abandoned();
    stopping_.start_round(now);
    for_each_request(queue_, types_, [&](const Request& request) { stopping_.consider(request.deadline); });
}

void Pipeline::drop(const std::shared_ptr<CursorState>& cursor, Time now) {
    if (!cursor->has_portal() || lost_) return;
    now_ = now;
    if (!cursor->copy.empty()) {
        if (!copy_.reads(cursor.get()) || copy_.is_stopped()) return;
        // The server ends a COPY only after a CancelRequest.
        Request& request = *copy_.request();
        request.stop = Stop::cancelled;
        if (queue_.is_head(request)) stopping_.cancel(queue_.in_flight(), now_);
        copy_.mark_resumed();
        flush_wanted_ = true;
    } else if (cursor->holds_session) {
        queue_.waiting().push_front(std::make_unique<Request>(CloseCursor{cursor}));
        flush_wanted_ = true;
    } else {
        // An abandoned Fetch may still be in flight, and its transaction not begun: its answer closes the portal.
        if (!transaction_.is_idle()) writer_.close_later(cursor->portal);
        cursor->stage = CursorState::Stage::ended;
    }
}

}  // namespace azoth::postgresql::pipeline
