#include "async/suspend.hpp"

#include "catch.hpp"
#include "gate.hpp"
#include <azoth/task.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;

namespace azoth_tests::suspensions {
namespace {

using Text = az::async::Continuation<std::string>;

/// Where a suspended coroutine is kept.
struct Place {
    std::optional<Text> text;
    int cancelled = 0;
};

void keep(Text continuation, Place* place) {
    continuation.on_cancel([place] { ++place->cancelled; });
    place->text.emplace(std::move(continuation));
}

az::task<void> read(Place& place, std::string& result) {
    result = co_await az::async::suspend<std::string>(&keep, &place);
}

}  // namespace

TEST_CASE("suspend() gives the result that the coroutine is resumed with, or throws the error", "[async]") {
    asio::io_context context;
    Place place;
    std::string result;
    Ending ending;
    asio::co_spawn(context, read(place, result), ending.handler());
    context.poll();
    context.restart();
    REQUIRE(place.text);
    SECTION("a result") {
        std::move(*place.text).post(nullptr, "here");
        CHECK(result.empty());  // it is posted
        context.run();
        CHECK(result == "here");
        CHECK_FALSE(ending.error);
    }
    SECTION("an error") {
        std::move(*place.text).post(std::make_exception_ptr(std::out_of_range("no")), {});
        context.run();
        CHECK(ending.is<std::out_of_range>());
    }
    CHECK(ending.times == 1);
}

TEST_CASE("A coroutine is resumed inline only where its own executor is", "[async]") {
    asio::io_context context;
    asio::io_context other;
    Place place;
    std::string result;
    Ending ending;
    asio::co_spawn(context, read(place, result), ending.handler());
    context.poll();
    REQUIRE(place.text);
    const bool at_home = GENERATE(true, false);
    asio::io_context& here = at_home ? context : other;
    here.restart();
    asio::post(here, [&] {
        std::move(*place.text).resume(here.get_executor(), nullptr, "now");
        CHECK((result == "now") == at_home);
    });
    here.run();
    context.restart();
    context.run();
    CHECK(result == "now");
    CHECK(ending.times == 1);
}

TEST_CASE("A coroutine that is dropped is destroyed on its executor", "[async]") {
    asio::io_context context;
    Place place;
    std::string result;
    const auto alive = std::make_shared<int>(0);
    const auto holds = [&](std::shared_ptr<int> held) -> az::task<void> {
        co_await read(place, result);
        ++*held;
    };
    Ending ending;
    asio::co_spawn(context, holds(alive), ending.handler());
    context.poll();
    CHECK(alive.use_count() == 2);
    place.text.reset();
    context.restart();
    context.run();
    CHECK(alive.use_count() == 1);
    CHECK(ending.times == 0);
}

TEST_CASE("Only terminal cancellations are announced to what suspends a coroutine", "[async]") {
    asio::io_context context;
    asio::cancellation_signal signal;
    Place place;
    std::string result;
    const auto reads = [&]() -> az::task<void> {
        co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
        co_await read(place, result);
    };
    Ending ending;
    asio::co_spawn(context, reads(), asio::bind_cancellation_slot(signal.slot(), ending.handler()));
    context.poll();
    const auto emit = [&](asio::cancellation_type type) {
        signal.emit(type);
        context.restart();
        context.poll();
    };
    emit(asio::cancellation_type::total);
    emit(asio::cancellation_type::partial);
    CHECK(place.cancelled == 0);
    emit(asio::cancellation_type::terminal);
    CHECK(place.cancelled == 1);
    std::move(*place.text).post(nullptr, "all the same");
    context.restart();
    context.run();
    CHECK(result == "all the same");
    emit(asio::cancellation_type::terminal);
    CHECK(place.cancelled == 1);
}

}  // namespace azoth_tests::suspensions
