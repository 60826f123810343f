#include "catch.hpp"
#include "script.hpp"

#include <memory>
#include <string>

using namespace azoth_tests;
using namespace azoth_tests::server;

// What the server skips with what has failed, and what is executed again because of it. Found by tests/simulation.
namespace {

constexpr std::uint32_t unknown_type = 20'000;

Bytes begin_done() { return all({close_complete(), parse_complete(), bind_complete(), complete("BEGIN")}); }

Step submit_many(int caller, std::shared_ptr<Numbers> source, std::string output) {
    return submit_request(
        caller,
        [source](Script& script) {
            azoth::StatementText& insert = script.statement("INSERT INTO t VALUES ($1)");
            if (insert.parameter_types.empty()) {
                insert.parameter_types.push_back(azoth::SqlType(azoth::TypeKind::integer));
                insert.kind = azoth::StatementKind::insert;
                insert.seal();
            }
            auto request = std::make_unique<pl::Request>(pl::ExecuteMany{&insert, source.get()});
            request->answer.row_count = 0;
            return request;
        },
        std::move(output));
}

}  // namespace

TEST_CASE("a statement in autocommit is not executed again within the transaction that follows it",
          "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", all({first_answer(0), ready()}), "1 = 0 rows"),
        submit(2, "SELECT 1", "flush"),
        submit_in_transaction(3, "SELECT 2", "flush"),
        flush("send Bind Execute Sync Close(statement name) Parse(BEGIN) Bind Execute Close(statement name) "
              "Parse(SELECT 2) Describe Bind Execute Sync"),
        receive("it is gone", all({error("26000"), ready()}), "2 = 26000 not_executed"),
        receive("the other answer", all({begin_done(), first_answer(1), ready('T')}), "3 = 1 row"),
    });
}

TEST_CASE("statements that a failed one of their transaction takes with it are not executed after its end",
          "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit_in_transaction(1, "SELECT 1", "flush"),
        submit_in_transaction(2, "SELECT 1", "flush"),
        flush("send Close(statement name) Parse(BEGIN) Bind Execute Close(statement name) Parse(SELECT 1) Describe "
              "Bind Execute Flush Bind Execute Sync"),
        receive("BEGIN", begin_done(), ""),
        control(3, "COMMIT", "flush"),
        flush("send Parse(COMMIT) Bind Execute Sync"),
        receive("the first fails", all({close_complete(), parse_complete(), error("42703"), ready('E')}),
                "flush; 1 = 42703 not_executed; 2 = 25P02 not_executed"),
        receive("the end", all({parse_complete(), bind_complete(), complete("ROLLBACK"), ready()}),
                "flush; 3 = ROLLBACK"),
    });
}

TEST_CASE("a cursor that lost a batch can be closed, and lets other requests pass then", "[postgresql_pipeline]") {
    pl::PipelineOptions options = Script::default_options();
    options.max_result_bytes = 50;
    Script script(options);
    make_cursor(script, "SELECT 1", false);
    script.run({
        fetch(1, 2, "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind(c1) Execute(c1 2) Flush"),
        receive("too many bytes",
                all({close_complete(), parse_complete(), described(), bind_complete(), rows(2), suspended()}),
                "1 = 54000 executed"),
        submit(2, "SELECT 2", "2 = invalid"),
        drop_cursor("flush"),
        flush("send Close(portal c1) Sync"),
        receive("closed", all({close_complete(), ready()}), ""),
        submit(3, "SELECT 2", "flush"),
    });
}

TEST_CASE("all requests whose columns have no binary form are executed again", "[postgresql_pipeline]") {
    Script script;
    const Bytes as_described = all({message('t', Bytes().i16(0)), row_description({unknown_type})});
    const Bytes fails = all({bind_complete(), error("42883", "ERROR", "getTypeBinaryOutputInfo"), ready()});
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 1", "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync Bind Execute Sync"),
        receive("the first", all({close_complete(), parse_complete(), as_described, fails}), "flush"),
        receive("the second", fails, "flush"),
        flush("send Parse(SELECT 1) Describe Bind Execute Sync Parse(SELECT 1) Describe Bind Execute Sync"),
    });
}

TEST_CASE("rows of an executemany that find no room are sent later", "[postgresql_pipeline]") {
    Script script;
    const auto first = std::make_shared<Numbers>(1);
    const auto second = std::make_shared<Numbers>(2);
    const std::string large = "SELECT '" + std::string(70'000, 'x') + "'";
    script.run({
        submit_many(1, first, "flush"),
        flush("send Close(statement name) Parse(INSERT INTO t VALUES ($1)) Describe Bind Execute Sync"),
        receive("the answer",
                all({close_complete(), parse_complete(), message('t', Bytes().i16(1).i32(23)), no_data(),
                     bind_complete(), complete("INSERT 0 1"), ready()}),
                "1 = INSERT 0 1"),
        submit(2, large, "flush"),
        submit_many(3, second, "flush"),
        flush("flush; send Close(statement name) Parse(" + large + ") Describe Bind Execute Sync"),
        flush("send Bind Execute Bind Execute Sync"),
        receive("the large one", all({first_answer(1), ready()}), "2 = 1 row"),
        receive("the answer",
                all({bind_complete(), complete("INSERT 0 1"), bind_complete(), complete("INSERT 0 1"), ready()}),
                "3 = INSERT 0 1"),
    });
}

TEST_CASE("a read that is hit by the CancelRequest for another of its group is executed again",
          "[postgresql_pipeline]") {
    Script script;
    script.pipeline().share(pl::Sharing::reads_together);
    script.statement("SELECT 1").reads_only = true;
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 1", "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Bind Execute Sync"),
        cancel(2, "wake at 50; 2 = cancelled unknown"),
        advance(50, "cancel request; wake at 300"),
        cancel_returned("flush"),
        receive("the first is hit",
                all({close_complete(), parse_complete(), described(), bind_complete(), error("57014"), ready()}),
                "flush"),
        flush("send Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", all({first_answer(1, false), ready()}), "1 = 1 row"),
    });
}
