#include "catch.hpp"
#include "schema.hpp"
#include "support.hpp"

#include <algorithm>
#include <regex>

namespace az = azoth;
using namespace azoth_tests;

namespace {

/// The lines with all times replaced, which differ from run to run.
std::vector<std::string> timeless(const std::vector<std::string>& lines) {
    std::vector<std::string> result;
    for (const std::string& line : lines) result.push_back(std::regex_replace(line, std::regex("[0-9.e-]+s"), "Ts"));
    return result;
}

std::string placeholder(std::string_view url) { return is_postgresql(url) ? "$1" : "?"; }

template <class Test>
std::vector<std::string> echo_of(const std::string& url, bool hide, Test test) {
    run([](std::string where) -> az::task<void> { co_await fill(az::create_async_engine(where)); }(url));
    EchoLog log;
    az::EngineOptions options = log.options();
    options.hide_parameters = hide;
    run([](std::string where, az::EngineOptions given, EchoLog& lines, Test body) -> az::task<void> {
        auto engine = az::create_async_engine(where, given);
        // Each engine has its own in-memory database.
        if (!is_postgresql(where)) co_await fill(engine);
        lines.clear();
        co_await body(engine);
    }(url, options, log, test));
    return timeless(log.lines());
}

}  // namespace

TEST_CASE("echo shows transactions, statements and parameters as SQLAlchemy does", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto lines = echo_of(url, false, [](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.execute(update(users).values(users.email = "g@x").where(users.id == 2));
        });
        auto conn = co_await engine.connect();
        for (int i = 0; i < 2; ++i) co_await conn.execute(select(users.name).where(users.name == "o'hara"));
        co_await conn.exec_driver_sql("SELECT 1");
        co_await conn.execute(az::text("SELECT 2").columns<std::int32_t>());
    });
    const std::string p1 = is_postgresql(url) ? "$1" : "?";
    const std::string p2 = is_postgresql(url) ? "$2" : "?";
    const std::string read = "SELECT engine_users.name\nFROM engine_users\nWHERE engine_users.name = " + p1;
    CHECK(lines == std::vector<std::string>{
                       "BEGIN (implicit)",
                       "UPDATE engine_users SET email=" + p1 + " WHERE engine_users.id = " + p2,
                       "[generated in Ts] ('g@x', 2)",
                       "COMMIT",
                       "BEGIN (implicit)",
                       read,
                       "[generated in Ts] ('o''hara',)",
                       read,
                       "[cached since Ts ago] ('o''hara',)",
                       "SELECT 1",
                       "[raw sql] ()",
                       "SELECT 2",
                       "[generated in Ts] ()",
                       "ROLLBACK",
                   });
}

TEST_CASE("echo shows savepoints and abandoned transactions", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    auto lines = echo_of(url, false, [](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        {
            {
                auto savepoint = co_await conn.begin_nested();
                co_await savepoint.commit();
            }
            auto dropped = co_await conn.begin_nested();
        }
        co_await conn.exec_driver_sql("SELECT 1");
        co_await conn.rollback();
        {
            auto abandoned = co_await conn.begin();
            co_await conn.exec_driver_sql("SELECT 2");
        }
        co_await conn.exec_driver_sql("SELECT 3");
        co_await conn.commit();
    });
    CHECK(lines == std::vector<std::string>{
                       "BEGIN (implicit)",
                       "SAVEPOINT azoth_savepoint_1",
                       "RELEASE SAVEPOINT azoth_savepoint_1",
                       "SAVEPOINT azoth_savepoint_2",
                       "ROLLBACK TO SAVEPOINT azoth_savepoint_2",
                       "RELEASE SAVEPOINT azoth_savepoint_2",
                       "SELECT 1",
                       "[raw sql] ()",
                       "ROLLBACK",
                       "BEGIN (implicit)",
                       "SELECT 2",
                       "[raw sql] ()",
                       "ROLLBACK",
                       "BEGIN (implicit)",
                       "SELECT 3",
                       "[raw sql] ()",
                       "COMMIT",
                   });
}

TEST_CASE("echo shows the rows of an executemany as a list of which the middle is left out", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto lines = echo_of(url, false, [](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        std::vector<std::string> names;
        for (int i = 1; i <= 12; ++i) names.push_back("n" + std::to_string(i));
        co_await conn.execute(insert(users).columns(users.name), names);
        const std::vector<std::string> few{"x", "y"};
        co_await conn.execute(insert(users).columns(users.name), few);
    });
    CHECK(lines.at(1) == "INSERT INTO engine_users (name) VALUES (" + placeholder(url) + ")");
    CHECK(
        lines.at(2) ==
        "[generated in Ts] [('n1',), ('n2',), ('n3',), ('n4',), ('n5',), ('n6',), ('n7',), ('n8',)  ... displaying 10 "
        "of 12 total bound parameter sets ...  ('n11',), ('n12',)]");
    CHECK(lines.at(4) == "[cached since Ts ago] [('x',), ('y',)]");
}

TEST_CASE("echo shows DDL without a key, and of long values both ends", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto lines = echo_of(url, false, [](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.execute(select(users.id).where(users.name == std::string(1000, 'x')));
        co_await meta.drop_all(conn);
    });
    CHECK_THAT(lines.at(2), EndsWith("x ... (702 characters truncated) ... " + std::string(149, 'x') + "',)"));
    CHECK(lines.at(lines.size() - 2) == "[no key Ts] ()");
}

TEST_CASE("hide_parameters keeps parameters out of echo and errors", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    std::string error_text;
    const auto lines = echo_of(url, true, [&error_text](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        try {
            co_await conn.execute(insert(users).values(users.name = "ada", users.email = "very-secret"));
        } catch (const az::IntegrityError& error) {
            error_text = error.what();
        }
    });
    CHECK_THAT(lines.at(2), EndsWith("] [SQL parameters hidden due to hide_parameters=True]"));
    CHECK_THAT(error_text, ContainsSubstring("INSERT INTO engine_users") &&
                               ContainsSubstring("SQL parameters hidden due to hide_parameters=True") &&
                               !ContainsSubstring("very-secret"));
}

TEST_CASE("A SELECT with unconnected FROM clauses is logged as a warning, once", "[engine]") {
    std::vector<std::string> warnings;
    az::EngineOptions options;
    options.logger = az::make_logger([&](az::LogLevel level, std::string_view, std::string_view line) {
        if (level == az::LogLevel::warning) warnings.emplace_back(line);
    });
    run([](az::EngineOptions given) -> az::task<void> {
        auto engine = az::create_async_engine("sqlite://", given);
        co_await fill(engine);
        auto conn = co_await engine.connect();
        const auto other = users.alias("other");
        for (int i = 0; i < 2; ++i) co_await conn.execute(select(users.id, other.id));
        co_await conn.execute(select(users.id, other.id).where(users.id == other.id));
        co_await engine.dispose();
    }(options));
    REQUIRE(warnings.size() == 1);
    CHECK_THAT(warnings[0], StartsWith("a SELECT has a cartesian product: no condition connects "
                                       "\"engine_users\" with \"other\": SELECT engine_users.id"));
}
