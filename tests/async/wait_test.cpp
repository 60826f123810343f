#include "catch.hpp"
#include "gate.hpp"
#include <azoth/task.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace azoth_tests::waits {
namespace {

using GatePtr = std::shared_ptr<Gate>;

az::task<void> pass(GatePtr gate) { co_await az::async::wait(gate); }

az::task<void> pass_until(GatePtr gate, az::async::Deadline deadline) { co_await az::async::wait(gate, deadline); }

az::task<void> pass_whatever_is_cancelled(GatePtr gate) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await az::async::wait(gate);
}

}  // namespace

TEST_CASE("A wait ends when it is completed, and once", "[async]") {
    asio::io_context context;
    const GatePtr gate = make_gate();
    Ending ending;
    asio::co_spawn(context, pass(gate), ending.handler());
    context.poll();
    CHECK(gate->has_begun());
    CHECK(ending.times == 0);
    gate->complete();
    gate->complete(std::make_exception_ptr(std::runtime_error("too late")));
    CHECK(ending.times == 0);  // it is posted
    context.run();
    CHECK(ending.times == 1);
    CHECK_FALSE(ending.error);
}

TEST_CASE("A wait throws the error that it is completed with", "[async]") {
    asio::io_context context;
    const GatePtr gate = make_gate();
    Ending ending;
    asio::co_spawn(context, pass(gate), ending.handler());
    context.poll();
    gate->complete(std::make_exception_ptr(std::out_of_range("why")));
    gate->complete();
    context.run();
    CHECK(ending.is<std::out_of_range>());
}

TEST_CASE("A wait that is completed before the coroutine is suspended begins nothing", "[async]") {
    asio::io_context context;
    const GatePtr gate = make_gate();
    const bool fails = GENERATE(false, true);
    gate->complete(fails ? std::make_exception_ptr(std::out_of_range("why")) : nullptr);
    Ending ending;
    asio::co_spawn(context, pass(gate), ending.handler());
    context.run();
    CHECK(ending.times == 1);
    CHECK(ending.is<std::out_of_range>() == fails);
    CHECK_FALSE(gate->has_begun());
}

TEST_CASE("What begins a wait may complete it", "[async]") {
    asio::io_context context;
    GatePtr gate;
    gate = make_gate([&gate] { gate->complete(); });
    Ending ending;
    asio::co_spawn(context, pass(gate), ending.handler());
    context.run();
    CHECK(ending.times == 1);
    CHECK_FALSE(ending.error);
}

TEST_CASE("What the beginning of a wait throws ends it", "[async]") {
    asio::io_context context;
    const GatePtr gate = make_gate([] { throw std::out_of_range("no thread"); });
    Ending ending;
    asio::co_spawn(context, pass(gate), ending.handler());
    CHECK_NOTHROW(context.run());
    CHECK(ending.is<std::out_of_range>());
}

TEST_CASE("A terminal cancellation ends a wait, a partial or total one does not", "[async]") {
    asio::io_context context;
    asio::cancellation_signal signal;
    const GatePtr gate = make_gate();
    Ending ending;
    asio::co_spawn(context, pass_whatever_is_cancelled(gate),
                   asio::bind_cancellation_slot(signal.slot(), ending.handler()));
    context.poll();
    SECTION("terminal") {
        signal.emit(asio::cancellation_type::terminal);
        context.run();
        CHECK(gate->interrupts() == 1);
        CHECK(ending.is<az::CancelledError>());
    }
    SECTION("terminal with others") {
        signal.emit(asio::cancellation_type::all);
        context.run();
        CHECK(ending.is<az::CancelledError>());
    }
    SECTION("partial or total") {
        signal.emit(GENERATE(asio::cancellation_type::partial, asio::cancellation_type::total));
        context.poll();
        CHECK(gate->interrupts() == 0);
        CHECK(ending.times == 0);
        gate->complete();
        context.run();
        CHECK_FALSE(ending.error);
    }
    CHECK(ending.times == 1);
}

TEST_CASE("A cancellation after the completion has no effect, one before it makes the completion void", "[async]") {
    asio::io_context context;
    asio::cancellation_signal signal;
    const GatePtr gate = make_gate();
    Ending ending;
    asio::co_spawn(context, pass(gate), asio::bind_cancellation_slot(signal.slot(), ending.handler()));
    context.poll();
    const bool cancelled_first = GENERATE(false, true);
    asio::post(context, [&] {
        if (cancelled_first) signal.emit(asio::cancellation_type::terminal);
        gate->complete();
        if (!cancelled_first) signal.emit(asio::cancellation_type::terminal);
    });
    context.run();
    CHECK(gate->interrupts() == 1);
    CHECK(ending.times == 1);
    CHECK(ending.is<az::CancelledError>() == cancelled_first);
}

TEST_CASE("A coroutine that is already cancelled begins no wait, unless it ignores that", "[async]") {
    asio::io_context context;
    asio::cancellation_signal signal;
    const GatePtr gate = make_gate();
    const bool ignores = GENERATE(false, true);
    const auto waits = [&]() -> az::task<void> {
        // Boost 1.81: an exception of a coroutine that was never suspended leaves run().
        co_await asio::post(context, asio::use_awaitable);
        co_await asio::this_coro::throw_if_cancelled(!ignores);
        signal.emit(asio::cancellation_type::terminal);
        co_await az::async::wait(gate);
    };
    Ending ending;
    asio::co_spawn(context, waits(), asio::bind_cancellation_slot(signal.slot(), ending.handler()));
    context.poll();
    CHECK(gate->has_begun() == ignores);
    gate->complete();
    context.run();
    CHECK(ending.times == 1);
    CHECK(ending.is<boost::system::system_error>() == !ignores);
}

TEST_CASE("A wait ends at its deadline", "[async]") {
    asio::io_context context;
    const GatePtr gate = make_gate();
    Ending ending;
    const auto begun = std::chrono::steady_clock::now();
    asio::co_spawn(context, pass_until(gate, az::async::deadline_after(20ms)), ending.handler());
    context.run();
    CHECK(ending.is<az::TimeoutError>());
    CHECK(std::chrono::steady_clock::now() - begun >= 20ms);
    CHECK(az::async::deadline_after(std::chrono::steady_clock::duration::max()) == az::async::no_deadline);
}

TEST_CASE("The timer of a wait does not outlive it", "[async]") {
    asio::io_context context;
    const GatePtr gate = make_gate();
    Ending ending;
    asio::co_spawn(context, pass_until(gate, az::async::deadline_after(1h)), ending.handler());
    context.poll();
    gate->complete();
    context.run_for(10s);
    CHECK(context.stopped());
    CHECK(ending.times == 1);
    CHECK(gate->interrupts() == 0);
}

TEST_CASE("An executor is busy while a coroutine waits on it", "[async]") {
    asio::io_context context;
    const GatePtr gate = make_gate();
    Ending ending;
    asio::co_spawn(context, pass(gate), ending.handler());
    context.run_for(20ms);
    CHECK_FALSE(context.stopped());
    std::thread other([&] {
        std::this_thread::sleep_for(20ms);
        gate->complete();
    });
    context.run();
    other.join();
    CHECK(ending.times == 1);
}

TEST_CASE("A coroutine resumes on its own executor, whichever thread completes the wait", "[async]") {
    asio::thread_pool pool(2);
    const auto strand = asio::make_strand(pool);
    const GatePtr gate = make_gate();
    std::atomic<bool> at_home{false};
    auto done = asio::co_spawn(
        strand,
        [&]() -> az::task<void> {
            co_await az::async::wait(gate);
            at_home = strand.running_in_this_thread();
        },
        asio::use_future);
    while (!gate->has_begun()) std::this_thread::yield();
    std::thread([&] { gate->complete(); }).join();
    done.get();
    CHECK(at_home);
    pool.join();
}

TEST_CASE("Coroutines of two contexts that wait for each other resume in their own", "[async]") {
    asio::io_context first;
    asio::io_context second;
    const GatePtr one = make_gate();
    const GatePtr two = make_gate();
    std::thread::id first_ran;
    std::thread::id second_ran;
    const auto in_first = [&]() -> az::task<void> {
        co_await az::async::wait(one);
        first_ran = std::this_thread::get_id();
        two->complete();
    };
    const auto in_second = [&]() -> az::task<void> {
        one->complete();
        co_await az::async::wait(two);
        second_ran = std::this_thread::get_id();
    };
    asio::co_spawn(first, in_first(), [](const std::exception_ptr&) {});
    asio::co_spawn(second, in_second(), [](const std::exception_ptr&) {});
    std::thread other([&] { second.run(); });
    const auto id = other.get_id();
    first.run();
    other.join();
    CHECK(first_ran == std::this_thread::get_id());
    CHECK(second_ran == id);
}

}  // namespace azoth_tests::waits
