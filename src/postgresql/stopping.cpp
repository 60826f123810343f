#include "connection.hpp"
#include <azoth/error.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

// The part of Connection that stops requests: their coroutine was cancelled, or their time is over.
namespace azoth::postgresql {
namespace {

// A cancel request that reaches the server before the statement does is lost: it is sent again.
constexpr std::chrono::milliseconds cancel_interval{250};
// What was given up before its turn may take so long by itself: a cancel request that comes late for a short statement
// hits the one behind it.
constexpr std::chrono::milliseconds patience{50};
// How long a caller whose time is over waits for the answer to the cancel request, which says what became of the
// statement. After it the answer is read in the background.
constexpr std::chrono::milliseconds answer_time{100};

}  // namespace

void Connection::stop(std::uint64_t serial, Operation::Stop reason) {
    OperationList done;
    {
        const std::lock_guard lock(mutex_);
        if (broken_) return;
        for (OperationList* const list : {&flight_, &waiting_, &untyped_}) {
            const auto found =
                std::find_if(list->begin(), list->end(), [&](const Operation& op) { return op.serial == serial; });
            if (found == list->end()) continue;
            stop(*found, reason, done);
            break;
        }
    }
    deliver(done, Resume::posted);
}

void Connection::stop(Operation& op, Operation::Stop reason, OperationList& done) {
    if (op.stop != Operation::Stop::none || !op.handler) return;
    if (op.resolution) return stop_waiting(op, done);
    op.stop = reason;
    unwatch(op);
    if (!op.in_flight) {
        waiting_.erase(waiting_.iterator_to(op));
        op.error = stop_error(op);
        finish(op, done);
        return;
    }
    if (&op == many_) {
        op.error = stop_error(op);
        end_sets(true);
        schedule_flush();
    }
    if (&op == &flight_.front() && !shared_) {
        if (reason == Operation::Stop::timeout) leave_at_ = Clock::now() + answer_time;
        return cancel_head();
    }
    abandon(op, done, stop_error(op), {});
    // A cancel request may hit whatever comes next: strangers get some time to come to their end by themselves.
    if (shared_) cancel_abandoned();
}

// What the server sends for a request that it has is read and thrown away; whoever waits gets this instead.
void Connection::abandon(Operation& op, OperationList& done, std::exception_ptr error, Answer answer) {
    auto reply = std::make_unique<Operation>(op.kind);
    reply->handler.emplace(std::move(*op.handler));
    reply->error = std::move(error);
    reply->answer = std::move(answer);
    done.push_back(*reply.release());
    op.handler.reset();
    op.statement = nullptr;
    op.parameters = nullptr;
    op.source = nullptr;
    if (op.cursor && op.kind == Operation::Kind::fetch && !op.resolution) op.cursor->stage = CursorState::Stage::lost;
}

void Connection::share(bool reads_together) noexcept {
    const std::lock_guard lock(mutex_);
    shared_ = true;
    reads_together_ = reads_together;
    now_ = Clock::now();
}

void Connection::cancel_abandoned() {
    if (is_cancelling() || !is_head_abandoned()) return;
    const Clock::time_point now = Clock::now();
    if (patient_until_ == Clock::time_point::max()) patient_until_ = now + patience;
    if (patient_until_ <= now) return cancel_head();
    arm_timer(patient_until_);
}

// Of reads with one Sync, whose answers the server may keep back until the last is executed, any may be what it is at.
bool Connection::is_head_abandoned() const noexcept {
    for (const Operation& op : flight_) {
        if (op.stop != Operation::Stop::none) return true;
        if (!op.grouped || op.synced) break;
    }
    return false;
}

void Connection::end_patience() noexcept {
    if (patient_until_ == Clock::time_point::max()) return;
    patient_until_ = Clock::time_point::max();
    if (!needs_timer()) disarm_timer();
}

bool Connection::needs_timer() const noexcept {
    constexpr Clock::time_point never = Clock::time_point::max();
    return timed_ != 0 || drain_until_ != never || patient_until_ != never;
}

void Connection::cancel_head() {
    if (is_cancelling()) return;  // the flush that follows it comes back to this
    patient_until_ = Clock::time_point::max();
    cancel_target_ = &flight_.front();
    for (Operation& op : flight_) op.exposed = &op != cancel_target_;
    drain_until_ = Clock::now() + (sends_cancels_ ? cancel_timeout_ : std::chrono::milliseconds(0));
    send_cancel();
    arm_timer(std::min({drain_until_, leave_at_, Clock::now() + cancel_interval}));
}

// A cancel request opens a connection of its own and blocks: it gets a thread that nothing waits for, and that keeps
// nothing alive if the server never answers.
void Connection::send_cancel() {
    if (!sends_cancels_) return;
    try {
#ifdef LIBPQ_HAS_ASYNC_CANCEL
        // Since libpq 17; encrypted as the connection itself is.
        std::thread([weak = weak_from_this(),
                     request = std::shared_ptr<PGcancelConn>(PQcancelCreate(pg_.get()), &PQcancelFinish)] {
            PQcancelBlocking(request.get());
            if (const auto self = weak.lock()) self->cancel_returned();
        }).detach();
#else
        std::thread([weak = weak_from_this(), key = cancel_key_] {
            std::array<char, 256> message{};
            PQcancel(key.get(), message.data(), static_cast<int>(message.size()));
            if (const auto self = weak.lock()) self->cancel_returned();
        }).detach();
#endif
        cancel_running_ = true;
    } catch (const std::system_error&) {
        // No thread: the statement may still end by itself before the time to drain is over.
    }
}

void Connection::cancel_returned() noexcept {
    const std::lock_guard lock(mutex_);
    cancel_running_ = false;
    if (broken_) return;
    OperationList done;
    done.splice(done.end(), held_back_);
    if (cancel_target_ == nullptr) cancel_over();
    schedule_flush();
    // With the mutex, unlike everywhere else: this thread is a stranger to the context, which may be destroyed as soon
    // as the mutex lets it.
    deliver(done, Resume::posted);
}

// The caller whose statement is being cancelled leaves.
void Connection::leave_late(Clock::time_point now, OperationList& done) {
    if (leave_at_ > now) return;
    leave_at_ = Clock::time_point::max();
    if (cancel_target_ != nullptr && cancel_target_->handler && cancel_target_->stop == Operation::Stop::timeout) {
        abandon(*cancel_target_, done, stop_error(*cancel_target_), {});
    }
    // Nothing is sent before the cancel request has returned.
    done.splice(done.end(), held_back_);
}

void Connection::cancel_over() noexcept {
    leave_at_ = Clock::time_point::max();
    drain_until_ = Clock::time_point::max();
    if (!needs_timer()) disarm_timer();
}

void Connection::watch(Operation& op) {
    op.deadline = Clock::now() + op.timeout;
    ++timed_;
    arm_timer(op.deadline);
}

void Connection::unwatch(Operation& op) noexcept {
    if (op.deadline == Clock::time_point::max()) return;
    op.deadline = Clock::time_point::max();
    --timed_;
    if (!needs_timer()) disarm_timer();
}

void Connection::arm_timer(Clock::time_point when) {
    if (when >= timer_at_) return;
    if (!timer_) timer_.emplace(executor_);
    timer_at_ = when;
    timer_->expires_at(when);
    timer_->async_wait([self = shared_from_this(), round = ++timer_round_](boost::system::error_code error) {
        if (!error) self->on_timer(round);
    });
}

void Connection::disarm_timer() noexcept {
    if (timer_at_ == Clock::time_point::max()) return;
    timer_at_ = Clock::time_point::max();
    ++timer_round_;
    timer_->cancel();
}

void Connection::on_timer(std::uint64_t round) {
    OperationList done;
    {
        const std::lock_guard lock(mutex_);
        if (broken_ || round != timer_round_) return;
        timer_at_ = Clock::time_point::max();
        const Clock::time_point now = Clock::now();
        if (is_cancelling() && drain_until_ <= now) {
            lose(sends_cancels_ ? "a statement did not stop within " + std::to_string(cancel_timeout_.count()) +
                                      " ms after it was cancelled"
                                : "the connection was closed to stop a statement: EngineOptions::encrypted_cancel_only "
                                  "allows no cancel request of this libpq",
                 done);
        } else {
            std::vector<Operation*> late;
            for (OperationList* const list : {&flight_, &waiting_, &untyped_}) {
                for (Operation& op : *list) {
                    if (op.deadline <= now) late.push_back(&op);
                }
            }
            // One that stops may give others their answers.
            for (Operation* const op : late) {
                if (op->deadline <= now) stop(*op, Operation::Stop::timeout, done);
            }
            leave_late(now, done);
            cancel_abandoned();
            Clock::time_point next = std::min({drain_until_, patient_until_, leave_at_});
            if (cancel_target_ != nullptr) {
                if (!cancel_running_) send_cancel();
                next = std::min(next, now + cancel_interval);
            }
            for (OperationList* const list : {&flight_, &waiting_, &untyped_}) {
                for (const Operation& op : *list) next = std::min(next, op.deadline);
            }
            if (next != Clock::time_point::max()) arm_timer(next);
        }
    }
    deliver(done, Resume::posted);
}

}  // namespace azoth::postgresql
