#include "catch.hpp"
#include "each_database.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <chrono>

namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

namespace {

struct AccountColumns {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::int64_t> balance{"balance"};
};

az::MetaData bank;
const az::Table<AccountColumns> accounts{"engine_accounts", bank};

az::task<void> open_accounts(az::AsyncEngine engine) {
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await bank.drop_all(conn);
        co_await bank.create_all(conn);
        for (const int id : {1, 2})
            co_await conn.execute(insert(accounts).values(accounts.id = id, accounts.balance = 100));
    });
}

}  // namespace

TEST_CASE("The delay between attempts doubles up to its limit and is shortened by up to a half", "[unit]") {
    const auto policy = az::retries(10).first_delay(100ms).max_delay(1s);
    struct Step {
        int failures;
        double random;
        std::chrono::milliseconds expected;
    };
    for (const Step& step : {Step{1, 0.0, 100ms}, Step{1, 0.5, 75ms}, Step{2, 0.0, 200ms}, Step{4, 0.0, 800ms},
                             Step{5, 0.0, 1000ms}, Step{9, 0.0, 1000ms}, Step{9, 1.0, 500ms}}) {
        CAPTURE(step.failures, step.random);
        CHECK(policy.delay_after(step.failures, step.random) == step.expected);
    }
    CHECK_THROWS_AS(az::retries(0), az::ArgumentError);
    CHECK_THROWS_AS(az::retries(1).first_delay(-1ms), az::ArgumentError);
}

TEST_CASE("transaction() repeats a transaction that failed because of another one", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await open_accounts(engine);
        // Reads all rows and writes one: two concurrent ones cannot both be serializable.
        int calls = 0;
        const auto withdraw = [&calls](az::AsyncConnection& conn, std::int64_t id) -> az::task<std::int64_t> {
            ++calls;
            const auto balances = co_await conn.scalars(select(accounts.balance));
            std::int64_t sum = 0;
            for (const std::int64_t balance : balances) sum += balance;
            co_await conn.execute(
                update(accounts).values(accounts.balance = accounts.balance - sum / 2).where(accounts.id == id));
            co_return sum;
        };
        const auto policy = az::retries(20).first_delay(1ms);
        const auto both =
            co_await (az::transaction(engine, az::Isolation::serializable, policy, withdraw, std::int64_t{1}) &&
                      az::transaction(engine, az::Isolation::serializable, policy, withdraw, std::int64_t{2}));
        CHECK(std::get<0>(both) + std::get<1>(both) == 300);  // one after the other: 200, then 100
        CHECK(calls >= 2);
        auto conn = co_await engine.connect();
        const auto left = co_await conn.scalars(select(accounts.balance));
        CHECK(left.all()[0] + left.all()[1] == 50);
    });
}

TEST_CASE("transaction() throws after the last attempt, and at once for other errors", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        int calls = 0;
        const auto deadlock = [&calls](az::AsyncConnection& conn) -> az::task<void> {
            ++calls;
            co_await conn.exec_driver_sql("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$");
        };
        const auto policy = az::retries(3).first_delay(1ms);
        const auto failed =
            co_await failure<az::OperationalError>(az::transaction(engine, az::TransactionOptions(), policy, deadlock));
        REQUIRE(failed.has_value());
        CHECK(failed->sqlstate() == "40P01");
        CHECK(calls == 3);

        calls = 0;
        const auto wrong = [&calls](az::AsyncConnection& conn) -> az::task<void> {
            ++calls;
            co_await add(conn, "ada");
        };
        const auto other =
            co_await failure<az::IntegrityError>(az::transaction(engine, az::Isolation::serializable, wrong));
        CHECK(other.has_value());
        CHECK(calls == 1);
    });
}
