#include "catch.hpp"
#include "crowd.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <string>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

TEST_CASE("While the server is away shared connections are opened at growing intervals", "[engine]") {
    // A server that closes each connection at once, and counts them.
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    int attempts = 0;
    int failed = 0;
    const auto accept = [&]() -> az::task<void> {
        for (;;) {
            static_cast<void>(co_await acceptor.async_accept(asio::use_awaitable));
            ++attempts;
        }
    };
    const auto callers = [&]() -> az::task<void> {
        auto engine = az::create_async_engine(
            "postgresql://azoth@127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/azoth");
        const auto end = std::chrono::steady_clock::now() + 2s;
        co_await all_of(10, [&](int) -> az::task<void> {
            while (std::chrono::steady_clock::now() < end) {
                if (co_await failure<az::OperationalError>(engine.execute(select_one))) ++failed;
            }
        });
        acceptor.close();
    };
    asio::co_spawn(context, accept(), [](const std::exception_ptr&) {});
    run_on(context, callers());
    CHECK(attempts >= 3);
    CHECK(attempts <= 12);
    CHECK(failed >= 10);
}
