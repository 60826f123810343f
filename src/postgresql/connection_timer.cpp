#include "connection.hpp"

#include <array>
#include <exception>
#include <utility>

// The part of Connection that waits for the pipeline's deadlines, and sends its CancelRequests.
namespace azoth::postgresql {

void Connection::update_timer() {
    const pipeline::Time when = pipeline_.deadline();
    if (when == pipeline::never) return disarm_timer();
    if (when >= timer_at_) return;
    if (!timer_) timer_.emplace(executor_);
    timer_at_ = when;
    timer_->expires_at(when);
    timer_->async_wait([self = shared_from_this(), round = ++timer_round_](boost::system::error_code error) {
        if (!error) self->on_timer(round);
    });
}

void Connection::disarm_timer() noexcept {
    if (timer_at_ == pipeline::never) return;
    timer_at_ = pipeline::never;
    ++timer_round_;
    timer_->cancel();
}

void Connection::on_timer(std::uint64_t round) {
    const std::lock_guard lock(mutex_);
    if (pipeline_.is_lost() || round != timer_round_) return;
    pipeline::CompletionList completions;
    timer_at_ = pipeline::never;
    pipeline_.advance(pipeline::Clock::now());
    process(completions);
    post(completions);
}

// A CancelRequest opens a connection of its own and blocks: it is sent on one of libpq's threads. It keeps the threads
// and the key alive, but not this connection.
void Connection::send_cancel_request() noexcept {
    try {
#ifdef LIBPQ_HAS_ASYNC_CANCEL
        // Since libpq 17; encrypted like the connection itself.
        threads_->post([weak = weak_from_this(), threads = threads_,
                        request = std::shared_ptr<PGcancelConn>(PQcancelCreate(pg_.get()), &PQcancelFinish)] {
            PQcancelBlocking(request.get());
            if (const auto self = weak.lock()) self->cancel_request_returned();
        });
#else
        threads_->post([weak = weak_from_this(), threads = threads_, key = cancel_key_] {
            std::array<char, 256> message{};
            PQcancel(key.get(), message.data(), static_cast<int>(message.size()));
            if (const auto self = weak.lock()) self->cancel_request_returned();
        });
#endif
    } catch (const std::exception&) {
        // No thread is available: the statement may still end before the time to drain is over.
        pipeline_.cancel_request_returned();
    }
}

void Connection::cancel_request_returned() noexcept {
    const std::lock_guard lock(mutex_);
    pipeline_.cancel_request_returned();
    if (pipeline_.is_lost()) return;
    pipeline::CompletionList completions;
    process(completions);
    post(completions);
}

}  // namespace azoth::postgresql
