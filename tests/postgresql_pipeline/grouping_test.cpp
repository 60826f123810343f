#include "catch.hpp"
#include "script.hpp"

using namespace azoth_tests;
using namespace azoth_tests::server;

namespace {

Script& sharing(Script& script) {
    script.pipeline().share(pl::Sharing::reads_together);
    for (const char* const sql : {"SELECT 1", "SELECT 2", "SELECT 3"}) script.statement(sql).reads_only = true;
    return script;
}

constexpr const char* read_sent = "Close(statement name) Parse(SELECT 1) Describe Bind Execute";

}  // namespace

TEST_CASE("reads that are sent together end with one Sync, and each is answered as it ends", "[postgresql_pipeline]") {
    Script script;
    sharing(script).run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 1", "flush"),
        submit(3, "SELECT 1", "flush"),
        flush(std::string("send ") + read_sent + " Bind Execute Bind Execute Sync"),
        receive("the first answer", first_answer(1), "1 = 1 row"),
        receive("the second", next_answer(2), "2 = 2 rows"),
        receive("the third", next_answer(3), ""),
        receive("ready", ready(), "3 = 3 rows"),
    });
}

TEST_CASE("a write among reads has a Sync of its own", "[postgresql_pipeline]") {
    Script script;
    sharing(script).run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "INSERT 1", "flush"),
        submit(3, "SELECT 1", "flush"),
        flush(std::string("send ") + read_sent +
              " Sync Close(statement name) Parse(INSERT 1) Describe Bind Execute Sync Bind Execute Sync"),
    });
}

TEST_CASE("reads after one that fails are executed again, each with a Sync of its own", "[postgresql_pipeline]") {
    Script script;
    sharing(script).run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 1", "flush"),
        submit(3, "SELECT 1", "flush"),
        flush(std::string("send ") + read_sent + " Bind Execute Bind Execute Sync"),
        receive("the first answer", first_answer(1), "1 = 1 row"),
        receive("the second fails", all({bind_complete(), error("22012")}), ""),
        receive("ready", ready(), "flush; 2 = 22012 rolled_back"),
        // Without a name: the Parse of another request may fail as the first one did.
        flush("send Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the third answer", all({first_answer(1, false), ready()}), "3 = 1 row"),
    });
}

TEST_CASE("a read that was abandoned is not executed again", "[postgresql_pipeline]") {
    Script script;
    sharing(script).run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 1", "flush"),
        flush(std::string("send ") + read_sent + " Bind Execute Sync"),
        cancel(2, "wake at 50; 2 = cancelled unknown"),
        receive("the first fails", all({close_complete(), error("42601"), ready()}), "flush; 1 = 42601 not_executed"),
        flush(""),
    });
    CHECK(script.pipeline().is_quiet());
}

TEST_CASE("at most 64 reads share a Sync", "[postgresql_pipeline]") {
    Script script;
    sharing(script);
    for (int i = 0; i < 65; ++i) script.submit(i, script.execute("SELECT 1"));
    script.pipeline().flush(script.now());
    const std::string sent = script.outputs();
    CHECK(sent.ends_with("Execute Sync Bind Execute Sync"));
    std::size_t syncs = 0;
    for (std::size_t at = sent.find("Sync"); at != std::string::npos; at = sent.find("Sync", at + 1)) ++syncs;
    CHECK(syncs == 2);
}
