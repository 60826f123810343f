#include "async/wait.hpp"
#include "catch.hpp"
#include <azoth/error.hpp>
#include <azoth/task.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

namespace az = azoth;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace azoth_tests::races {
namespace {

constexpr int rounds = 10'000;

void pause(std::uint_fast32_t turns) {
    for (std::atomic<std::uint_fast32_t> i{0}; i < turns; ++i) {
    }
}

/// A queue of one item: the item arrives, or the wait is cancelled.
class Queue final : public az::async::Wait {
public:
    /// False: no coroutine waits for it any more.
    bool give() {
        const std::lock_guard lock(mutex_);
        if (over_) return false;
        over_ = true;
        complete();
        return true;
    }
    bool has_begun() const { return begun_; }

private:
    void begin() override { begun_ = true; }
    void interrupt(az::async::Interrupt why) noexcept override {
        const std::lock_guard lock(mutex_);
        if (std::exchange(over_, true)) return;
        complete(why == az::async::Interrupt::cancelled
                     ? std::make_exception_ptr(az::CancelledError(az::Outcome::not_sent))
                     : std::make_exception_ptr(az::TimeoutError("late")));
    }

    std::mutex mutex_;
    bool over_ = false;
    std::atomic<bool> begun_{false};
};

az::task<void> take(std::shared_ptr<Queue> queue, az::async::Deadline deadline) {
    co_await az::async::wait(queue, deadline);
}

}  // namespace

TEST_CASE("Of a completion and a cancellation on two threads one counts, and both sides know which", "[async]") {
    asio::thread_pool pool(2);
    std::mt19937 random(7);
    int taken = 0;
    int cancelled = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto strand = asio::make_strand(pool);
        const auto queue = std::make_shared<Queue>();
        asio::cancellation_signal signal;
        std::promise<bool> ended;
        asio::co_spawn(strand, take(queue, az::async::no_deadline),
                       asio::bind_cancellation_slot(
                           signal.slot(), [&](const std::exception_ptr& error) { ended.set_value(error == nullptr); }));
        // Some rounds race with the suspension, too.
        if (i % 4 != 0) {
            while (!queue->has_begun()) std::this_thread::yield();
        }
        asio::post(strand, [&, turns = random() % 200] {
            pause(turns);
            signal.emit(asio::cancellation_type::terminal);
        });
        pause(random() % 200);
        const bool given = queue->give();
        const bool returned = ended.get_future().get();
        std::promise<void> emitted;
        asio::post(strand, [&] { emitted.set_value(); });
        emitted.get_future().get();
        if (given != returned) FAIL("round " << i << ": given " << given << ", returned " << returned);
        ++(given ? taken : cancelled);
    }
    CHECK(taken + cancelled == rounds);
    CHECK(taken > 0);
    CHECK(cancelled > 0);
    pool.join();
}

TEST_CASE("Waits with deadlines on an executor of several threads all end", "[async]") {
    constexpr int coroutines = 8;
    constexpr int waits = 1'000;
    asio::thread_pool pool(4);
    std::atomic<int> ended{0};
    std::atomic<int> mismatches{0};
    const auto waits_often = [&](int which) -> az::task<void> {
        std::mt19937 random(static_cast<unsigned>(which));
        for (int i = 0; i < waits; ++i) {
            const auto queue = std::make_shared<Queue>();
            std::atomic<int> given{-1};
            asio::post(pool, [queue, &given, turns = random() % 2000] {
                pause(turns);
                given = queue->give() ? 1 : 0;
            });
            bool returned = true;
            try {
                co_await az::async::wait(queue, az::async::deadline_after(std::chrono::microseconds(random() % 60)));
            } catch (const az::TimeoutError&) {
                returned = false;
            }
            while (given == -1) std::this_thread::yield();
            if ((given == 1) != returned) ++mismatches;
        }
        ++ended;
    };
    for (int i = 0; i < coroutines; ++i) asio::co_spawn(pool, waits_often(i), [](const std::exception_ptr&) {});
    pool.join();
    CHECK(ended == coroutines);
    CHECK(mismatches == 0);
}

TEST_CASE("A wait may be completed while its context is being destroyed", "[async]") {
    std::mt19937 random(11);
    for (int i = 0; i < 2'000; ++i) {
        const auto queue = std::make_shared<Queue>();
        std::thread other;
        {
            asio::io_context context;
            asio::co_spawn(context, take(queue, az::async::no_deadline), [](const std::exception_ptr&) {});
            context.poll();
            other = std::thread([queue, turns = random() % 2000] {
                pause(turns);
                queue->give();
            });
            pause(random() % 20'000);
        }
        other.join();
    }
}

}  // namespace azoth_tests::races
