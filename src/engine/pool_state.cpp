#include "engine/pool_state.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace azoth::detail {

bool PoolState::has_room() const noexcept {
    if (limits_.size == 0 || limits_.max_overflow < 0) return true;
    return total_ < limits_.size + static_cast<std::size_t>(limits_.max_overflow);
}

bool PoolState::may_open(PoolTime now) const noexcept {
    return has_room() && (failures_ == 0 || (opening_.empty() && now >= retry_at_));
}

std::optional<PoolState::Idle> PoolState::take_idle(ContextKey context) {
    const auto matches = [&](const Idle& idle) { return idle.context == context; };
    auto found = idle_.end();
    if (limits_.lifo) {
        const auto reverse = std::find_if(idle_.rbegin(), idle_.rend(), matches);
        if (reverse != idle_.rend()) found = std::prev(reverse.base());
    } else {
        found = std::find_if(idle_.begin(), idle_.end(), matches);
    }
    if (found == idle_.end()) return std::nullopt;
    const Idle idle = *found;
    idle_.erase(found);
    least_idle_ = std::min(least_idle_, idle_.size());
    return idle;
}

void PoolState::lease(PoolActions& actions, WaiterId waiter, SessionId session) const {
    actions.verdict = Verdict::lease;
    actions.waiter = waiter;
    actions.lease = session;
}

void PoolState::begin_open(PoolActions& actions, WaiterId waiter) {
    ++total_;
    opening_.emplace(waiter, Opening{disposals_, generation_, false});
    actions.verdict = Verdict::open;
    actions.waiter = waiter;
}

// An attempt in progress reports its result itself. Without one, serve_next() is called at the time of the next
// attempt.
void PoolState::request_wake(PoolActions& actions, PoolTime now) const {
    if (failures_ != 0 && opening_.empty() && has_room() && now < retry_at_) actions.wake = retry_at_;
}

PoolActions PoolState::checkout(WaiterId waiter, ContextKey context, PoolTime now) {
    PoolActions actions;
    expire(actions, now);
    close_unneeded(actions, now);
    if (const auto idle = take_idle(context)) {
        lease(actions, waiter, idle->id);
        actions.ping = limits_.pre_ping && now - idle->since > limits_.ping_after;
        return actions;
    }
    if (!has_room() && !idle_.empty() && queue_.empty()) {
        // Only sessions of other contexts are left: the one that was idle longest is closed to make room.
        close_longest_idle(actions, 1);
    }
    if (queue_.empty() && may_open(now)) {
        begin_open(actions, waiter);
    } else {
        queue_.push_back(Waiter{waiter, context});
        request_wake(actions, now);
    }
    return actions;
}

void PoolState::opened(WaiterId waiter, SessionId session, ContextKey context, PoolTime now, double random) {
    const auto found = opening_.find(waiter);
    PoolTime expires = never;
    if (limits_.recycle.count() > 0) {
        const double part = 1 - limits_.recycle_jitter * random;
        expires = now + std::chrono::duration_cast<Duration>(limits_.recycle * part);
    }
    sessions_.emplace(session, Session{context, found->second.disposals, found->second.generation, expires});
    end_opening(waiter);
    ++opened_;
    failures_ = 0;
}

void PoolState::open_failed(WaiterId waiter, PoolTime now) {
    open_cancelled(waiter);
    // Failures of attempts that began before the outage was known do not extend it.
    if (failures_ != 0 && now < retry_at_) return;
    Duration delay = limits_.first_retry;
    for (unsigned i = 0; i < failures_ && delay < limits_.last_retry; ++i)
        delay = std::min(delay * 2, limits_.last_retry);
    ++failures_;
    retry_at_ = now + delay;
}

PoolActions PoolState::open_refused(WaiterId waiter, ContextKey context, PoolTime now) {
    open_failed(waiter, now);
    PoolActions actions;
    if (const auto idle = take_idle(context)) {
        lease(actions, waiter, idle->id);
        return actions;
    }
    // Only of other contexts.
    if (!idle_.empty()) close_longest_idle(actions, 1);
    queue_.push_front(Waiter{waiter, context});
    request_wake(actions, now);
    return actions;
}

void PoolState::wait_first(WaiterId waiter, ContextKey context, WaiterId opening) {
    queue_.push_front(Waiter{waiter, context});
    opening_.at(opening).awaited = true;
    ++awaited_;
}

void PoolState::end_opening(WaiterId waiter) {
    const auto found = opening_.find(waiter);
    if (found->second.ahead) --warming_;
    if (found->second.awaited) --awaited_;
    opening_.erase(found);
}

void PoolState::open_cancelled(WaiterId waiter) {
    const auto found = opening_.find(waiter);
    if (found->second.disposals == disposals_) --total_;
    end_opening(waiter);
}

PoolActions PoolState::session_lost(WaiterId waiter, SessionId session, PoolTime now) {
    PoolActions actions;
    const Session lost = sessions_.at(session);
    remove(actions, session);
    invalidate(actions, lost);
    PoolActions next = checkout(waiter, lost.context, now);
    next.discard.insert(next.discard.begin(), actions.discard.begin(), actions.discard.end());
    return next;
}

void PoolState::remove(PoolActions& actions, SessionId session) {
    const auto found = sessions_.find(session);
    if (found->second.disposals == disposals_) --total_;
    sessions_.erase(found);
    actions.discard.push_back(session);
}

// Sessions of the same generation are not checked out again. Only the first loss of a generation counts: later ones are
// expected.
void PoolState::invalidate(PoolActions& actions, const Session& lost) {
    if (lost.generation == generation_) begin_generation(actions);
}

void PoolState::begin_generation(PoolActions& actions) {
    ++generation_;
    close_longest_idle(actions, idle_.size());
    next_expiry_ = never;
}

void PoolState::close_longest_idle(PoolActions& actions, std::size_t count) {
    const auto end = idle_.begin() + static_cast<std::ptrdiff_t>(count);
    for (auto idle = idle_.begin(); idle != end; ++idle) remove(actions, idle->id);
    idle_.erase(idle_.begin(), end);
    least_idle_ = std::min(least_idle_, idle_.size());
}

// A session is not needed if more than `size` sessions were idle at all times of a window. No timer ends a window: when
// no session is in use there may be no further event, and those beyond size are closed at once.
void PoolState::close_unneeded(PoolActions& actions, PoolTime now) {
    if (limits_.size == 0) return;
    const bool quiet = in_use() == 0 && queue_.empty();
    const std::size_t unneeded = quiet ? idle_.size() : std::min(least_idle_, idle_.size());
    if (!quiet && now < window_) return;
    if (unneeded > limits_.size) close_longest_idle(actions, unneeded - limits_.size);
    least_idle_ = idle_.size();
    window_ = now + limits_.overflow_idle;
}

PoolActions PoolState::close_idle() {
    PoolActions actions;
    if (!idle_.empty()) close_longest_idle(actions, 1);
    return actions;
}

PoolActions PoolState::retire(SessionId session) {
    PoolActions actions;
    invalidate(actions, sessions_.at(session));
    return actions;
}

PoolActions PoolState::retire() {
    PoolActions actions;
    begin_generation(actions);
    return actions;
}

PoolTime PoolState::expiry_of(const Idle& idle) const noexcept {
    if (limits_.idle_timeout.count() == 0) return idle.expires;
    return std::min(idle.expires, idle.since + limits_.idle_timeout);
}

void PoolState::expire(PoolActions& actions, PoolTime now) {
    if (now < next_expiry_) return;
    next_expiry_ = never;
    std::size_t left = idle_.size();
    std::erase_if(idle_, [&](const Idle& idle) {
        const bool old = now >= idle.expires;
        if (!old && (now < expiry_of(idle) || left <= limits_.min_idle)) {
            if (now < expiry_of(idle)) next_expiry_ = std::min(next_expiry_, expiry_of(idle));
            return false;
        }
        --left;
        remove(actions, idle.id);
        return true;
    });
    // Sessions that only min_idle keeps are checked again at every event.
    if (limits_.idle_timeout.count() > 0 && !idle_.empty()) {
        next_expiry_ = std::min(next_expiry_, idle_.front().since + limits_.idle_timeout);
    }
}

PoolActions PoolState::checkin(SessionId session, SessionState state, PoolTime now) {
    PoolActions actions;
    const Session returned = sessions_.at(session);
    if (state == SessionState::dirty) {
        actions.reset = session;
        return actions;
    }
    if (state == SessionState::broken || state == SessionState::lost) {
        remove(actions, session);
        if (state == SessionState::lost) invalidate(actions, returned);
        return actions;
    }
    const bool outdated =
        returned.disposals != disposals_ || returned.generation != generation_ || now >= returned.expires;
    if (outdated || !limits_.keep) {
        remove(actions, session);
    } else if (!queue_.empty()) {
        const Waiter next = queue_.front();
        if (next.context != returned.context) {
            remove(actions, session);  // makes room
        } else {
            queue_.pop_front();
            lease(actions, next.id, session);
        }
    } else {
        idle_.push_back(Idle{session, returned.context, now, returned.expires});
        next_expiry_ = std::min(next_expiry_, expiry_of(idle_.back()));
    }
    expire(actions, now);
    close_unneeded(actions, now);
    return actions;
}

PoolActions PoolState::reset_done(SessionId session, SessionState state, PoolTime now) {
    return checkin(session, state == SessionState::dirty ? SessionState::broken : state, now);
}

bool PoolState::give_up(WaiterId waiter) {
    const auto found = std::find_if(queue_.begin(), queue_.end(), [&](const Waiter& w) { return w.id == waiter; });
    if (found == queue_.end()) return false;
    queue_.erase(found);
    return true;
}

std::vector<SessionId> PoolState::context_closed(ContextKey context) {
    PoolActions closed;
    std::erase_if(idle_, [&](const Idle& idle) {
        if (idle.context != context) return false;
        remove(closed, idle.id);
        return true;
    });
    std::erase_if(queue_, [&](const Waiter& waiter) { return waiter.context == context; });
    return std::move(closed.discard);
}

std::vector<SessionId> PoolState::dispose() {
    PoolActions closed;
    for (const Idle& idle : std::exchange(idle_, {})) remove(closed, idle.id);
    next_expiry_ = never;
    total_ = 0;
    ++disposals_;
    return std::move(closed.discard);
}

PoolActions PoolState::serve_next(PoolTime now) {
    PoolActions actions;
    // For as many as are awaited a session is being opened.
    if (queue_.size() <= awaited_) return actions;
    if (may_open(now)) {
        const WaiterId next = queue_.front().id;
        queue_.pop_front();
        begin_open(actions, next);
    } else {
        request_wake(actions, now);
    }
    return actions;
}

std::size_t PoolState::warm_ups_wanted() const noexcept {
    const std::size_t there = idle_.size() + warming_;
    if (!queue_.empty() || failures_ != 0 || there >= limits_.min_idle) return 0;
    const std::size_t room = limits_.size == 0 ? limits_.min_idle : limits_.size - std::min(limits_.size, total_);
    return std::min(limits_.min_idle - there, room);
}

void PoolState::begin_warm_up(WaiterId id) {
    ++total_;
    ++warming_;
    opening_.emplace(id, Opening{disposals_, generation_, true});
}

}  // namespace azoth::detail
