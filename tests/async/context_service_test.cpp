#include "async/context_service.hpp"

#include "catch.hpp"
#include "gate.hpp"
#include <azoth/error.hpp>
#include <azoth/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace azoth_tests::contexts {
namespace {

class Member final : public az::async::ContextMember {
public:
    explicit Member(std::vector<std::string>& log) : log_(log) {}
    void join(asio::execution_context& context, const std::shared_ptr<Member>& self) { join_context(context, self); }
    void leave() { leave_context(); }

    std::function<void()> when_destroyed;

private:
    void context_ending() noexcept override { log_.push_back("ending"); }
    void context_destroyed() noexcept override {
        log_.push_back("destroyed");
        if (when_destroyed) when_destroyed();
    }

    std::vector<std::string>& log_;
};

/// Has a timer of the context.
class WithTimer final : public az::async::ContextMember {
public:
    static std::shared_ptr<WithTimer> make(asio::io_context& context) {
        const auto self = std::make_shared<WithTimer>();
        self->timer_.emplace(context);
        self->join_context(context, self);
        return self;
    }
    ~WithTimer() override {
        std::this_thread::yield();
        timer_.reset();
    }
    void context_destroyed() noexcept override { timer_.reset(); }

private:
    std::optional<asio::steady_timer> timer_;
};

struct Flag {
    bool& flag;
    ~Flag() { flag = true; }
};

}  // namespace

TEST_CASE("All members hear that the context ends before one hears that it is destroyed", "[async]") {
    std::vector<std::string> log;
    const auto one = std::make_shared<Member>(log);
    const auto two = std::make_shared<Member>(log);
    {
        asio::io_context context;
        one->join(context, one);
        two->join(context, two);
    }
    CHECK(log == std::vector<std::string>{"ending", "ending", "destroyed", "destroyed"});
}

TEST_CASE("A member that has left, or is gone, hears nothing", "[async]") {
    std::vector<std::string> log;
    const auto left = std::make_shared<Member>(log);
    {
        asio::io_context context;
        left->join(context, left);
        left->leave();
        const auto gone = std::make_shared<Member>(log);
        gone->join(context, gone);
    }
    CHECK(log.empty());
}

TEST_CASE("A member that has left a context may join another", "[async]") {
    std::vector<std::string> log;
    const auto member = std::make_shared<Member>(log);
    asio::io_context first;
    member->join(first, member);
    member->leave();
    {
        asio::io_context second;
        member->join(second, member);
    }
    CHECK(log.size() == 2);
}

TEST_CASE("Nothing joins a context that is being destroyed", "[async]") {
    std::vector<std::string> log;
    const auto member = std::make_shared<Member>(log);
    bool refused = false;
    {
        asio::io_context context;
        member->join(context, member);
        member->when_destroyed = [&] {
            const auto late = std::make_shared<Member>(log);
            try {
                late->join(context, late);
            } catch (const az::ResourceClosedError&) {
                refused = true;
            }
        };
    }
    CHECK(refused);
    CHECK(log.size() == 2);
}

TEST_CASE("A member may be destroyed by another that hears of the end", "[async]") {
    std::vector<std::string> log;
    const auto first = std::make_shared<Member>(log);
    auto second = std::make_shared<Member>(log);
    {
        asio::io_context context;
        first->join(context, first);
        second->join(context, second);
        first->when_destroyed = [&] { second.reset(); };
    }
    CHECK(log == std::vector<std::string>{"ending", "ending", "destroyed"});
}

TEST_CASE("A context waits for members that are being destroyed on another thread", "[async]") {
    for (int i = 0; i < 2'000; ++i) {
        std::atomic<bool> go{false};
        auto context = std::make_unique<asio::io_context>();
        std::thread other([&go, member = WithTimer::make(*context)]() mutable {
            while (!go) {
            }
            member.reset();
        });
        go = true;
        context.reset();
        other.join();
    }
}

TEST_CASE("A context that is destroyed takes its waiting coroutines with it, and their completion is void", "[async]") {
    const auto gate = make_gate();
    bool unwound = false;
    int ended = 0;
    {
        asio::io_context context;
        const auto waits = [&]() -> az::task<void> {
            const Flag flag{unwound};
            co_await az::async::wait(gate, az::async::deadline_after(1h));
        };
        asio::co_spawn(context, waits(), [&](const std::exception_ptr&) { ++ended; });
        context.poll();
        CHECK(gate->has_begun());
        CHECK_FALSE(unwound);
    }
    CHECK(unwound);
    CHECK(ended == 0);
    CHECK(gate.use_count() == 1);
    gate->complete();
}

TEST_CASE("A coroutine that was posted and did not resume is destroyed with its context", "[async]") {
    const auto gate = make_gate();
    bool unwound = false;
    {
        asio::io_context context;
        const auto waits = [&]() -> az::task<void> {
            const Flag flag{unwound};
            co_await az::async::wait(gate);
        };
        asio::co_spawn(context, waits(), [](const std::exception_ptr&) {});
        context.poll();
        gate->complete();
    }
    CHECK(unwound);
    CHECK(gate.use_count() == 1);
}

TEST_CASE("A thread pool that is stopped takes its waiting coroutines with it", "[async]") {
    const auto gate = make_gate();
    std::atomic<bool> unwound{false};
    struct AtomicFlag {
        std::atomic<bool>& flag;
        ~AtomicFlag() { flag = true; }
    };
    {
        asio::thread_pool pool(2);
        const auto waits = [&]() -> az::task<void> {
            const AtomicFlag flag{unwound};
            co_await az::async::wait(gate);
        };
        asio::co_spawn(pool, waits(), [](const std::exception_ptr&) {});
        while (!gate->has_begun()) std::this_thread::yield();
        pool.stop();
        pool.join();
    }
    CHECK(unwound);
    gate->complete();
}

}  // namespace azoth_tests::contexts
