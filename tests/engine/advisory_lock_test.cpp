#include "catch.hpp"
#include "each_database.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <chrono>

namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

az::task<bool> is_free(az::AsyncEngine engine, az::AdvisoryKey key) {
    auto conn = co_await engine.connect();
    const auto lock = co_await az::try_advisory_lock(conn, key);
    co_return lock.has_value();
}

}  // namespace

TEST_CASE("A key is a number, a pair or a name", "[unit]") {
    CHECK(az::AdvisoryKey(7).first() == 7);
    CHECK(az::AdvisoryKey(7, 8).is_pair());
    // The value of FNV-1a for this word is a published test vector.
    CHECK(static_cast<std::uint64_t>(az::AdvisoryKey("foobar").first()) == 0x85944171f73967e8U);
}

TEST_CASE("An advisory lock keeps others out until its object dies and the connection does something",
          "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        {
            const auto lock = co_await az::advisory_lock(conn, "engine test");
            CHECK(lock.is_held());
            co_await conn.commit();
            const bool free = co_await is_free(engine, "engine test");
            CHECK_FALSE(free);
        }
        co_await conn.execute(select(users.id));
        const bool free = co_await is_free(engine, "engine test");
        CHECK(free);
    });
}

TEST_CASE("unlock() releases at once; a shared lock is shared", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto other = co_await engine.connect();
        auto lock = co_await az::advisory_lock(conn, {1, 2}, az::LockMode::shared);
        {
            const auto shared = co_await az::try_advisory_lock(other, {1, 2}, az::LockMode::shared);
            CHECK(shared.has_value());
        }
        const auto exclusive = co_await az::try_advisory_lock(other, {1, 2});
        CHECK_FALSE(exclusive.has_value());
        co_await lock.unlock();
        co_await lock.unlock();
        CHECK_FALSE(lock.is_held());
        const auto now = co_await az::try_advisory_lock(other, {1, 2});
        CHECK(now.has_value());
    });
}

TEST_CASE("Locks that were not released are released before the next check-out of the connection",
          "[engine][postgresql]") {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        std::optional<az::AdvisoryLock> left;
        {
            auto conn = co_await engine.connect();
            left = co_await az::advisory_lock(conn, 5);
            const auto again = co_await az::advisory_lock(conn, 5);
            const auto failed = co_await failure<az::IntegrityError>(add(conn, "ada"));
            CHECK(failed.has_value());
        }
        auto conn = co_await engine.connect();
        const auto held =
            az::text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
                .columns<std::int64_t>();
        const auto count = co_await conn.scalar(held);
        CHECK(count == 0);
    });
}

TEST_CASE("In a failed transaction an advisory lock is released when that has ended", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        {
            const auto lock = co_await az::advisory_lock(conn, 6);
            const auto failed = co_await failure<az::IntegrityError>(add(conn, "ada"));
            CHECK(failed.has_value());
        }
        co_await conn.rollback();
        co_await conn.execute(select(users.id));
        const bool free = co_await is_free(engine, 6);
        CHECK(free);
    });
}

TEST_CASE("A transaction's advisory lock ends with it", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await az::advisory_transaction_lock(conn, 9);
        const bool taken = co_await is_free(engine, 9);
        CHECK_FALSE(taken);
        {
            auto other = co_await engine.connect();
            const bool given = co_await az::try_advisory_transaction_lock(other, 9);
            CHECK_FALSE(given);
        }
        co_await conn.commit();
        const bool free = co_await is_free(engine, 9);
        CHECK(free);
        co_await conn.close();
        auto autocommit = co_await engine.execution_options(az::Isolation::autocommit).connect();
        const auto refused = co_await failure<az::InvalidRequestError>(az::advisory_transaction_lock(autocommit, 9));
        CHECK(refused.has_value());
    });
}
