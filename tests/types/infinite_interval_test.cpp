#include "catch.hpp"
#include "engine/support.hpp"
#include <azoth/azoth.hpp>

#include <sstream>
#include <string>

namespace {

namespace az = azoth;

constexpr az::Interval forever(INT32_MAX, INT32_MAX, INT64_MAX);
constexpr az::Interval since_ever(INT32_MIN, INT32_MIN, INT64_MIN);

std::string text_of(const az::Interval& interval) {
    std::ostringstream out;
    out << interval;
    return out.str();
}

}  // namespace

TEST_CASE("an interval with the largest parts is infinite", "[types]") {
    CHECK(text_of(forever) == "infinity");
    CHECK(text_of(since_ever) == "-infinity");
    CHECK(text_of(az::Interval(INT32_MAX, INT32_MAX, 0)) == "178956970 years 7 mons 2147483647 days");
}

TEST_CASE("an infinite interval is read back from a server that has them, and from SQLite", "[types]") {
    for (const std::string& url : azoth_tests::urls()) {
        azoth_tests::run([](std::string where) -> az::task<void> {
            auto engine = az::create_async_engine(where);
            auto conn = co_await engine.connect();
            bool has_them = engine.dialect().name() == "sqlite";
            if (!has_them) {
                const auto version = co_await conn.exec_driver_sql("SELECT current_setting('server_version_num')::int");
                has_them = version.one().get<std::int32_t>(0) >= 170000;
            }
            for (const az::Interval& interval : {forever, since_ever}) {
                const auto sent = az::select(az::literal(interval).label("i"));
                const auto rows = co_await conn.execute(sent);
                CHECK(rows.one().get<az::Interval>("i") == interval);
                if (!has_them || engine.dialect().name() == "sqlite") continue;
                const auto text = az::text("SELECT CAST(:i AS interval)::text").bind("i", interval);
                const auto written = co_await conn.execute(text);
                CHECK(written.one().get<std::string>(0) == text_of(interval));
            }
            co_await conn.close();
            co_await engine.dispose();
        }(url));
    }
}

TEST_CASE("an infinite interval is written as a literal, which servers before version 17 reject", "[types]") {
    if (azoth_tests::postgresql_url().empty()) return;
    azoth_tests::run([]() -> az::task<void> {
        auto engine = az::create_async_engine(azoth_tests::postgresql_url());
        auto conn = co_await engine.connect();
        const auto version = co_await conn.exec_driver_sql("SELECT current_setting('server_version_num')::int");
        const bool has_them = version.one().get<std::int32_t>(0) >= 170000;
        az::CompileOptions options;
        options.literal_binds = true;
        for (const az::Interval& interval : {az::Interval::infinity(), az::Interval::minus_infinity()}) {
            CHECK(interval.is_infinite());
            const std::string sql = az::compile(az::select(az::literal(interval)), engine.dialect(), options).text->sql;
            std::string state;
            try {
                const auto rows = co_await conn.exec_driver_sql(sql);
                CHECK(rows.one().get<az::Interval>(0) == interval);
            } catch (const az::DatabaseError& error) {
                state = error.sqlstate();
            }
            CHECK(state == (has_them ? "" : "22007"));
            co_await conn.rollback();
        }
        co_await conn.close();
        co_await engine.dispose();
    }());
}

TEST_CASE("an infinite interval is no duration", "[types]") {
    std::string message;
    try {
        az::Value(az::Interval::infinity()).as<std::chrono::seconds>();
    } catch (const az::Error& error) {
        message = error.what();
    }
    CHECK_THAT(message, ContainsSubstring("it is infinite"));
}
