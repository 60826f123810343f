#include "hostile_server.hpp"

#include <boost/asio/read.hpp>

#include <random>

namespace azoth::postgresql::test {
namespace {

// A statement that is stopped by its timeout, again and again.
task<void> keep_stopping(bool& connected) {
    const SessionPtr session = co_await connect(tcp_url());
    connected = true;
    const Statement statement("SELECT pg_sleep(10)");
    while (true) {
        Request made = request(statement);
        made.timeout = 1ms;
        co_await failure(session->execute(made));
    }
}

TEST_CASE("An io_context may end while cancel requests are on their way", "[fault]") {
    if (azoth_tests::postgresql_url().empty()) return;
    std::mt19937 random(17);
    for (int i = 0; i < 100; ++i) {
        asio::io_context context;
        bool connected = false;
        asio::co_spawn(context, keep_stopping(connected), [](const std::exception_ptr&) {});
        while (!connected && context.run_one_for(10s) != 0) {
        }
        REQUIRE(connected);
        context.run_for(std::chrono::microseconds(random() % 8000));
    }
}

TEST_CASE("A cancel request that is never answered holds neither the session nor its connection", "[fault]") {
    // Takes the statement, and the cancel request too, and says nothing to either.
    int closed = 0;
    against(
        [&](HostileServer::Wire& wire) -> task<void> {
            std::string packet(8, '\0');
            co_await asio::async_read(wire.socket(), asio::buffer(packet), asio::use_awaitable);
            if (packet.substr(4) != int32(80877102)) {
                const auto length = load_big_endian<std::int32_t>(reinterpret_cast<const std::byte*>(packet.data()));
                packet.resize(static_cast<std::size_t>(length) - 8);
                co_await asio::async_read(wire.socket(), asio::buffer(packet), asio::use_awaitable);
                co_await wire.send(greeting());
                co_await wire.until_closed();
                ++closed;
                co_return;
            }
            while (closed == 0) co_await sleep(10ms);
        },
        [](HostileServer& server) -> task<void> {
            const SessionPtr session = co_await connect(server.url());
            const Statement statement("SELECT 1");
            Request made = request(statement);
            made.timeout = 50ms;
            as<TimeoutError>(co_await failure(session->execute(made)));
            // The answer is awaited in the background.
            for (int i = 0; i < 1000 && session->is_usable(); ++i) co_await sleep(10ms);
            CHECK_FALSE(session->is_usable());
        });
    CHECK(closed == 1);
}

}  // namespace
}  // namespace azoth::postgresql::test
