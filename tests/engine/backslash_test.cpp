#include "catch.hpp"
#include "each_database.hpp"

#include <string>
#include <vector>

namespace az = azoth;
using namespace azoth_tests;

namespace {

const std::vector<std::string> with_backslashes{"a\\b",          "\\",       "\\\\", "it\\'s", "C:\\new\\table",
                                                "\\' OR 1=1 --", "plain 'x'"};

// Every text as a literal, with a LIKE whose escape character is a backslash.
az::task<void> check_literals(az::AsyncConnection& conn, const char* setting) {
    if (setting != nullptr) {
        co_await conn.exec_driver_sql(std::string("SET standard_conforming_strings = ") + setting);
    }
    for (const std::string& text : with_backslashes) {
        INFO(text);
        const auto literal = co_await conn.scalar(select(az::bindparam("x", text).literal_execute()));
        CHECK(literal == text);
    }
    const auto like = co_await conn.scalar(select(az::literal("100%").like("100\\%", az::escape('\\'))));
    CHECK(like == true);
}

}  // namespace

TEST_CASE("A literal with backslashes is the same text for every value of standard_conforming_strings", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await check_literals(conn, nullptr);
        if (is_postgresql(engine.url().render())) {
            co_await check_literals(conn, "off");
            co_await check_literals(conn, "on");
        }
        co_await conn.rollback();
    });
}

TEST_CASE("If a role has standard_conforming_strings off, sessions begin with on and keep it", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.exec_driver_sql("ALTER ROLE azoth SET standard_conforming_strings = off");
        });
        const auto shown = az::text("SHOW standard_conforming_strings").columns<std::string>();
        const auto escaped = az::text("SELECT 'it\\' || :x").columns<std::string>().bind("x", "s");
        auto fresh = az::create_async_engine(engine.url().render(false));
        for (int i = 0; i < 2; ++i) {
            auto conn = co_await fresh.connect();
            const auto setting = co_await conn.scalar(shown);
            CHECK(setting == "on");
            const auto text = co_await conn.scalar(escaped);
            CHECK(text == "it\\s");
            co_await conn.rollback();
            co_await conn.exec_driver_sql("RESET ALL");
            const auto kept = co_await conn.scalar(shown);
            CHECK(kept == "on");
            conn.invalidate();
        }
        co_await fresh.dispose();
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.exec_driver_sql("ALTER ROLE azoth RESET standard_conforming_strings");
        });
    });
}
