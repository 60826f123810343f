#include "bench.hpp"
#include "catch.hpp"
#include "server_settings.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include <unistd.h>

namespace az = azoth;
namespace asio = boost::asio;

namespace azoth_tests::memory {
// Repeated operations must not need more memory, here or on the server. tests/soak/memory repeats them 100,000 times.
namespace {

using namespace boost::asio::experimental::awaitable_operators;

int rounds_wanted() {
    const char* const rounds = std::getenv("AZOTH_SOAK_ROUNDS");
    return rounds == nullptr ? 1'000 : std::atoi(rounds);
}

std::int64_t client_memory() {
    std::ifstream file("/proc/self/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    file >> total >> resident;
    return resident * ::sysconf(_SC_PAGESIZE) / 1024;
}

az::task<std::int64_t> server_memory(az::AsyncConnection& conn) {
    if (conn.in_transaction()) co_await conn.commit();
    const auto query = az::text("SELECT CAST(sum(total_bytes) / 1024 AS bigint) FROM pg_backend_memory_contexts")
                           .columns<std::int64_t>();
    const auto used = co_await conn.scalar(query);
    co_return used.value_or(0);
}

using Round = std::function<az::task<void>(az::AsyncConnection&, int)>;

struct Growth {
    std::int64_t client = 0;
    std::int64_t server = 0;
};

az::task<void> soak(std::string url, Round begin, Round round, int rounds, Growth& growth) {
    const bool server = url.starts_with("postgresql");
    auto engine = az::create_async_engine(url).execution_options(az::Isolation::autocommit);
    {
        auto conn = co_await engine.connect();
        // Fill the caches of both sides first.
        co_await begin(conn, 0);
        for (int i = 0; i < std::max(rounds / 5, 100); ++i) co_await round(conn, i);
        growth.client = client_memory();
        if (server) growth.server = co_await server_memory(conn);
        co_await begin(conn, 1);
        for (int i = 0; i < rounds; ++i) co_await round(conn, i);
        growth.client = client_memory() - growth.client;
        if (server) growth.server = co_await server_memory(conn) - growth.server;
    }
    co_await engine.dispose();
}

void check_growth(const char* name, const std::string& url, const Round& begin, const Round& round, int rounds) {
    Growth growth;
    Steps steps;
    std::exception_ptr error;
    asio::co_spawn(steps.context(), soak(url, begin, round, rounds, growth), [&](const std::exception_ptr& e) {
        error = e;
        steps.context().stop();
    });
    steps.context().run();
    if (error) std::rethrow_exception(error);
    std::cout << "memory: " << name << (url.starts_with("postgresql") ? ", PostgreSQL: " : ", SQLite: ") << rounds
              << " rounds, client " << growth.client << " kB, server " << growth.server << " kB" << std::endl;
    INFO(name);
    // Allocators round up: this test finds a leak of 1 kB in each round; the soak test finds one of 20 bytes.
    CHECK(growth.client < 1'024);
    CHECK(growth.server < 256);
}

az::task<void> nothing(az::AsyncConnection&, int) { co_return; }

az::task<void> write(az::AsyncConnection& conn, std::string mark) {
    co_await conn.execute(insert(marks).values(marks.mark = mark));
}

az::task<void> savepoint(az::AsyncConnection& conn, int) {
    auto transaction = co_await conn.begin();
    for (int i = 0; i < 10; ++i) {
        auto nested = co_await conn.begin_nested();
        co_await write(conn, "abandoned");
    }
    co_await transaction.rollback();
}

az::task<void> failed_transaction(az::AsyncConnection& conn, int) {
    auto transaction = co_await conn.begin();
    try {
        co_await conn.exec_driver_sql("SELECT no_such_column");
    } catch (const az::StatementError&) {
    }
}

az::task<void> cancelled(az::AsyncConnection& conn, int) {
    const auto endless = az::text(
                             "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000) "
                             "SELECT count(*) FROM c")
                             .columns<std::int64_t>();
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::microseconds(300));
    co_await (timer.async_wait(asio::use_awaitable) || conn.execute(endless));
}

az::task<void> listen(az::AsyncConnection& conn, int i) {
    auto closed = co_await az::listen(conn, "channel " + std::to_string(i));
    auto dropped = co_await az::listen(conn, "other channel " + std::to_string(i));
    co_await closed.close();
}

}  // namespace

TEST_CASE("Doing it again and again costs no memory on either side", "[cancellation]") {
    const int rounds = rounds_wanted();
    for (const std::string& url : azoth_tests::urls()) {
        const Round make = [](az::AsyncConnection& conn, int time) -> az::task<void> {
            if (time != 0) co_return;
            co_await marks_meta.drop_all(conn);
            co_await marks_meta.create_all(conn);
        };
        check_growth("savepoint and rollback", url, make, savepoint, rounds / 10);
        check_growth("failed transactions", url, nothing, failed_transaction, rounds);
        check_growth("cancelled statements", url, nothing, cancelled, rounds > 1'000 ? rounds : rounds / 5);
        if (url.starts_with("postgresql")) check_growth("listen and unlisten", url, nothing, listen, rounds);
    }
}

}  // namespace azoth_tests::memory
