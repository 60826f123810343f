#include "catch.hpp"
#include "counted.hpp"
#include "engine/mailbox.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <memory>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;

namespace {

// What waits for a notification, and its coroutine while it is suspended; the deque of notifications now and then.
constexpr double of_a_wait = 2.143;

constexpr int waits = 1000;

az::task<void> read_all(std::shared_ptr<az::detail::Inbox> inbox, double& per_wait) {
    const auto executor = co_await asio::this_coro::executor;
    az::Notification said;
    said.channel = "news";
    std::size_t before = 0;
    for (int i = -100; i < waits; ++i) {
        if (i == 0) before = allocations;
        asio::post(executor, [&] { inbox->put(said); });
        co_await inbox->next(std::chrono::hours(1));
    }
    per_wait = static_cast<double>(allocations - before) / waits;
}

}  // namespace

TEST_CASE("A wait allocates no more than its memory and the coroutine's", "[engine]") {
    asio::io_context context;
    double per_wait = 0;
    asio::co_spawn(context, read_all(std::make_shared<az::detail::Inbox>("news", 10, 10'000), per_wait),
                   [](const std::exception_ptr& error) {
                       if (error) std::rethrow_exception(error);
                   });
    context.run();
    std::cout << "allocations per wait: " << per_wait << std::endl;
    CHECK(per_wait <= of_a_wait + 0.1);
}
