#pragma once

#include "request.hpp"
#include "request_list.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace azoth::postgresql::pipeline {

/// Deadlines, and the cancellation of the request that the server is executing. A CancelRequest identifies a
/// connection, not a request: while one is in flight, or its target is, nothing else is sent, and the answer to its
/// target is held until the CancelRequest has reached the server.
class Stopping {
public:
    /// sends_requests: false: the connection is closed at once instead of cancelling the target.
    Stopping(std::chrono::milliseconds cancel_timeout, bool sends_requests) noexcept
        : cancel_timeout_(cancel_timeout), sends_requests_(sends_requests) {}

    /// The next time at which something is due; may be too early.
    Time deadline() const noexcept { return next_; }
    void watch(Request& request, Time now) noexcept;
    void unwatch(Request& request) noexcept;
    /// Called when something was due: starts the search for the next time. The owner adds the deadlines of all requests
    /// with consider().
    void start_round(Time now) noexcept;
    void consider(Time when) noexcept { next_ = std::min(next_, when); }

    /// Whether nothing may be sent.
    bool is_cancelling() const noexcept { return request_ != CancelRequest::none || target_ != nullptr; }
    /// Whether the target did not end in time.
    bool is_overdue(Time now) const noexcept { return is_cancelling() && drain_until_ <= now; }
    /// Why a connection with an overdue target is closed.
    std::string reason() const;
    /// Cancels the first request in flight. Does nothing while is_cancelling().
    void cancel(RequestList& in_flight, Time now) noexcept;
    /// The caller of the first request in flight, which is cancelled because its deadline has passed, waits a little
    /// for the answer, which shows the outcome.
    void leave_after_a_while(Time now) noexcept;
    /// Whether this time is over: the caller leaves, and the answer is discarded. True once.
    bool must_leave(Time now) noexcept;
    /// The first request in flight is abandoned and gets some time to end by itself. True: this time is over.
    bool is_grace_over(Time now) noexcept;

    /// A request is no longer in flight. True: it was the target.
    bool concluded(const Request& request) noexcept;
    /// Whether the target was concluded before its CancelRequest returned: its caller must wait for that.
    bool must_keep_back() const noexcept { return request_ == CancelRequest::sent; }
    void keep_back(std::unique_ptr<Completion> completion) noexcept { kept_back_.push_back(std::move(completion)); }
    CompletionList& kept_back() noexcept { return kept_back_; }
    const CompletionList& kept_back() const noexcept { return kept_back_; }

    /// Whether a CancelRequest must be sent: returned() must follow.
    bool take_request() noexcept;
    /// head: the first request in flight; null: none.
    void returned(const Request* head) noexcept;

    /// The connection is lost.
    void forget() noexcept;

private:
    enum class CancelRequest : std::uint8_t { none, due, sent };

    bool needs_time() const noexcept {
        return watched_ != 0 || drain_until_ != never || grace_until_ != never || leave_at_ != never;
    }
    void end_draining() noexcept;

    const std::chrono::milliseconds cancel_timeout_;
    const bool sends_requests_;
    const Request* target_ = nullptr;  // in flight
    CancelRequest request_ = CancelRequest::none;
    CompletionList kept_back_;
    Time drain_until_ = never;
    Time grace_until_ = never;  // of an abandoned head
    Time leave_at_ = never;
    Time next_ = never;
    std::size_t watched_ = 0;  // requests with a deadline
};

}  // namespace azoth::postgresql::pipeline
