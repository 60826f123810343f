#include "catch.hpp"
#include "engine/support.hpp"
#include "own_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <iostream>
#include <thread>

// Two programs with one PgBouncer in transaction mode, each with azoth's defaults.
namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;

namespace {

constexpr int programs = 2;
constexpr int pooled_coroutines = 10;
constexpr int rounds = 100;     // of each coroutine
constexpr int statements = 60;  // different ones, of each program

struct Counted {
    std::atomic<int> asked{0};
    std::atomic<int> wrong{0};
    std::atomic<int> failed{0};
    std::atomic<int> hinted{0};  // failures whose hint names the setting
};

// The programs execute different statements in the same order.
auto question(int program, int number) {
    const std::string text = "SELECT 'program " + std::to_string(program) + " statement " + std::to_string(number) +
                             " of ' || CAST(:marker AS text)";
    return az::text(text).bind("marker", std::to_string(number)).columns<std::string>();
}

std::string right_answer(int program, int number) {
    return "program " + std::to_string(program) + " statement " + std::to_string(number) + " of " +
           std::to_string(number);
}

template <class Executor>
az::task<void> ask(Executor& executor, int program, int number, Counted& counted) {
    ++counted.asked;
    std::optional<std::string> answer;
    answer = co_await executor.scalar(question(program, number));
    if (answer != right_answer(program, number)) ++counted.wrong;
}

az::task<void> attempt(az::task<void> work, Counted& counted) {
    try {
        co_await std::move(work);
    } catch (const az::StatementError& error) {
        ++counted.failed;
        if (error.hint().find("EngineOptions::statement_cache_size") != std::string_view::npos) ++counted.hinted;
    }
}

az::task<void> behind_pooler(az::AsyncEngine engine, int program, int first, Counted& counted) {
    for (int round = 0; round < rounds; ++round) {
        const int number = (first * 7 + round) % statements;
        co_await attempt(ask(engine, program, number, counted), counted);
        const auto two = [&](az::AsyncConnection& conn) -> az::task<void> {
            co_await ask(conn, program, number, counted);
            co_await ask(conn, program, (number + 1) % statements, counted);
        };
        co_await attempt(engine.begin(two), counted);
        const auto alone = [&]() -> az::task<void> {
            auto conn = co_await engine.execution_options(az::Isolation::autocommit).connect();
            co_await ask(conn, program, number, counted);
            co_await ask(conn, program, (number + 2) % statements, counted);
        };
        co_await attempt(alone(), counted);
    }
}

}  // namespace

TEST_CASE("Two programs that share a pooler in transaction mode get their own answers", "[fault]") {
    const std::string script = server_script();
    if (script.empty()) return;
    const Pooler pooler(script, server_setting("AZOTH_TEST_PG_PORT"));
    Counted counted;
    std::vector<std::thread> running;
    for (int program = 0; program < programs; ++program) {
        running.emplace_back([&, program] {
            asio::io_context context;
            auto engine = az::create_async_engine(pooler.url());
            for (int i = 0; i < pooled_coroutines; ++i) {
                co_spawn(context, behind_pooler(engine, program, i, counted), [](const std::exception_ptr& error) {
                    if (error) std::rethrow_exception(error);
                });
            }
            context.run();
        });
    }
    for (std::thread& thread : running) thread.join();
    std::cout << "pooler: " << counted.asked << " statements, " << counted.wrong << " wrong, " << counted.failed
              << " failed, of them " << counted.hinted << " with the name of the setting" << std::endl;
    CHECK(counted.asked >= 9'900);  // what follows a failure in its transaction is not asked
    CHECK(counted.wrong == 0);
    CHECK(counted.failed == counted.hinted);
    CHECK(counted.failed <= counted.asked / 100);
}

TEST_CASE("Without named statements nothing fails with a pooler", "[fault]") {
    const std::string script = server_script();
    if (script.empty()) return;
    const Pooler pooler(script, server_setting("AZOTH_TEST_PG_PORT"));
    az::EngineOptions options;
    options.statement_cache_size = 0;
    Counted counted;
    run([](std::string url, az::EngineOptions given, Counted& counts) -> az::task<void> {
        auto engine = az::create_async_engine(url, given);
        co_await behind_pooler(engine, 1, 3, counts);
    }(pooler.url(), options, counted));
    CHECK(counted.asked == 5 * rounds);
    CHECK(counted.wrong == 0);
    CHECK(counted.failed == 0);
}
