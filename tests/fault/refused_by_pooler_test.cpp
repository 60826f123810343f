#include "catch.hpp"
#include "engine/crowd.hpp"
#include "own_server.hpp"

// What PgBouncer rejects has had no effect, which the outcome says.
namespace az = azoth;
using namespace azoth_tests;

TEST_CASE("A statement that waited too long in PgBouncer's queue was not executed", "[fault]") {
    if (server_script().empty()) return;
    const Pooler pooler(server_script(), server_setting("AZOTH_TEST_PG_PORT"), "1 query_wait_timeout=1");
    run([](std::string url) -> az::task<void> {
        az::EngineOptions options;
        options.statement_cache_size = 0;
        auto engine = az::create_async_engine(url, options);
        auto holder = co_await engine.connect();
        auto waiter = co_await engine.connect();
        co_await holder.execute(select_one);
        const auto error = co_await failure<az::OperationalError>(waiter.execute(select_one));
        REQUIRE(error);
        CHECK(std::string(error->message()).find("query_wait_timeout") != std::string::npos);
        CHECK(error->outcome() == az::Outcome::not_executed);
        co_await holder.rollback();
    }(pooler.url()));
}

TEST_CASE("A transaction that PgBouncer's statement pooling rejects has had no effect", "[fault]") {
    if (server_script().empty()) return;
    const Pooler pooler(server_script(), server_setting("AZOTH_TEST_PG_PORT"), "1 pool_mode=statement");
    run([](std::string url) -> az::task<void> {
        az::EngineOptions options;
        options.statement_cache_size = 0;
        auto engine = az::create_async_engine(url, options);
        auto conn = co_await engine.connect();
        const auto error = co_await failure<az::OperationalError>(conn.execute(select_one));
        REQUIRE(error);
        INFO(error->message());
        CHECK(error->outcome() == az::Outcome::rolled_back);
    }(pooler.url()));
}
