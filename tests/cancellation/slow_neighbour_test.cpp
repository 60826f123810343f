#include "bench.hpp"
#include "catch.hpp"
#include "server_settings.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <string>

namespace az = azoth;
namespace asio = boost::asio;

namespace azoth_tests::slow_neighbour {
namespace {

constexpr const char* slow_on_sqlite =
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000) SELECT max(n) FROM c";
constexpr const char* slow_on_server = "SELECT 1 FROM pg_sleep(0.3)";

/// A statement that begins the transaction is being executed; the one after it, which would commit, is cancelled before
/// it is sent. Afterwards the connection is used as usual.
az::task<void> cancel_behind(std::string url, std::int64_t& visible) {
    using namespace std::chrono_literals;
    const auto executor = co_await asio::this_coro::executor;
    auto engine = az::create_async_engine(url);
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await marks_meta.drop_all(conn);
        co_await marks_meta.create_all(conn);
    });
    auto conn = co_await engine.connect();
    const auto slow = az::text(url.starts_with("sqlite") ? slow_on_sqlite : slow_on_server).columns<std::int32_t>();
    bool slow_is_over = false;
    bool cancelled_is_over = false;
    const auto execute_slow = [&]() -> az::task<void> { co_await conn.execute(slow); };
    const auto execute_cancelled = [&]() -> az::task<void> {
        co_await conn.execute(insert(marks).values(marks.mark = std::string("abandoned")), az::then_commit);
    };
    asio::cancellation_signal signal;
    asio::co_spawn(executor, execute_slow(), [&](const std::exception_ptr&) { slow_is_over = true; });
    asio::co_spawn(
        executor, execute_cancelled(),
        asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr&) { cancelled_is_over = true; }));
    asio::steady_timer timer(executor);
    timer.expires_after(20ms);
    co_await timer.async_wait(asio::use_awaitable);
    signal.emit(asio::cancellation_type::terminal);
    while (!slow_is_over || !cancelled_is_over) {
        timer.expires_after(1ms);
        co_await timer.async_wait(asio::use_awaitable);
    }
    co_await conn.execute(insert(marks).values(marks.mark = std::string("kept")));
    co_await conn.commit();
    visible = *co_await conn.scalar(az::select(az::func::count()).select_from(marks));
    co_await conn.close();
    co_await engine.begin([](az::AsyncConnection& last) -> az::task<void> { co_await marks_meta.drop_all(last); });
    co_await engine.dispose();
}

std::int64_t marks_after(const std::string& url) {
    asio::io_context context;
    std::exception_ptr error;
    std::int64_t visible = 0;
    asio::co_spawn(context, cancel_behind(url, visible), [&](const std::exception_ptr& failed) { error = failed; });
    context.run();
    if (error) std::rethrow_exception(error);
    return visible;
}

}  // namespace

TEST_CASE("A commit that is cancelled while the transaction's first statement runs leaves no transaction open",
          "[cancellation]") {
    for (const std::string& url : urls()) CHECK(marks_after(url) == 1);
}

}  // namespace azoth_tests::slow_neighbour
