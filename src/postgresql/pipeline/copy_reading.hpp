#pragma once

#include "request.hpp"

#include <utility>

namespace azoth::postgresql::pipeline {

/// The COPY in flight whose rows are read in batches. It is one request, in flight from the first batch to the last.
/// Between two batches no caller waits for it and nothing is read, so that the server waits.
class CopyReading {
public:
    void begin(Request& request) noexcept { request_ = &request; }
    /// A request is no longer in flight.
    void end(const Request& request) noexcept {
        if (request_ == &request) request_ = nullptr;
    }
    void forget() noexcept { request_ = nullptr; }

    /// Null: there is none.
    Request* request() const noexcept { return request_; }
    bool is_stopped() const noexcept { return request_ != nullptr && request_->stop != Stop::none; }
    bool reads(const CursorState* cursor) const noexcept {
        return request_ != nullptr && request_->cursor()->get() == cursor;
    }
    /// Whether no caller waits for the next rows. head: the first request in flight.
    bool is_paused(const Request* head) const noexcept {
        return request_ != nullptr && request_ == head && !request_->caller && request_->stop == Stop::none;
    }

    /// Makes the caller of `next` wait for the next batch; `next` is no longer needed then. False: it must be a request
    /// of its own.
    bool resume(Request& next) noexcept;
    /// What was received while no caller waited must be read.
    void mark_resumed() noexcept { resumed_ = true; }
    bool take_resumed() noexcept { return std::exchange(resumed_, false); }

private:
    Request* request_ = nullptr;
    bool resumed_ = false;
};

}  // namespace azoth::postgresql::pipeline
