#include "postgresql/pipeline/stopping.hpp"

#include <algorithm>

namespace azoth::postgresql::pipeline {
namespace {

// A CancelRequest that reaches the server before the statement has no effect, so it is sent again.
constexpr std::chrono::milliseconds cancel_interval{250};
// A request that was abandoned before its turn gets this time to end: a late CancelRequest for a short statement would
// hit the next one.
constexpr std::chrono::milliseconds grace{50};
// A caller whose deadline has passed waits this long for the answer to the CancelRequest.
constexpr std::chrono::milliseconds answer_time{100};

bool waits_after_deadline(const Request& request) noexcept {
    return request.stop == Stop::timeout && static_cast<bool>(request.caller);
}

}  // namespace

void Stopping::watch(Request& request, Time now) noexcept {
    request.deadline = now + request.timeout;
    ++watched_;
    consider(request.deadline);
}

void Stopping::unwatch(Request& request) noexcept {
    if (request.deadline == never) return;
    request.deadline = never;
    --watched_;
    if (!needs_time()) next_ = never;
}

void Stopping::start_round(Time now) noexcept {
    next_ = std::min({drain_until_, grace_until_, leave_at_});
    if (target_ == nullptr) return;
    if (request_ == CancelRequest::none && sends_requests_) request_ = CancelRequest::due;
    consider(now + cancel_interval);
}

std::string Stopping::reason() const {
    if (sends_requests_) {
        return "a statement did not stop within " + std::to_string(cancel_timeout_.count()) +
               " ms after it was cancelled";
    }
    return "the connection was closed to stop a statement: EngineOptions::encrypted_cancel_only allows no cancel "
           "request of this libpq";
}

void Stopping::cancel(RequestList& in_flight, Time now) noexcept {
    if (is_cancelling()) return;  // the flush after it checks this again
    grace_until_ = never;
    target_ = &in_flight.front();
    // The target itself may not be the abandoned one, if they share a Sync.
    for (Request& request : in_flight) request.attempt.exposed = request.stop == Stop::none;
    drain_until_ = now + (sends_requests_ ? cancel_timeout_ : std::chrono::milliseconds(0));
    if (sends_requests_) request_ = CancelRequest::due;
    consider(std::min(drain_until_, now + cancel_interval));
}

void Stopping::leave_after_a_while(Time now) noexcept {
    leave_at_ = now + answer_time;
    consider(leave_at_);
}

bool Stopping::must_leave(Time now) noexcept {
    if (leave_at_ > now) return false;
    leave_at_ = never;
    return true;
}

bool Stopping::is_grace_over(Time now) noexcept {
    if (grace_until_ == never) grace_until_ = now + grace;
    if (grace_until_ <= now) return true;
    consider(grace_until_);
    return false;
}

bool Stopping::concluded(const Request& request) noexcept {
    if (grace_until_ != never) {
        grace_until_ = never;
        if (!needs_time()) next_ = never;
    }
    if (target_ != &request) {
        if (waits_after_deadline(request)) leave_at_ = never;
        if (!needs_time()) next_ = never;
        return false;
    }
    target_ = nullptr;
    if (request_ == CancelRequest::due) request_ = CancelRequest::none;
    if (request_ != CancelRequest::none) return true;
    leave_at_ = never;
    end_draining();
    return true;
}

bool Stopping::take_request() noexcept {
    if (request_ != CancelRequest::due) return false;
    request_ = CancelRequest::sent;
    return true;
}

void Stopping::returned(const Request* head) noexcept {
    request_ = CancelRequest::none;
    if (target_ != nullptr) return;
    // A request that became the first meanwhile could not be cancelled until now; its caller may leave before that.
    if (head == nullptr || !waits_after_deadline(*head)) leave_at_ = never;
    end_draining();
}

void Stopping::forget() noexcept {
    target_ = nullptr;
    request_ = CancelRequest::none;
    drain_until_ = grace_until_ = leave_at_ = next_ = never;
    watched_ = 0;
}

void Stopping::end_draining() noexcept {
    drain_until_ = never;
    if (!needs_time()) next_ = never;
}

}  // namespace azoth::postgresql::pipeline
