#include "attack.hpp"
#include "engine/support.hpp"
#include "hostile_memory.hpp"
#include "postgresql_session/server.hpp"
#include <azoth/azoth.hpp>
#include <azoth/postgresql/postgresql.hpp>
#include <azoth/sqlite/sqlite.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <libpq-fe.h>

#include <chrono>
#include <optional>
#include <string>

// What a query with a result of any size can do to the program.
namespace azoth_tests::result_limit {
namespace {

using namespace azoth;
using namespace std::chrono_literals;

constexpr std::size_t limit = std::size_t{1} << 20;

EngineOptions limited() {
    EngineOptions options;
    options.max_result_bytes = limit;
    return options;
}

// 100,000 rows of 1,000 bytes, or fewer.
auto rows_of(const std::string& url, int count = 100'000) {
    const std::string many = is_postgresql(url)
                                 ? "SELECT repeat('x', 1000) FROM generate_series(1, " + std::to_string(count) + ")"
                                 : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                                       std::to_string(count) + ") SELECT printf('%01000d', i) FROM n";
    return text(many).columns<std::string>();
}

template <class Task>
task<std::optional<OperationalError>> refusal_of(Task operation) {
    std::optional<OperationalError> refusal;
    try {
        co_await std::move(operation);
    } catch (const OperationalError& error) {
        refusal = error;
    }
    co_return refusal;
}

void check_refusal(const std::string& name, const std::optional<OperationalError>& error) {
    attack(name, !error.has_value());
    if (!error) return;
    CHECK(error->sqlstate() == "54000");
    CHECK(std::string(error->what()).find("EngineOptions::max_result_bytes") != std::string::npos);
    CHECK_FALSE(error->connection_lost());
}

TEST_CASE("An error of azoth's own names the option to change, with hide_parameters, too", "[security]") {
    for (const std::string& url : urls()) {
        INFO(url);
        run([&]() -> task<void> {
            EngineOptions options = limited();
            options.hide_parameters = true;
            const AsyncEngine engine = create_async_engine(url, options);
            AsyncConnection connection = co_await engine.connect();
            const auto error = co_await refusal_of(connection.execute(rows_of(url)));
            check_refusal("a large result, with hide_parameters", error);
            CHECK(!error->hint().empty());
        }());
    }
}

TEST_CASE("A result of any size cannot take more memory than the limit", "[security]") {
    for (const std::string& url : urls()) {
        INFO(url);
        const HostileMemory memory;
        run([&]() -> task<void> {
            const AsyncEngine engine = create_async_engine(url, limited());
            AsyncConnection connection = co_await engine.connect();
            auto error = co_await refusal_of(connection.execute(rows_of(url)));
            check_refusal("a large result on a connection", error);
            co_await connection.rollback();
            const auto one = co_await connection.scalar(select_one);
            CHECK(one == 1);
            const auto few = co_await connection.execute(rows_of(url, 500));
            CHECK(few.size() == 500);
        }());
        memory.check("a result of 100 MB, " + url.substr(0, url.find(':')), 16);
    }
}

TEST_CASE("A stream of any size stays within the limit, which is one batch's", "[security]") {
    for (const std::string& url : urls()) {
        INFO(url);
        const HostileMemory memory;
        run([&]() -> task<void> {
            const AsyncEngine engine = create_async_engine(url, limited());
            AsyncConnection connection = co_await engine.connect();
            auto rows = co_await connection.stream(rows_of(url), yield_per(100));
            auto parts = rows.partitions();
            std::size_t count = 0;
            while (const auto part = co_await parts.next()) count += part->size();
            CHECK(count == 100'000);
            co_await connection.rollback();
            check_refusal("a large batch", co_await refusal_of(connection.stream(rows_of(url), yield_per(50'000))));
            co_await connection.rollback();
            CHECK(co_await connection.scalar(select_one) == 1);
        }());
        memory.check("a stream of 100 MB, " + url.substr(0, url.find(':')), 16);
    }
}

TEST_CASE("A large result on a shared connection does not affect the other requests", "[security]") {
    run([]() -> task<void> {
        EngineOptions options = limited();
        options.shared_connections = 1;
        const AsyncEngine engine = create_async_engine(postgresql_url(), options);
        const auto before = co_await engine.scalar(backend_pid);
        int right = 0;
        const auto neighbour = [&]() -> task<void> {
            for (int i = 0; i < 50; ++i) {
                const auto one = co_await engine.scalar(select_one);
                if (one == 1) ++right;
            }
        };
        std::optional<OperationalError> error;
        const auto large = [&]() -> task<void> {
            error = co_await refusal_of(engine.execute(rows_of(postgresql_url())));
        };
        using namespace boost::asio::experimental::awaitable_operators;
        co_await (large() && neighbour() && neighbour());
        check_refusal("a large result on a shared connection", error);
        attack("others fail with it", right != 100);
        CHECK(co_await engine.scalar(backend_pid) == before);
    }());
}

TEST_CASE("The outcome of a result that is too large is that of the statement", "[security]") {
    run([]() -> task<void> {
        const AsyncEngine engine = create_async_engine("sqlite://", limited());
        AsyncConnection connection = co_await engine.connect();
        co_await connection.execute(text("CREATE TABLE t (x text)"));
        co_await connection.commit();
        const auto error = co_await refusal_of(
            connection.execute(text("INSERT INTO t SELECT printf('%01000000d', 1) FROM (VALUES (1), (2), (3)) "
                                    "RETURNING x")
                                   .columns<std::string>()));
        REQUIRE(error);
        const auto count = text("SELECT count(*) FROM t").columns<std::int64_t>();
        CHECK(error->outcome() == Outcome::executed);
        CHECK(co_await connection.scalar(count) == 3);
        co_await connection.rollback();
        CHECK(co_await connection.scalar(count) == 0);
    }());
}

TEST_CASE("With encrypted_cancel_only no cancel key is sent in clear text", "[security]") {
    namespace session = azoth::postgresql::test;
    ConnectOptions options;
    options.encrypted_cancel_only = true;
    options.cancel_timeout = 5s;
    for (const std::string& url : {session::tls_url(), session::tcp_url()}) {
        INFO(url);
        session::run([&]() -> task<void> {
            const session::SessionPtr one = co_await session::connect(url, options);
            // Short, and different from what other tests search for: the server continues to execute it.
            const session::Statement statement("SELECT pg_sleep(5)");
            Request made = session::request(statement);
            made.timeout = 100ms;
            const auto begun = std::chrono::steady_clock::now();
            session::as<StatementTimeoutError>(co_await session::failure(one->execute(made)));
            CHECK(std::chrono::steady_clock::now() - begun < 3s);
#ifndef LIBPQ_HAS_ASYNC_CANCEL
            // Only a cancel request could have kept the session usable.
            attack("a cancel key in clear text", one->is_usable() && url == session::tls_url());
#endif
            CHECK((one->is_usable() || url == session::tls_url()));
            co_await one->close();
        });
    }
}

}  // namespace
}  // namespace azoth_tests::result_limit
