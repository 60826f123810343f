#include "catch.hpp"
#include "each_database.hpp"
#include <azoth/engine/events.hpp>
#include <azoth/engine/logger.hpp>

#include <stdexcept>

// Notices of PostgreSQL.
namespace az = azoth;
using namespace azoth_tests;

namespace {

struct Noticed {
    std::vector<std::string> hooked;
    std::vector<std::string> logged;

    az::EngineOptions options() {
        const auto events = std::make_shared<az::EngineEvents>();
        events->notice.add([this](const az::NoticeEvent& event) {
            hooked.push_back(std::string(event.severity) + ' ' + event.diagnostics->sqlstate + ' ' +
                             std::string(event.message));
            if (event.message == "throw") throw std::runtime_error("thrown");
        });
        az::EngineOptions options;
        options.events = events;
        options.logger = az::make_logger([this](az::LogLevel level, std::string_view channel, std::string_view line) {
            logged.push_back(std::string(to_string(level)) + ' ' + std::string(channel) + ' ' + std::string(line));
        });
        return options;
    }
};

const auto raise_two =
    "DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two' USING DETAIL = 'more', HINT = 'less'; END $$";

}  // namespace

TEST_CASE("Notices and warnings reach hooks and the logger before the statement ends", "[engine][postgresql]") {
    Noticed noticed;
    on_postgresql(noticed.options(), [&](az::AsyncEngine engine) -> az::task<void> {
        noticed.hooked.clear();
        noticed.logged.clear();
        auto conn = co_await engine.connect();
        co_await conn.exec_driver_sql(raise_two);
        CHECK(noticed.hooked == std::vector<std::string>{"NOTICE 00000 one", "WARNING 01000 two"});
        CHECK(noticed.logged == std::vector<std::string>{"info server NOTICE: one",
                                                         "warning server WARNING: two; DETAIL: more; HINT: less"});
        noticed.logged.clear();
        co_await conn.exec_driver_sql("DO $$ BEGIN RAISE NOTICE 'throw'; END $$");
        REQUIRE(noticed.logged.size() == 2);
        CHECK(noticed.logged[1] == "error engine a hook of 'notice' threw: thrown");
        co_await conn.rollback();
    });
}
