#include "catch.hpp"
#include "script.hpp"

using namespace azoth_tests;
using namespace azoth_tests::server;

namespace {

azoth::Diagnostics last_notice(Script& script) { return script.pipeline().take_notices().back(); }

}  // namespace

TEST_CASE("a statement is parsed and described once", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("the answer", first_answer(2), ""),
        receive("ready", ready(), "1 = 2 rows"),
        submit(2, "SELECT 1", "flush"),
        flush("send Bind Execute Sync"),
        receive("the answer", all({next_answer(1), ready()}), "2 = 1 row"),
    });
    CHECK(script.pipeline().is_clean());
}

TEST_CASE("requests of one turn leave together, each with a Sync of its own", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 1", "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync Bind Execute Sync"),
        receive("the first answer", all({first_answer(0), ready()}), "1 = 0 rows"),
        receive("the second", all({next_answer(3), ready()}), "2 = 3 rows"),
    });
}

TEST_CASE("an error concerns its own request alone", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 2", "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync Close(statement name) "
              "Parse(SELECT 2) Describe Bind Execute Sync"),
        receive("an error at Parse", all({close_complete(), error("42601")}), ""),
        receive("ready", ready(), "1 = 42601 not_executed"),
        receive("the second answer", all({first_answer(1), ready()}), "2 = 1 row"),
        // What could not be parsed is parsed again.
        submit(3, "SELECT 1", "flush"),
        flush(first_sent),
        receive(
            "an error while it runs",
            all({close_complete(), parse_complete(), described(), bind_complete(), row(1), error("22012"), ready()}),
            "3 = 22012 rolled_back"),
    });
}

TEST_CASE("a statement that has vanished is prepared and executed again", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("the answer", all({first_answer(0), ready()}), "1 = 0 rows"),
        submit(2, "SELECT 1", "flush"),
        flush("send Bind Execute Sync"),
        receive("it is gone", all({error("26000"), ready()}), "flush"),
        flush("send Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", all({first_answer(1, false), ready()}), "2 = 1 row"),
    });
}

TEST_CASE("a statement is executed again once only", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("out of date",
                all({close_complete(), parse_complete(), described(), error("0A000", "ERROR", "RevalidateCachedQuery"),
                     ready()}),
                "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("out of date again",
                all({close_complete(), parse_complete(), described(), error("0A000", "ERROR", "RevalidateCachedQuery"),
                     ready()}),
                "1 = 0A000 not_executed"),
    });
}

TEST_CASE("statements have no names after they have vanished twice", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("the answer", all({first_answer(0), ready()}), "1 = 0 rows"),
        submit(2, "SELECT 1", "flush"),
        flush("send Bind Execute Sync"),
        receive("it is gone", all({error("26000"), ready()}), "flush"),
        flush("send Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", all({first_answer(1, false), ready()}), "2 = 1 row"),
        submit(3, "SELECT 1", "flush"),
        flush(first_sent),
        receive("the answer", all({first_answer(0), ready()}), "3 = 0 rows"),
        submit(4, "SELECT 1", "flush"),
        flush("send Bind Execute Sync"),
        receive("it is gone", all({error("26000"), ready()}), "flush"),
        flush("send Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", all({first_answer(1, false), ready()}), "4 = 1 row"),
        submit(5, "SELECT 1", "flush"),
        flush("send Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", all({first_answer(1, false), ready()}), "5 = 1 row"),
        submit(6, "SELECT 1", "flush"),
        flush("send Parse(SELECT 1) Describe Bind Execute Sync"),
    });
}

TEST_CASE("a statement that the cache has no room for is closed before the next request", "[postgresql_pipeline]") {
    pl::PipelineOptions options = Script::default_options();
    options.statement_cache_size = 3;
    Script script(options);
    for (int i = 1; i <= 3; ++i) {
        const std::string sql = "SELECT " + std::to_string(i);
        script.run({
            submit(i, sql, "flush"),
            flush("send Close(statement name) Parse(" + sql + ") Describe Bind Execute Sync"),
            receive("the answer", all({first_answer(0), ready()}), std::to_string(i) + " = 0 rows"),
        });
    }
    script.run({
        submit(4, "SELECT 4", "flush"),
        flush("send Close(statement name) Close(statement name) Parse(SELECT 4) Describe Bind Execute Sync"),
        receive("the answer", all({close_complete(), first_answer(0), ready()}), "4 = 0 rows"),
        submit(5, "SELECT 4", "flush"),
        flush("send Bind Execute Sync"),
    });
}

TEST_CASE("what can't be encoded is refused and leaves no bytes", "[postgresql_pipeline]") {
    Script script;
    const std::string with_nul("SELECT '\0'", 10);
    script.run({
        submit(1, with_nul, "flush"),
        submit(2, "SELECT 1", "flush"),
        flush(std::string(first_sent) + "; 1 = refused not_sent"),
    });
}

TEST_CASE("statements without rows, and empty ones, are completed", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SET x = 1", "flush"),
        flush("send Close(statement name) Parse(SET x = 1) Describe Bind Execute Sync"),
        receive("the answer",
                all({close_complete(), parse_complete(), message('t', Bytes().i16(0)), no_data(), bind_complete(),
                     complete("SET"), ready()}),
                "1 = SET"),
        submit(2, "", "flush"),
        flush("send Close(statement name) Parse() Describe Bind Execute Sync"),
        receive("the answer",
                all({close_complete(), parse_complete(), message('t', Bytes().i16(0)), no_data(), bind_complete(),
                     empty_query(), ready()}),
                "2 = done"),
    });
}

TEST_CASE("COMMIT is sent with a statement and ends before the request does", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit_request(
            1,
            [](Script& s) {
                auto request = s.execute("SELECT 1");
                request->end.text = "COMMIT";
                return request;
            },
            "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Parse(COMMIT) Bind Execute Sync"),
        receive("the answer", all({first_answer(1), parse_complete(), bind_complete(), complete("COMMIT")}), ""),
        receive("ready", ready(), "1 = 1 row"),
    });
}

TEST_CASE("DISCARD ALL makes every statement be parsed again", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("the answer", all({first_answer(0), ready()}), "1 = 0 rows"),
        control(2, "DISCARD ALL", "flush"),
        flush("send Parse(DISCARD ALL) Bind Execute Sync"),
        receive("done", all({parse_complete(), bind_complete(), complete("DISCARD ALL"), ready()}), "2 = DISCARD ALL"),
        submit(3, "SELECT 1", "flush"),
        flush(first_sent),
    });
}

TEST_CASE("notices and notifications may come at any time", "[postgresql_pipeline]") {
    Script script;
    script.pipeline().listen(true);
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("a notice", all({close_complete(), notice("00000"), parse_complete()}), ""),
        receive("the answer",
                all({described(), notification("c", "p"), bind_complete(), complete("SELECT 0"), ready()}),
                "1 = 0 rows"),
    });
    CHECK(last_notice(script).severity == "NOTICE");
    const auto notifications = script.pipeline().take_notifications();
    REQUIRE(notifications.size() == 1);
    CHECK(notifications[0].channel == "c");
    CHECK(notifications[0].process_id == 7);
    CHECK(script.pipeline().wants_read());
    script.pipeline().listen(false);
    CHECK_FALSE(script.pipeline().wants_read());
}

TEST_CASE("too many notices are counted and not kept", "[postgresql_pipeline]") {
    Script script;
    Bytes many;
    for (int i = 0; i < 1'005; ++i) many.raw(notice("00000"));
    script.run({receive("notices", many, "")});
    const auto notices = script.pipeline().take_notices();
    REQUIRE(notices.size() == 1'001);
    CHECK(notices.back().severity == "WARNING");
    CHECK(notices.back().message.starts_with("5 notices"));
}

TEST_CASE("requests wait while more bytes pile up than the socket takes", "[postgresql_pipeline]") {
    Script script;
    script.writes_at_once = false;
    const std::string long_text = "SELECT '" + std::string(300'000, 'x') + "'";
    script.run({
        submit(1, long_text, "flush"),
        submit(2, "SELECT 2", "flush"),
        flush(""),
        {"the socket takes all", [](Script& s) { s.pipeline().sent(s.pipeline().output().size()); }, "flush"},
        flush(""),
        {"the second was encoded", [](Script& s) { s.write(); },
         "send Close(statement name) Parse(SELECT 2) Describe Bind Execute Sync"},
    });
}
