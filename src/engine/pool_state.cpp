#include "engine/pool_state.hpp"

#include <algorithm>
#include <iterator>

namespace azoth::detail {

bool PoolState::has_room() const noexcept {
    if (limits_.size == 0 || limits_.max_overflow < 0) return true;
    return total_ < limits_.size + static_cast<std::size_t>(limits_.max_overflow);
}

std::optional<SessionId> PoolState::take_idle(ContextKey context) {
    const auto matches = [&](const Idle& idle) { return idle.context == context; };
    auto found = idle_.end();
    if (limits_.lifo) {
        const auto reverse = std::find_if(idle_.rbegin(), idle_.rend(), matches);
        if (reverse != idle_.rend()) found = std::prev(reverse.base());
    } else {
        found = std::find_if(idle_.begin(), idle_.end(), matches);
    }
    if (found == idle_.end()) return std::nullopt;
    const SessionId id = found->id;
    idle_.erase(found);
    return id;
}

void PoolState::begin_open(PoolActions& actions, const Waiter& waiter) {
    ++total_;
    opening_.emplace(waiter.id, generation_);
    actions.verdict = Verdict::open;
    actions.waiter = waiter.id;
}

PoolActions PoolState::checkout(WaiterId waiter, ContextKey context) {
    PoolActions actions;
    if (const auto session = take_idle(context)) {
        actions.verdict = Verdict::lease;
        actions.waiter = waiter;
        actions.lease = *session;
        return actions;
    }
    if (!has_room() && !idle_.empty()) {
        // Only of other contexts: the one longest out of use makes room.
        actions.discard = idle_.front().id;
        idle_.erase(idle_.begin());
        sessions_.erase(actions.discard);
        --total_;
    }
    if (has_room()) {
        begin_open(actions, Waiter{waiter, context});
    } else {
        queue_.push_back(Waiter{waiter, context});
    }
    return actions;
}

void PoolState::opened(WaiterId waiter, SessionId session, ContextKey context) {
    const auto found = opening_.find(waiter);
    sessions_.emplace(session, Session{context, found->second});
    opening_.erase(found);
}

PoolActions PoolState::open_failed(WaiterId waiter) {
    const auto found = opening_.find(waiter);
    if (found == opening_.end()) return {};
    if (found->second == generation_) --total_;
    opening_.erase(found);
    return serve_next();
}

PoolActions PoolState::probe_failed(WaiterId waiter, SessionId session) {
    const auto found = sessions_.find(session);
    const ContextKey context = found->second.context;
    if (found->second.generation == generation_) --total_;
    sessions_.erase(found);
    PoolActions actions = checkout(waiter, context);
    // There is room for one at least, so that nothing else has to go.
    actions.discard = session;
    return actions;
}

PoolActions PoolState::forget(SessionId session) {
    const auto found = sessions_.find(session);
    if (found->second.generation == generation_) --total_;
    sessions_.erase(found);
    PoolActions actions = serve_next();
    actions.discard = session;
    return actions;
}

PoolActions PoolState::checkin(SessionId session, SessionState state) {
    const Session& home = sessions_.at(session);
    if (state == SessionState::broken) return forget(session);
    if (state == SessionState::dirty) {
        PoolActions actions;
        actions.reset = session;
        return actions;
    }
    if (home.generation != generation_) return forget(session);
    if (!queue_.empty()) {
        const Waiter next = queue_.front();
        if (next.context != home.context) return forget(session);
        queue_.pop_front();
        PoolActions actions;
        actions.verdict = Verdict::lease;
        actions.waiter = next.id;
        actions.lease = session;
        return actions;
    }
    if (limits_.size != 0 && total_ > limits_.size) return forget(session);
    idle_.push_back(Idle{session, home.context});
    return {};
}

PoolActions PoolState::reset_done(SessionId session, SessionState state) {
    return checkin(session, state == SessionState::clean ? SessionState::clean : SessionState::broken);
}

bool PoolState::give_up(WaiterId waiter) {
    const auto found = std::find_if(queue_.begin(), queue_.end(), [&](const Waiter& w) { return w.id == waiter; });
    if (found == queue_.end()) return false;
    queue_.erase(found);
    return true;
}

std::vector<SessionId> PoolState::context_closed(ContextKey context) {
    std::vector<SessionId> closed;
    std::erase_if(idle_, [&](const Idle& idle) {
        if (idle.context != context) return false;
        closed.push_back(idle.id);
        return true;
    });
    for (const SessionId id : closed) sessions_.erase(id);
    total_ -= closed.size();
    std::erase_if(queue_, [&](const Waiter& waiter) { return waiter.context == context; });
    return closed;
}

std::vector<SessionId> PoolState::dispose() {
    std::vector<SessionId> closed;
    closed.reserve(idle_.size());
    for (const Idle& idle : idle_) closed.push_back(idle.id);
    for (const SessionId id : closed) sessions_.erase(id);
    idle_.clear();
    total_ = 0;
    ++generation_;
    return closed;
}

PoolActions PoolState::serve_next() {
    PoolActions actions;
    if (queue_.empty() || !has_room()) return actions;
    const Waiter next = queue_.front();
    queue_.pop_front();
    begin_open(actions, next);
    return actions;
}

}  // namespace azoth::detail
