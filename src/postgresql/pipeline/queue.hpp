#pragma once

#include "request.hpp"
#include "request_list.hpp"

#include <memory>

namespace azoth::postgresql::pipeline {

/// The requests that wait to be sent and those in flight, in order; and the cursor whose portal must not meet a Sync,
/// which no other request may pass.
class Queue {
public:
    RequestList& waiting() noexcept { return waiting_; }
    const RequestList& waiting() const noexcept { return waiting_; }
    RequestList& in_flight() noexcept { return in_flight_; }
    const RequestList& in_flight() const noexcept { return in_flight_; }

    /// The request to which the server's next message belongs. Null: none.
    Request* head() noexcept { return in_flight_.empty() ? nullptr : &in_flight_.front(); }
    const Request* head() const noexcept { return in_flight_.empty() ? nullptr : &in_flight_.front(); }
    bool is_head(const Request& request) const noexcept {
        return !in_flight_.empty() && &in_flight_.front() == &request;
    }
    /// Whether the server may be executing a request that was stopped.
    bool is_head_abandoned() const noexcept;
    /// Null: there is none.
    Request* find(RequestId id) noexcept;

    /// The request to be sent next. Null: all waiting requests must wait for the holder's. Precondition: a request
    /// waits.
    Request* next() noexcept;
    /// Whether a request can be sent only while nothing is in flight.
    static bool needs_silence(const Request& request) noexcept;
    void push_in_flight(std::unique_ptr<Request> request) noexcept {
        request->where = Where::in_flight;
        in_flight_.push_back(std::move(request));
    }

    /// Takes out the requests that the server skips after a failed one, up to the Sync of its group, which the failed
    /// one then ends. Empty: there is none, or that Sync was not sent. Precondition: the failed request is in flight.
    RequestList take_rest_of_group(Request& failed) noexcept;

    /// The cursor whose portal would not survive a Sync. Null: none.
    const std::shared_ptr<CursorState>& holder() const noexcept { return holder_; }
    void hold_for(const std::shared_ptr<CursorState>& cursor) { holder_ = cursor; }
    void release_holder() noexcept { holder_.reset(); }
    /// Whether a request reads the holder's portal. ending: one that ends it.
    bool is_holder_busy(bool ending) const noexcept;

private:
    RequestList waiting_;
    RequestList in_flight_;
    std::shared_ptr<CursorState> holder_;
};

}  // namespace azoth::postgresql::pipeline
