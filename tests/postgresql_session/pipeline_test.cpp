#include "server.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <future>
#include <numeric>
#include <thread>

namespace azoth::postgresql::test {
namespace {

TEST_CASE("requests made at once are answered in their order, each to its own", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        with_session(
            [](Session& session) -> task<void> {
                const Statement statement("SELECT $1", {BigInteger{}});
                std::vector<std::size_t> order;
                const auto body = [&](std::size_t i) -> task<void> {
                    const ParameterBuffer parameters = values(static_cast<std::int64_t>(i));
                    const Answer answer = co_await session.execute(request(statement, &parameters));
                    CHECK(cell<std::int64_t>(answer) == static_cast<std::int64_t>(i));
                    order.push_back(i);
                };
                co_await at_once(1000, body);
                std::vector<std::size_t> expected(1000);
                std::iota(expected.begin(), expected.end(), std::size_t{0});
                CHECK(order == expected);
            },
            url);
    }
}

TEST_CASE("an error among concurrent requests affects only its own request", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        co_await execute(session, "CREATE TEMPORARY TABLE t (a int PRIMARY KEY)");
        const Statement insert("INSERT INTO t VALUES ($1 / 2)", {Integer{}});
        std::size_t failed = 0;
        const auto body = [&](std::size_t i) -> task<void> {
            const ParameterBuffer parameters = values(static_cast<std::int32_t>(i));
            const auto error = co_await failure(session.execute(request(insert, &parameters)));
            CHECK(static_cast<bool>(error) == (i % 2 == 1));
            if (error) ++failed;
        };
        co_await at_once(100, body);
        CHECK(failed == 50);
        co_await check_number(session, "SELECT count(*) FROM t", 50);
    });
}

TEST_CASE("a syntax error in a statement that many prepare at once fails each of them and no other", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const Statement wrong("SELEKT 1");
        const Statement right("SELECT 1::int8");
        const auto body = [&](std::size_t i) -> task<void> {
            if (i % 3 == 0) {
                const Answer answer = co_await session.execute(request(right));
                CHECK(cell<std::int64_t>(answer) == 1);
            } else {
                co_await check_error<ProgrammingError>(session.execute(request(wrong)), "42601");
            }
        };
        co_await at_once(30, body);
        CHECK(session.is_clean());
    });
}

TEST_CASE("thousands of large requests with larger answers do not block each other", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        with_session(
            [](Session& session) -> task<void> {
                const Statement statement("SELECT repeat($1, 10)", {Text{}});
                const ParameterBuffer parameters = values(std::string(20'000, 'q'));
                std::size_t bytes = 0;
                const auto body = [&](std::size_t) -> task<void> {
                    const Answer answer = co_await session.execute(request(statement, &parameters));
                    bytes += answer.rows->cell(0, 0).bytes().size();
                };
                co_await at_once(3000, body);
                CHECK(bytes == 3000UL * 200'000);
            },
            url);
    }
}

TEST_CASE("a session may be used from many threads at once", "[postgresql]") {
    asio::thread_pool pool(4);
    const auto connected = asio::co_spawn(pool, connect(tcp_url()), asio::use_future);
    auto session = const_cast<std::future<SessionPtr>&>(connected).get();
    const Statement statement("SELECT $1 * 2", {BigInteger{}});
    std::atomic<int> right{0};
    const auto body = [&](std::int64_t i) -> task<void> {
        for (std::int64_t round = 0; round < 50; ++round) {
            const ParameterBuffer parameters = values(i * 1000 + round);
            const Answer answer = co_await session->execute(request(statement, &parameters));
            if (Codec<std::int64_t>::decode(answer.rows->cell(0, 0)) == 2 * (i * 1000 + round)) ++right;
        }
    };
    std::vector<std::future<void>> all;
    for (std::int64_t i = 0; i < 20; ++i) {
        if (i % 2 == 0) {
            all.push_back(asio::co_spawn(asio::make_strand(pool), body(i), asio::use_future));
        } else {
            all.push_back(asio::co_spawn(pool, body(i), asio::use_future));
        }
    }
    for (auto& one : all) one.get();
    CHECK(right == 1000);
    CHECK(session->is_clean());
    asio::co_spawn(pool, session->close(), asio::use_future).get();
    pool.join();
}

TEST_CASE("a coroutine is resumed on its own executor, wherever the session's is", "[postgresql]") {
    asio::thread_pool home(1);
    asio::thread_pool away(1);
    auto session = asio::co_spawn(home, connect(tcp_url()), asio::use_future).get();
    const auto thread_of = [](asio::thread_pool& pool) {
        std::promise<std::thread::id> id;
        asio::post(pool, [&] { id.set_value(std::this_thread::get_id()); });
        return id.get_future().get();
    };
    const auto body = [&]() -> task<std::thread::id> {
        co_await execute(*session, "SELECT 1");
        co_return std::this_thread::get_id();
    };
    CHECK(asio::co_spawn(away, body(), asio::use_future).get() == thread_of(away));
    CHECK(asio::co_spawn(home, body(), asio::use_future).get() == thread_of(home));
    asio::co_spawn(away, session->close(), asio::use_future).get();
}

}  // namespace
}  // namespace azoth::postgresql::test
