#include "engine/pool_state.hpp"

#include "catch.hpp"

#include <chrono>
#include <vector>

using namespace azoth::detail;
using namespace std::chrono_literals;

namespace {

constexpr int context_1 = 1;
constexpr int context_2 = 2;
const ContextKey here = &context_1;
const ContextKey elsewhere = &context_2;

PoolState::Limits limits(std::size_t size, int overflow, bool lifo = true) {
    PoolState::Limits limits;
    limits.size = size;
    limits.max_overflow = overflow;
    limits.lifo = lifo;
    return limits;
}

PoolActions nothing() { return {}; }
PoolActions lease(WaiterId waiter, SessionId session, std::vector<SessionId> discard = {}) {
    PoolActions actions;
    actions.verdict = Verdict::lease;
    actions.waiter = waiter;
    actions.lease = session;
    actions.discard = std::move(discard);
    return actions;
}
PoolActions ping(WaiterId waiter, SessionId session) {
    PoolActions actions = lease(waiter, session);
    actions.ping = true;
    return actions;
}
PoolActions open(WaiterId waiter, std::vector<SessionId> discard = {}) {
    PoolActions actions;
    actions.verdict = Verdict::open;
    actions.waiter = waiter;
    actions.discard = std::move(discard);
    return actions;
}
PoolActions discard(std::vector<SessionId> sessions) {
    PoolActions actions;
    actions.discard = std::move(sessions);
    return actions;
}
PoolActions reset(SessionId session) {
    PoolActions actions;
    actions.reset = session;
    return actions;
}
PoolActions wake(std::chrono::milliseconds when) {
    PoolActions actions;
    actions.wake = PoolTime(when);
    return actions;
}

enum class Event {
    checkout,
    opened,
    open_failed,
    open_cancelled,
    session_lost,
    checkin,
    reset_done,
    open_refused,
    retire,
    give_up,
    context_closed,
    dispose,
    serve_next
};

/// An event, the pool's actions, and its state afterwards.
struct Step {
    Event event;
    std::uint64_t who = 0;  // a waiter, or a session coming home
    std::uint64_t session = 0;
    PoolActions expected;
    std::size_t idle = 0;
    std::size_t in_use = 0;
    std::size_t waiting = 0;
    SessionState state = SessionState::clean;
    ContextKey context = here;
    std::chrono::milliseconds at{0};
};

/// The same at another time.
Step at(std::chrono::milliseconds time, Step step) {
    step.at = time;
    return step;
}

void play(PoolState& pool, const std::vector<Step>& steps) {
    int number = 0;
    for (const Step& step : steps) {
        CAPTURE(++number);
        const PoolTime now(step.at);
        PoolActions actions;
        switch (step.event) {
            case Event::checkout: actions = pool.checkout(step.who, step.context, now); break;
            case Event::opened: pool.opened(step.who, step.session, step.context, now); break;
            case Event::open_failed: pool.open_failed(step.who, now); break;
            case Event::open_cancelled: pool.open_cancelled(step.who); break;
            case Event::session_lost: actions = pool.session_lost(step.who, step.session, now); break;
            case Event::checkin: actions = pool.checkin(step.who, step.state, now); break;
            case Event::reset_done: actions = pool.reset_done(step.who, step.state, now); break;
            case Event::open_refused: actions = pool.open_refused(step.who, step.context, now); break;
            case Event::retire: actions = pool.retire(step.who); break;
            case Event::give_up: CHECK(pool.give_up(step.who)); break;
            case Event::context_closed: pool.context_closed(step.context); break;
            case Event::dispose: actions.discard = pool.dispose(); break;
            case Event::serve_next: actions = pool.serve_next(now); break;
        }
        CHECK(actions == step.expected);
        CHECK(pool.idle() == step.idle);
        CHECK(pool.in_use() == step.in_use);
        CHECK(pool.waiting() == step.waiting);
    }
}

/// A pool in which these sessions were opened for waiters 1, 2, ... and checked in, in this order.
PoolState with_idle(const PoolState::Limits& given, const std::vector<SessionId>& sessions) {
    PoolState pool(given);
    WaiterId waiter = 0;
    for (const SessionId session : sessions) {
        pool.checkout(++waiter, here, PoolTime());
        pool.opened(waiter, session, here, PoolTime());
    }
    for (const SessionId session : sessions) pool.checkin(session, SessionState::clean, PoolTime());
    REQUIRE(pool.idle() == sessions.size());
    return pool;
}

}  // namespace

TEST_CASE("A pool opens a session when none is idle and uses an idle one again", "[unit]") {
    PoolState pool(limits(2, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkin, 100, 0, nothing(), 1, 0, 0},
                   {Event::checkout, 2, 0, lease(2, 100), 0, 1, 0},
               });
    CHECK(pool.sessions_opened() == 1);
    CHECK(pool.sessions_closed() == 0);
}

TEST_CASE("The session last returned is used first, or last if the pool is FIFO", "[unit]") {
    for (const bool lifo : {true, false}) {
        PoolState pool = with_idle(limits(2, 0, lifo), {100, 200});
        play(pool, {{Event::checkout, 3, 0, lease(3, lifo ? 200 : 100), 1, 1, 0}});
    }
}

TEST_CASE("Beyond size and overflow callers wait and are served in the order they came", "[unit]") {
    PoolState pool(limits(1, 1));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   {Event::opened, 2, 200, nothing(), 0, 2, 0},
                   {Event::checkout, 3, 0, nothing(), 0, 2, 1},
                   {Event::checkout, 4, 0, nothing(), 0, 2, 2},
                   {Event::checkin, 200, 0, lease(3, 200), 0, 2, 1},
                   {Event::checkin, 100, 0, lease(4, 100), 0, 2, 0},
               });
}

TEST_CASE("Sessions beyond the pool's size are closed when no session is in use", "[unit]") {
    PoolState pool(limits(1, 1));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   {Event::opened, 2, 200, nothing(), 0, 2, 0},
                   {Event::checkin, 200, 0, nothing(), 1, 1, 0},
                   {Event::checkin, 100, 0, discard({200}), 1, 0, 0},
               });
    CHECK(pool.sessions_opened() == 2);
    CHECK(pool.sessions_closed() == 1);
}

TEST_CASE("Sessions beyond the pool's size are kept while they are used", "[unit]") {
    PoolState pool(limits(1, 2));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   {Event::opened, 2, 200, nothing(), 0, 2, 0},
                   {Event::checkout, 3, 0, open(3), 0, 3, 0},
                   {Event::opened, 3, 300, nothing(), 0, 3, 0},
                   {Event::checkin, 200, 0, nothing(), 1, 2, 0},
                   {Event::checkin, 300, 0, nothing(), 2, 1, 0},
                   at(400ms, {Event::checkout, 4, 0, lease(4, 300), 1, 2, 0}),
                   at(800ms, {Event::checkout, 5, 0, lease(5, 200), 0, 3, 0}),
                   at(900ms, {Event::checkin, 200, 0, nothing(), 1, 2, 0}),
                   at(1100ms, {Event::checkin, 300, 0, nothing(), 2, 1, 0}),
                   at(1900ms, {Event::checkout, 6, 0, lease(6, 300), 1, 2, 0}),
               });
    CHECK(pool.sessions_closed() == 0);
}

TEST_CASE("A session beyond the pool's size that was not needed for a time is closed", "[unit]") {
    PoolState pool(limits(1, 3));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   {Event::opened, 2, 200, nothing(), 0, 2, 0},
                   {Event::checkout, 3, 0, open(3), 0, 3, 0},
                   {Event::opened, 3, 300, nothing(), 0, 3, 0},
                   {Event::checkout, 4, 0, open(4), 0, 4, 0},
                   {Event::opened, 4, 400, nothing(), 0, 4, 0},
                   {Event::checkin, 200, 0, nothing(), 1, 3, 0},
                   {Event::checkin, 300, 0, nothing(), 2, 2, 0},
                   {Event::checkin, 400, 0, nothing(), 3, 1, 0},
                   // In the next second at least two are idle at all times: one more than the size.
                   at(1100ms, {Event::checkout, 5, 0, lease(5, 400), 2, 2, 0}),
                   at(1200ms, {Event::checkin, 400, 0, nothing(), 3, 1, 0}),
                   at(2200ms, {Event::checkout, 6, 0, lease(6, 400, {200}), 1, 2, 0}),
               });
}

TEST_CASE("A caller that the server refuses, for it has too many connections, waits before all others", "[unit]") {
    PoolState pool(limits(3, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   {Event::open_refused, 2, 0, wake(50ms), 0, 1, 1},
                   {Event::checkout, 3, 0, wake(50ms), 0, 1, 2},
                   {Event::checkin, 100, 0, lease(2, 100), 0, 1, 1},
                   at(50ms, {Event::serve_next, 0, 0, open(3), 0, 2, 0}),
                   at(50ms, {Event::opened, 3, 300, nothing(), 0, 2, 0}),
               });
    CHECK_FALSE(pool.is_down());
}

TEST_CASE("A refused caller gets a session that was checked in meanwhile", "[unit]") {
    PoolState pool(limits(3, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   {Event::checkin, 100, 0, nothing(), 1, 1, 0},
                   {Event::open_refused, 2, 0, lease(2, 100), 0, 1, 0},
               });
}

TEST_CASE("A waiter whose session is being opened does not open another", "[unit]") {
    PoolState pool(limits(3, 0));
    play(pool, {{Event::checkout, 1, 0, open(1), 0, 1, 0}});
    pool.wait_first(2, here, 1);
    play(pool, {
                   {Event::serve_next, 0, 0, nothing(), 0, 1, 1},
                   {Event::opened, 1, 100, nothing(), 0, 1, 1},
                   {Event::checkin, 100, 0, lease(2, 100), 0, 1, 0},
               });
}

TEST_CASE("A waiter whose session could not be opened opens one itself", "[unit]") {
    PoolState pool(limits(3, 0));
    play(pool, {{Event::checkout, 1, 0, open(1), 0, 1, 0}});
    pool.wait_first(2, here, 1);
    play(pool, {
                   {Event::open_cancelled, 1, 0, nothing(), 0, 0, 1},
                   {Event::serve_next, 0, 0, open(2), 0, 1, 0},
               });
}

TEST_CASE("Sessions that are retired are replaced, idle ones at once and those in use at check-in", "[unit]") {
    PoolState pool(limits(3, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   {Event::opened, 2, 200, nothing(), 0, 2, 0},
                   {Event::checkout, 3, 0, open(3), 0, 3, 0},
                   {Event::opened, 3, 300, nothing(), 0, 3, 0},
                   {Event::checkin, 300, 0, nothing(), 1, 2, 0},
                   {Event::retire, 100, 0, discard({300}), 0, 2, 0},
                   {Event::retire, 200, 0, nothing(), 0, 2, 0},
                   {Event::checkin, 100, 0, discard({100}), 0, 1, 0},
                   {Event::checkin, 200, 0, discard({200}), 0, 0, 0},
                   {Event::checkout, 4, 0, open(4), 0, 1, 0},
               });
}

TEST_CASE("A pool without limits has no waiters", "[unit]") {
    for (const auto& unlimited : {limits(0, 0), limits(1, -1)}) {
        PoolState pool(unlimited);
        for (WaiterId i = 1; i <= 50; ++i) {
            CHECK(pool.checkout(i, here, PoolTime()) == open(i));
            pool.opened(i, 1000 + i, here, PoolTime());
        }
        CHECK(pool.in_use() == 50);
    }
}

TEST_CASE("A pool that keeps nothing closes every session that comes home", "[unit]") {
    PoolState::Limits none = limits(0, 0);
    none.keep = false;
    PoolState pool(none);
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkin, 100, 0, discard({100}), 0, 0, 0},
               });
}

TEST_CASE("A dirty session is reset before its next check-out", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, nothing(), 0, 1, 1},
                   {Event::checkin, 100, 0, reset(100), 0, 1, 1, SessionState::dirty},
                   {Event::reset_done, 100, 0, lease(2, 100), 0, 1, 0},
               });
}

TEST_CASE("A session that is still dirty after its reset is closed", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkin, 100, 0, reset(100), 0, 1, 0, SessionState::dirty},
                   {Event::reset_done, 100, 0, discard({100}), 0, 0, 0, SessionState::dirty},
               });
}

TEST_CASE("The place of a broken session goes to the next waiter, which opens another", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, nothing(), 0, 1, 1},
                   {Event::checkin, 100, 0, discard({100}), 0, 0, 1, SessionState::broken},
                   {Event::serve_next, 0, 0, open(2), 0, 1, 0},
               });
}

TEST_CASE("A waiter that was cancelled is no longer served", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, nothing(), 0, 1, 1},
                   {Event::checkout, 3, 0, nothing(), 0, 1, 2},
                   {Event::give_up, 2, 0, nothing(), 0, 1, 1},
                   {Event::checkin, 100, 0, lease(3, 100), 0, 1, 0},
               });
    CHECK_FALSE(pool.give_up(3));
}

TEST_CASE("A caller that is cancelled while it opens a session makes room for the next", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::checkout, 2, 0, nothing(), 0, 1, 1},
                   {Event::open_cancelled, 1, 0, nothing(), 0, 0, 1},
                   {Event::serve_next, 0, 0, open(2), 0, 1, 0},
               });
    CHECK_FALSE(pool.is_down());
}

// While connecting fails, one waiter tries and the others wait; the time between attempts grows.
TEST_CASE("While connecting fails one at a time tries, at growing intervals", "[unit]") {
    PoolState::Limits given = limits(3, 0);
    given.first_retry = 50ms;
    given.last_retry = 150ms;
    PoolState pool(given);
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   at(5ms, {Event::open_failed, 1, 0, nothing(), 0, 1, 0}),
                   at(6ms, {Event::open_failed, 2, 0, nothing(), 0, 0, 0}),  // begun before: no second failure
                   at(10ms, {Event::checkout, 3, 0, wake(55ms), 0, 0, 1}),
                   at(11ms, {Event::checkout, 4, 0, wake(55ms), 0, 0, 2}),
                   at(54ms, {Event::serve_next, 0, 0, wake(55ms), 0, 0, 2}),
                   at(55ms, {Event::serve_next, 0, 0, open(3), 0, 1, 1}),
                   at(55ms, {Event::serve_next, 0, 0, nothing(), 0, 1, 1}),  // its outcome will be news
                   at(60ms, {Event::open_failed, 3, 0, nothing(), 0, 0, 1}),
                   at(60ms, {Event::serve_next, 0, 0, wake(160ms), 0, 0, 1}),
                   at(160ms, {Event::serve_next, 0, 0, open(4), 0, 1, 0}),
                   at(161ms, {Event::open_failed, 4, 0, nothing(), 0, 0, 0}),
                   at(200ms, {Event::checkout, 5, 0, wake(311ms), 0, 0, 1}),  // 150 ms: not longer than the longest
                   at(311ms, {Event::serve_next, 0, 0, open(5), 0, 1, 0}),
                   at(312ms, {Event::checkout, 6, 0, nothing(), 0, 1, 1}),
                   at(313ms, {Event::opened, 5, 100, nothing(), 0, 1, 1}),
                   at(313ms, {Event::serve_next, 0, 0, open(6), 0, 2, 0}),  // and all is well
                   at(314ms, {Event::checkout, 7, 0, open(7), 0, 3, 0}),
               });
}

TEST_CASE("When a session is lost those opened before it are replaced, idle or in use", "[unit]") {
    PoolState pool = with_idle(limits(4, 0), {100, 200, 300});
    play(pool, {
                   {Event::checkout, 4, 0, lease(4, 300), 2, 1, 0},
                   {Event::checkout, 5, 0, lease(5, 200), 1, 2, 0},
                   {Event::checkin, 300, 0, discard({300, 100}), 0, 1, 0, SessionState::lost},
                   {Event::checkout, 6, 0, open(6), 0, 2, 0},
                   {Event::opened, 6, 400, nothing(), 0, 2, 0},
                   {Event::checkin, 400, 0, nothing(), 1, 1, 0},
                   // A loss in the same generation as the first one is ignored: the new session stays.
                   {Event::checkin, 200, 0, discard({200}), 1, 0, 0, SessionState::lost},
               });
    PoolState other = with_idle(limits(2, 0), {100, 200});
    play(other, {
                    {Event::checkout, 3, 0, lease(3, 200), 1, 1, 0},
                    {Event::checkout, 4, 0, lease(4, 100), 0, 2, 0},
                    {Event::checkin, 100, 0, discard({100}), 0, 1, 0, SessionState::lost},
                    {Event::checkin, 200, 0, discard({200}), 0, 0, 0},
                });
}

TEST_CASE("A leased session that turns out to be dead is replaced by a new one, and with it all idle ones", "[unit]") {
    PoolState pool = with_idle(limits(2, 0), {100, 200});
    play(pool, {
                   {Event::checkout, 3, 0, lease(3, 200), 1, 1, 0},
                   {Event::session_lost, 3, 200, open(3, {200, 100}), 0, 1, 0},
               });
}

TEST_CASE("A session that was closed by the client does not invalidate others", "[unit]") {
    PoolState pool = with_idle(limits(2, 0), {100, 200});
    play(pool, {
                   {Event::checkout, 3, 0, lease(3, 200), 1, 1, 0},
                   {Event::checkin, 200, 0, discard({200}), 1, 0, 0, SessionState::broken},
               });
}

TEST_CASE("A session is closed at the end of its life, idle or when it comes home", "[unit]") {
    PoolState::Limits given = limits(3, 0);
    given.recycle = 1000ms;
    given.recycle_jitter = 0.5;
    PoolState pool(given);
    for (WaiterId i = 1; i <= 3; ++i) CHECK(pool.checkout(i, here, PoolTime()) == open(i));
    pool.opened(1, 100, here, PoolTime(), 0.0);  // until 1000 ms
    pool.opened(2, 200, here, PoolTime(), 0.4);  // until 800 ms
    pool.opened(3, 300, here, PoolTime(), 0.8);  // until 600 ms
    play(pool, {
                   at(10ms, {Event::checkin, 100, 0, nothing(), 1, 2, 0}),
                   at(10ms, {Event::checkin, 200, 0, nothing(), 2, 1, 0}),
                   at(599ms, {Event::checkin, 300, 0, nothing(), 3, 0, 0}),
                   at(700ms, {Event::checkout, 4, 0, lease(4, 200, {300}), 1, 1, 0}),
                   at(800ms, {Event::checkin, 200, 0, discard({200}), 1, 0, 0}),
                   at(1000ms, {Event::checkout, 5, 0, open(5, {100}), 0, 1, 0}),
               });
}

TEST_CASE("Sessions that lie idle for too long are closed, but for the fewest", "[unit]") {
    PoolState::Limits given = limits(4, 0);
    given.idle_timeout = 100ms;
    given.min_idle = 1;
    PoolState pool = with_idle(given, {100, 200, 300});
    play(pool, {
                   at(50ms, {Event::checkout, 4, 0, lease(4, 300), 2, 1, 0}),
                   at(60ms, {Event::checkin, 300, 0, nothing(), 3, 0, 0}),
                   at(100ms, {Event::checkout, 5, 0, lease(5, 300, {100, 200}), 0, 1, 0}),
                   at(110ms, {Event::checkin, 300, 0, nothing(), 1, 0, 0}),
                   // The last session is kept without a time limit.
                   at(10'000ms, {Event::checkout, 6, 0, lease(6, 300), 0, 1, 0}),
               });
}

TEST_CASE("A session is pinged before its check-out unless it was used recently", "[unit]") {
    PoolState::Limits given = limits(1, 0);
    given.pre_ping = true;
    given.ping_after = 100ms;
    PoolState pool = with_idle(given, {100});
    play(pool, {
                   at(100ms, {Event::checkout, 2, 0, lease(2, 100), 0, 1, 0}),
                   at(200ms, {Event::checkin, 100, 0, nothing(), 1, 0, 0}),
                   at(301ms, {Event::checkout, 3, 0, ping(3, 100), 0, 1, 0}),
               });
}

TEST_CASE("Sessions are opened ahead of their use, within the pool's size, while connecting works", "[unit]") {
    PoolState::Limits given = limits(3, 5);
    given.min_idle = 2;
    PoolState pool(given);
    CHECK(pool.warm_ups_wanted() == 2);
    play(pool, {{Event::checkout, 1, 0, open(1), 0, 1, 0}});
    CHECK(pool.warm_ups_wanted() == 2);
    pool.begin_warm_up(50);
    CHECK(pool.warm_ups_wanted() == 1);
    pool.begin_warm_up(51);
    CHECK(pool.warm_ups_wanted() == 0);
    play(pool, {
                   {Event::opened, 1, 100, nothing(), 0, 3, 0},
                   {Event::opened, 50, 200, nothing(), 0, 3, 0},
                   {Event::checkin, 200, 0, nothing(), 1, 2, 0},
                   {Event::open_failed, 51, 0, nothing(), 1, 1, 0},
               });
    CHECK(pool.warm_ups_wanted() == 0);  // the server is down
    play(pool, {
                   at(1s, {Event::checkout, 2, 0, lease(2, 200), 0, 2, 0}),
                   at(1s, {Event::checkout, 3, 0, open(3), 0, 3, 0}),
                   at(1s, {Event::opened, 3, 300, nothing(), 0, 3, 0}),
               });
    CHECK(pool.warm_ups_wanted() == 0);  // no room within the size
    play(pool, {at(1s, {Event::checkin, 300, 0, nothing(), 1, 2, 0})});
    CHECK(pool.warm_ups_wanted() == 0);
    play(pool, {at(1s, {Event::checkin, 200, 0, discard({200}), 1, 1, 0, SessionState::broken})});
    CHECK(pool.warm_ups_wanted() == 1);
}

TEST_CASE("A session serves only the context it was opened in", "[unit]") {
    PoolState pool = with_idle(limits(2, 0), {100});
    play(pool, {{Event::checkout, 2, 0, open(2), 1, 1, 0, SessionState::clean, elsewhere}});
}

TEST_CASE("When the pool is full an idle session of another context makes room", "[unit]") {
    PoolState pool = with_idle(limits(1, 0), {100});
    play(pool, {{Event::checkout, 2, 0, open(2, {100}), 0, 1, 0, SessionState::clean, elsewhere}});
}

TEST_CASE("When the next in the queue is of another context the returned session makes room", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, nothing(), 0, 1, 1, SessionState::clean, elsewhere},
                   {Event::checkin, 100, 0, discard({100}), 0, 0, 1},
                   {Event::serve_next, 0, 0, open(2), 0, 1, 0},
               });
}

TEST_CASE("The end of a context closes its idle sessions and forgets its waiters", "[unit]") {
    PoolState pool(limits(2, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   {Event::opened, 2, 200, nothing(), 0, 2, 0},
                   {Event::checkout, 3, 0, nothing(), 0, 2, 1, SessionState::clean, elsewhere},
                   {Event::context_closed, 0, 0, nothing(), 0, 2, 0, SessionState::clean, elsewhere},
                   {Event::checkin, 100, 0, nothing(), 1, 1, 0},
               });
    CHECK(pool.context_closed(here) == std::vector<SessionId>{100});
    CHECK(pool.total() == 1);
}

TEST_CASE("After dispose() sessions in use are closed when they come home, and their places are free at once",
          "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, nothing(), 0, 1, 1},
                   {Event::dispose, 0, 0, nothing(), 0, 0, 1},
                   {Event::serve_next, 0, 0, open(2), 0, 1, 0},
                   {Event::serve_next, 0, 0, nothing(), 0, 1, 0},
                   {Event::opened, 2, 200, nothing(), 0, 1, 0},
                   {Event::checkin, 100, 0, discard({100}), 0, 1, 0},
                   {Event::checkin, 200, 0, nothing(), 1, 0, 0},
                   {Event::dispose, 0, 0, discard({200}), 0, 0, 0},
               });
}

TEST_CASE("A session that was being opened while the pool was disposed of is closed when it comes home", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::dispose, 0, 0, nothing(), 0, 0, 0},
                   {Event::opened, 1, 100, nothing(), 0, 0, 0},
                   {Event::checkin, 100, 0, discard({100}), 0, 0, 0},
               });
}
