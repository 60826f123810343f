#include "engine/pool_state.hpp"

#include "catch.hpp"

#include <vector>

using namespace azoth::detail;

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
PoolActions lease(WaiterId waiter, SessionId session) {
    PoolActions actions;
    actions.verdict = Verdict::lease;
    actions.waiter = waiter;
    actions.lease = session;
    return actions;
}
PoolActions open(WaiterId waiter, SessionId discard = 0) {
    PoolActions actions;
    actions.verdict = Verdict::open;
    actions.waiter = waiter;
    actions.discard = discard;
    return actions;
}
PoolActions discard(SessionId session) {
    PoolActions actions;
    actions.discard = session;
    return actions;
}
PoolActions reset(SessionId session) {
    PoolActions actions;
    actions.reset = session;
    return actions;
}

enum class Event { checkout, opened, open_failed, probe_failed, checkin, reset_done, give_up, context_closed, dispose };

/// An event, what is to be done about it, and what the pool holds afterwards.
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
};

void play(PoolState& pool, const std::vector<Step>& steps) {
    int number = 0;
    for (const Step& step : steps) {
        CAPTURE(++number);
        PoolActions actions;
        switch (step.event) {
            case Event::checkout: actions = pool.checkout(step.who, step.context); break;
            case Event::opened: pool.opened(step.who, step.session, step.context); break;
            case Event::open_failed: actions = pool.open_failed(step.who); break;
            case Event::probe_failed: actions = pool.probe_failed(step.who, step.session); break;
            case Event::checkin: actions = pool.checkin(step.who, step.state); break;
            case Event::reset_done: actions = pool.reset_done(step.who, step.state); break;
            case Event::give_up: CHECK(pool.give_up(step.who)); break;
            case Event::context_closed: pool.context_closed(step.context); break;
            case Event::dispose: pool.dispose(); break;
        }
        CHECK(actions == step.expected);
        CHECK(pool.idle() == step.idle);
        CHECK(pool.in_use() == step.in_use);
        CHECK(pool.waiting() == step.waiting);
    }
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
}

TEST_CASE("The session last returned is used first, or last if the pool is FIFO", "[unit]") {
    for (const bool lifo : {true, false}) {
        PoolState pool(limits(2, 0, lifo));
        play(pool, {
                       {Event::checkout, 1, 0, open(1), 0, 1, 0},
                       {Event::opened, 1, 100, nothing(), 0, 1, 0},
                       {Event::checkout, 2, 0, open(2), 0, 2, 0},
                       {Event::opened, 2, 200, nothing(), 0, 2, 0},
                       {Event::checkin, 100, 0, nothing(), 1, 1, 0},
                       {Event::checkin, 200, 0, nothing(), 2, 0, 0},
                       {Event::checkout, 3, 0, lease(3, lifo ? 200 : 100), 1, 1, 0},
                   });
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

TEST_CASE("Sessions beyond the pool's size are closed when nobody waits for them", "[unit]") {
    PoolState pool(limits(1, 1));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   {Event::opened, 2, 200, nothing(), 0, 2, 0},
                   {Event::checkin, 200, 0, discard(200), 0, 1, 0},
                   {Event::checkin, 100, 0, nothing(), 1, 0, 0},
               });
}

TEST_CASE("A pool without limits never lets anybody wait", "[unit]") {
    for (const auto& unlimited : {limits(0, 0), limits(1, -1)}) {
        PoolState pool(unlimited);
        for (WaiterId i = 1; i <= 50; ++i) {
            CHECK(pool.checkout(i, here) == open(i));
            pool.opened(i, 1000 + i, here);
        }
        CHECK(pool.in_use() == 50);
    }
}

TEST_CASE("A dirty session is rolled back before anybody gets it", "[unit]") {
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
                   {Event::reset_done, 100, 0, discard(100), 0, 0, 0, SessionState::dirty},
               });
}

TEST_CASE("The place of a broken session goes to the next in the queue, who opens another", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, nothing(), 0, 1, 1},
                   {Event::checkin, 100, 0, open(2, 100), 0, 1, 0, SessionState::broken},
               });
}

TEST_CASE("When opening fails the next in the queue tries", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::checkout, 2, 0, nothing(), 0, 1, 1},
                   {Event::open_failed, 1, 0, open(2), 0, 1, 0},
                   {Event::open_failed, 2, 0, nothing(), 0, 0, 0},
               });
}

TEST_CASE("A dead idle session is replaced by another idle one, and then by a new one", "[unit]") {
    PoolState pool(limits(2, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, open(2), 0, 2, 0},
                   {Event::opened, 2, 200, nothing(), 0, 2, 0},
                   {Event::checkin, 100, 0, nothing(), 1, 1, 0},
                   {Event::checkin, 200, 0, nothing(), 2, 0, 0},
                   {Event::checkout, 3, 0, lease(3, 200), 1, 1, 0},
               });
    PoolActions second = lease(3, 100);
    second.discard = 200;
    CHECK(pool.probe_failed(3, 200) == second);
    CHECK(pool.probe_failed(3, 100) == open(3, 100));
    CHECK(pool.in_use() == 1);
}

TEST_CASE("Who gives up is no longer served", "[unit]") {
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

TEST_CASE("A session serves only the context it was opened in", "[unit]") {
    PoolState pool(limits(2, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkin, 100, 0, nothing(), 1, 0, 0},
                   {Event::checkout, 2, 0, open(2), 1, 1, 0, SessionState::clean, elsewhere},
               });
}

TEST_CASE("When the pool is full an idle session of another context makes room", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkin, 100, 0, nothing(), 1, 0, 0},
                   {Event::checkout, 2, 0, open(2, 100), 0, 1, 0, SessionState::clean, elsewhere},
               });
}

TEST_CASE("When the next in the queue is of another context the returned session makes room", "[unit]") {
    PoolState pool(limits(1, 0));
    play(pool, {
                   {Event::checkout, 1, 0, open(1), 0, 1, 0},
                   {Event::opened, 1, 100, nothing(), 0, 1, 0},
                   {Event::checkout, 2, 0, nothing(), 0, 1, 1, SessionState::clean, elsewhere},
                   {Event::checkin, 100, 0, open(2, 100), 0, 1, 0},
               });
}

TEST_CASE("The end of a context closes its idle sessions and forgets who waits in it", "[unit]") {
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
               });
    CHECK(pool.dispose().empty());
    CHECK(pool.serve_next() == open(2));
    CHECK(pool.serve_next() == nothing());
    pool.opened(2, 200, here);
    CHECK(pool.checkin(100, SessionState::clean) == discard(100));
    CHECK(pool.total() == 1);
    CHECK(pool.checkin(200, SessionState::clean) == nothing());
    CHECK(pool.dispose() == std::vector<SessionId>{200});
    CHECK(pool.total() == 0);
}

TEST_CASE("A session that was being opened while the pool was disposed of is closed when it comes home", "[unit]") {
    PoolState pool(limits(1, 0));
    CHECK(pool.checkout(1, here) == open(1));
    pool.dispose();
    pool.opened(1, 100, here);
    CHECK(pool.checkin(100, SessionState::clean) == discard(100));
    CHECK(pool.total() == 0);
}
