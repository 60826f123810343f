#include "catch.hpp"
#include "engine/support.hpp"
#include "sql/shop.hpp"
#include "temporary.hpp"
#include <azoth/expression/func.hpp>
#include <azoth/sql/cte.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace shop;
using az::Param;

namespace {

constexpr std::size_t thread_count = 8;
constexpr int rounds = 25;

/// Calls fn(thread) on eight threads, which start at the same time.
void on_threads(const std::function<void(std::size_t)>& fn) {
    std::atomic<std::size_t> waiting = thread_count;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < thread_count; ++i) {
        threads.emplace_back([&, i] {
            --waiting;
            while (waiting != 0) std::this_thread::yield();
            fn(i);
        });
    }
    for (std::thread& thread : threads) thread.join();
}

auto spenders() {
    const auto spent = az::func::sum(orders.total).label("spent");
    const auto top = select(orders.user_id, spent).group_by(orders.user_id).cte("top");
    const auto place = az::func::rank().over(az::partition_by(users.age).order_by(top[spent].desc())).label("place");
    return select(users.name, top[spent], place)
        .join(top, top[orders.user_id] == users.id)
        .where(users.name.in_("ada", "grace"), top[spent] > 1.0)
        .order_by(users.name)
        .limit(10);
}

az::task<void> fill(az::AsyncEngine engine) {
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.create_all(metadata);
        co_await conn.execute(
            insert(users).values(users.id = 1, users.name = "ada", users.age = 36, users.is_active = true));
        co_await conn.execute(
            insert(users).values(users.id = 2, users.name = "grace", users.age = 36, users.is_active = true));
        for (int id = 1; id <= 4; ++id) {
            co_await conn.execute(insert(orders).values(orders.id = id, orders.user_id = 1 + id % 2,
                                                        orders.total = 2.5 * id, orders.status = "paid"));
        }
    });
}

/// Executes statements and a query that all threads share; each thread has its own context and connection.
void execute_on_threads(const std::string& url) {
    boost::asio::io_context filling;
    az::EngineOptions options;
    options.pool_size = thread_count;
    auto engine = az::create_async_engine(url, options);
    azoth_tests::run_on(filling, fill(engine));

    const auto statement = spenders();
    const auto by_name = az::query([](Param<std::string> name) { return select(users.id).where(users.name == name); });
    std::atomic<int> right = 0;
    std::vector<std::string> errors(thread_count);
    on_threads([&](std::size_t thread) {
        try {
            const auto work = [&](az::AsyncEngine shared) -> az::task<void> {
                auto conn = co_await shared.connect();
                for (int round = 0; round < rounds; ++round) {
                    const auto rows = co_await conn.execute(statement);
                    const auto found = co_await conn.execute(by_name(thread % 2 == 0 ? "ada" : "grace"));
                    const bool as_expected = rows.size() == 2 && std::get<2>(rows[0].tuple()) == 1 &&
                                             found.scalar_one() == (thread % 2 == 0 ? 1 : 2);
                    right += as_expected ? 1 : 0;
                }
            };
            azoth_tests::run(work(engine));
        } catch (const std::exception& error) {
            errors[thread] = error.what();
        }
    });
    CHECK(errors == std::vector<std::string>(thread_count));
    CHECK(right == static_cast<int>(thread_count) * rounds);
    azoth_tests::run_on(filling, engine.dispose());
}

az::task<void> execute_sql(std::string url, std::string sql) {
    auto engine = az::create_async_engine(url);
    auto conn = co_await engine.connect();
    co_await conn.exec_driver_sql(std::move(sql));
    co_await conn.commit();
}

}  // namespace

TEST_CASE("eight threads compile one statement to the same text", "[unit]") {
    const auto statement = spenders();
    const std::string on_pg = on_postgresql(statement).text->sql;
    const std::string on_lite = on_sqlite(statement).text->sql;
    std::atomic<int> same = 0;
    on_threads([&](std::size_t thread) {
        for (int round = 0; round < rounds; ++round) {
            // Copies and derived statements share nodes with the original.
            const auto mine = statement.order_by(users.id).order_by(nullptr).order_by(users.name);
            if (thread % 2 == 0) {
                same += on_postgresql(statement).text->sql == on_pg && on_postgresql(mine).text->sql == on_pg ? 1 : 0;
            } else {
                same += on_sqlite(statement).text->sql == on_lite && on_sqlite(mine).text->sql == on_lite ? 1 : 0;
            }
        }
    });
    CHECK(same == static_cast<int>(thread_count) * rounds);
}

TEST_CASE("eight threads that use a query first at the same time compile it once", "[unit]") {
    for (int round = 0; round < rounds; ++round) {
        const auto by_name =
            az::query([](Param<std::string> name) { return select(users.id).where(users.name == name); });
        std::vector<std::shared_ptr<const az::Compiled>> seen(thread_count);
        on_threads([&](std::size_t thread) {
            const az::Dialect& dialect = thread % 2 == 0 ? az::postgresql::dialect() : az::sqlite::dialect();
            seen[thread] = az::prepare(by_name("ada"), dialect).compiled;
        });
        for (std::size_t i = 2; i < thread_count; ++i) CHECK(seen[i] == seen[i % 2]);
    }
}

TEST_CASE("eight threads execute the same statements over one SQLite engine", "[sqlite]") {
    const azoth_tests::TemporaryFile file;
    execute_on_threads(file.url());
}

TEST_CASE("eight threads execute the same statements over one PostgreSQL engine", "[postgresql]") {
    const std::string url = azoth_tests::postgresql_url();
    REQUIRE_FALSE(url.empty());
    // Other tests use tables with these names, too.
    azoth_tests::run(execute_sql(url, "DROP SCHEMA IF EXISTS azoth_threads CASCADE"));
    azoth_tests::run(execute_sql(url, "CREATE SCHEMA azoth_threads"));
    execute_on_threads(url + (url.find('?') == std::string::npos ? '?' : '&') +
                       "options=-csearch_path%3Dazoth_threads");
    azoth_tests::run(execute_sql(url, "DROP SCHEMA azoth_threads CASCADE"));
}
