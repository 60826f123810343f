#include "catch.hpp"
#include "script.hpp"

using namespace azoth_tests;
using namespace azoth_tests::server;
using Stage = pl::CursorState::Stage;

namespace {

constexpr const char* opened = "send Close(statement name) Parse(SELECT 1) Describe Bind(c1) Execute(c1 2) Flush";

Bytes first_batch() {
    return all({close_complete(), parse_complete(), described(), bind_complete(), rows(2), suspended()});
}

/// In a transaction: the cursor has a name and every batch a Sync.
void begin(Script& script) {
    script.run({
        submit_in_transaction(9, "SELECT 9", "flush"),
        flush("send Close(statement name) Parse(BEGIN) Bind Execute Close(statement name) Parse(SELECT 9) Describe "
              "Bind Execute Sync"),
        receive(
            "the answer",
            all({close_complete(), parse_complete(), bind_complete(), complete("BEGIN"), first_answer(0), ready('T')}),
            "9 = 0 rows"),
    });
    make_cursor(script, "SELECT 1", true);
}

}  // namespace

TEST_CASE("outside a transaction a portal is read without a Sync until it ends", "[postgresql_pipeline]") {
    Script script;
    make_cursor(script, "SELECT 1", false);
    script.run({
        fetch(1, 2, "flush"),
        flush(opened),
        receive("a batch", first_batch(), "1 = 2 rows"),
        fetch(2, 2, "flush"),
        flush("send Execute(c1 2) Flush"),
        receive("the last batch", all({rows(1), complete("SELECT 1")}), "send Sync"),
        receive("ready", ready(), "2 = 1 row"),
        fetch(3, 2, "flush"),
        flush("3 = 0 rows"),
    });
    CHECK(script.cursor->stage == Stage::ended);
    CHECK(script.pipeline().is_clean());
}

TEST_CASE("other requests are refused while a portal outside a transaction is open", "[postgresql_pipeline]") {
    Script script;
    make_cursor(script, "SELECT 1", false);
    script.run({
        fetch(1, 2, "flush"),
        flush(opened),
        submit(2, "SELECT 2", "2 = invalid"),
        receive("a batch", first_batch(), "1 = 2 rows"),
        submit(3, "SELECT 2", "3 = invalid"),
        close_cursor(4, "flush"),
        submit(5, "SELECT 2", "flush"),  // the portal is about to end
        flush("send Close(portal c1) Sync"),
        receive("closed", all({close_complete(), ready()}), "flush; 4 = done"),
        flush("send Close(statement name) Parse(SELECT 2) Describe Bind Execute Sync"),
    });
}

TEST_CASE("a cursor that is dropped is closed before the next request", "[postgresql_pipeline]") {
    SECTION("outside a transaction") {
        Script script;
        make_cursor(script, "SELECT 1", false);
        script.run({
            fetch(1, 2, "flush"),
            flush(opened),
            receive("a batch", first_batch(), "1 = 2 rows"),
            drop_cursor("flush"),
            flush("send Close(portal c1) Sync"),
            receive("closed", all({close_complete(), ready()}), ""),
        });
        CHECK(script.pipeline().is_clean());
    }
    SECTION("in a transaction") {
        Script script;
        begin(script);
        script.run({
            fetch(1, 2, "flush"),
            flush("send Close(statement name) Parse(SELECT 1) Describe Bind(c1) Execute(c1 2) Sync"),
            receive("a batch", all({first_batch(), ready('T')}), "1 = 2 rows"),
            drop_cursor(""),
            submit_in_transaction(2, "SELECT 9", "flush"),
            flush("send Close(portal c1) Bind Execute Sync"),
            receive("the answer", all({close_complete(), next_answer(1), ready('T')}), "2 = 1 row"),
        });
    }
}

TEST_CASE("in a transaction other requests may be sent between two batches", "[postgresql_pipeline]") {
    Script script;
    begin(script);
    script.run({
        fetch(1, 2, "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind(c1) Execute(c1 2) Sync"),
        receive("a batch", all({first_batch(), ready('T')}), "1 = 2 rows"),
        submit_in_transaction(2, "SELECT 9", "flush"),
        fetch(3, 2, "flush"),
        flush("send Bind Execute Sync Execute(c1 2) Sync"),
        receive("the answer", all({next_answer(1), ready('T')}), "2 = 1 row"),
        receive("the last batch", all({rows(1), complete("SELECT 1"), ready('T')}), "3 = 1 row"),
    });
    CHECK(script.cursor->stage == Stage::ended);
}

TEST_CASE("a fetch of all rows needs no portal with a name", "[postgresql_pipeline]") {
    Script script;
    make_cursor(script, "SELECT 1", false);
    script.run({
        fetch(1, 0, "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", all({first_answer(3), ready()}), "1 = 3 rows"),
    });
}

TEST_CASE("a portal whose life depends on what is in flight waits for silence", "[postgresql_pipeline]") {
    Script script;
    make_cursor(script, "SELECT 1", false);
    script.run({
        submit(1, "SELECT 2", "flush"),
        fetch(2, 2, "flush"),
        flush("send Close(statement name) Parse(SELECT 2) Describe Bind Execute Sync"),
        receive("the answer", all({first_answer(1), ready()}), "flush; 1 = 1 row"),
        flush(opened),
    });
}

TEST_CASE("an error ends a portal", "[postgresql_pipeline]") {
    Script script;
    make_cursor(script, "SELECT 1", false);
    script.run({
        fetch(1, 2, "flush"),
        flush(opened),
        receive("an error", all({close_complete(), parse_complete(), described(), bind_complete(), error("22012")}),
                "send Sync"),
        receive("ready", ready(), "1 = 22012 rolled_back"),
    });
    CHECK(script.cursor->stage == Stage::ended);
}

TEST_CASE("a cursor whose batch was abandoned can't go on", "[postgresql_pipeline]") {
    Script script;
    begin(script);
    script.run({
        submit_in_transaction(1, "SELECT 9", "flush"),
        fetch(2, 2, "flush"),
        flush("send Bind Execute Sync Close(statement name) Parse(SELECT 1) Describe Bind(c1) Execute(c1 2) Sync"),
        cancel(2, "2 = cancelled unknown"),
        fetch(3, 2, "flush"),
        flush("3 = closed"),
    });
    CHECK(script.cursor->stage == Stage::lost);
}

TEST_CASE("more rows than were asked for break the protocol", "[postgresql_pipeline]") {
    Script script;
    make_cursor(script, "SELECT 1", false);
    script.run({
        fetch(1, 2, "flush"),
        flush(opened),
        receive("three rows", all({close_complete(), parse_complete(), described(), bind_complete(), rows(3)}),
                "1 = lost unknown; lost"),
    });
}
