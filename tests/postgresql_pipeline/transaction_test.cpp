#include "catch.hpp"
#include "script.hpp"

using namespace azoth_tests;
using namespace azoth_tests::server;
using State = azoth::TransactionStart::State;

namespace {

Bytes begun() { return all({close_complete(), parse_complete(), bind_complete(), complete("BEGIN")}); }

constexpr const char* begin_sent = "Close(statement name) Parse(BEGIN) Bind Execute";

}  // namespace

TEST_CASE("BEGIN is sent with the first statement of its transaction", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit_in_transaction(1, "SELECT 1", "flush"),
        flush(std::string("send ") + begin_sent + " Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync"),
    });
    CHECK(script.transaction->state() == State::sent);
    script.run({receive("BEGIN", begun(), "")});
    CHECK(script.transaction->state() == State::confirmed);
    script.run({
        receive("the answer", first_answer(1), ""),
        receive("ready", ready('T'), "1 = 1 row"),
        submit_in_transaction(2, "SELECT 1", "flush"),
        flush("send Bind Execute Sync"),
        receive("the answer", all({next_answer(1), ready('T')}), "2 = 1 row"),
    });
    CHECK(script.pipeline().transaction_status() == azoth::TransactionStatus::active);
    CHECK_FALSE(script.pipeline().is_clean());
}

TEST_CASE("statements that are sent with BEGIN share its Sync, and each is answered as it ends",
          "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit_in_transaction(1, "SELECT 1", "flush"),
        submit_in_transaction(2, "SELECT 1", "flush"),
        flush(std::string("send ") + begin_sent +
              " Close(statement name) Parse(SELECT 1) Describe Bind Execute Flush Bind Execute Sync"),
        receive("the first answer", all({begun(), first_answer(1)}), "1 = 1 row"),
        receive("the second", next_answer(2), ""),
        receive("ready", ready('T'), "2 = 2 rows"),
    });
}

TEST_CASE("a BEGIN that fails is due again, and nothing of the transaction was executed", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit_in_transaction(1, "SELECT 1", "flush"),
        flush(std::string("send ") + begin_sent + " Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("BEGIN fails", all({close_complete(), parse_complete(), error("57P03"), ready()}),
                "1 = 57P03 not_executed"),
    });
    CHECK(script.transaction->state() == State::due);
}

TEST_CASE("a request of the transaction that can't share BEGIN's Sync waits for it", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit_in_transaction(1, "SELECT 1", "flush"),
        submit_request(
            2,
            [](Script& s) {
                make_cursor(s, "SELECT 2", true);
                auto request = std::make_unique<pl::Request>(pl::Fetch{s.cursor, 0});
                request->transaction = s.transaction;
                return request;
            },
            "flush"),
        flush(std::string("send ") + begin_sent + " Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the first answer", all({begun(), first_answer(1), ready('T')}), "flush; 1 = 1 row"),
        flush("send Close(statement name) Parse(SELECT 2) Describe Bind Execute Sync"),
    });
}

TEST_CASE("a statement of a transaction that has ended is not sent", "[postgresql_pipeline]") {
    Script script;
    script.run({submit_in_transaction(1, "SELECT 1", "flush")});
    script.transaction->end();
    script.run({flush("1 = invalid")});
}

TEST_CASE("a stale statement that carried BEGIN is executed again after a ROLLBACK", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", all({first_answer(0), ready()}), "1 = 0 rows"),
        submit_in_transaction(2, "SELECT 1", "flush"),
        flush(std::string("send ") + begin_sent + " Bind Execute Sync"),
        receive("it is gone", all({begun(), error("26000"), ready('E')}), "flush"),
    });
    CHECK(script.transaction->state() == State::due);
    script.run({
        flush(std::string("send Parse(ROLLBACK) Bind Execute ") + begin_sent +
              " Parse(SELECT 1) Describe Bind Execute Sync"),
        receive(
            "the answer",
            all({parse_complete(), bind_complete(), complete("ROLLBACK"), begun(), first_answer(1, false), ready('T')}),
            "2 = 1 row"),
    });
    CHECK(script.transaction->state() == State::confirmed);
}

TEST_CASE("a stale statement in the middle of a transaction fails and says that it is stale", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit_in_transaction(1, "SELECT 1", "flush"),
        flush(std::string("send ") + begin_sent + " Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", all({begun(), first_answer(1), ready('T')}), "1 = 1 row"),
        submit_in_transaction(2, "SELECT 1", "flush"),
        flush("send Bind Execute Sync"),
        receive("it is gone", all({error("26000"), ready('E')}), "2 = 26000 not_executed"),
    });
}

TEST_CASE("SET LOCAL is sent after BEGIN", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit_request(
            1,
            [](Script& s) {
                auto request = s.execute("SELECT 1");
                request->transaction = s.transaction;
                request->setup.text = "SET LOCAL lock_timeout = 5";
                return request;
            },
            "flush"),
        flush(std::string("send ") + begin_sent +
              " Parse(SET LOCAL lock_timeout = 5) Bind Execute Close(statement name) Parse(SELECT 1) Describe Bind "
              "Execute Sync"),
        receive("the answer",
                all({begun(), parse_complete(), bind_complete(), complete("SET"), first_answer(1), ready('T')}),
                "1 = 1 row"),
    });
}

TEST_CASE("after a schema change of its own a transaction parses its statements again", "[postgresql_pipeline]") {
    Script script;
    script.statement("ALTER TABLE t ADD x int").kind = azoth::StatementKind::ddl;
    script.run({
        submit_in_transaction(1, "SELECT 1", "flush"),
        flush(std::string("send ") + begin_sent + " Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", all({begun(), first_answer(1), ready('T')}), "1 = 1 row"),
        submit_in_transaction(2, "ALTER TABLE t ADD x int", "flush"),
        flush("send Close(statement name) Parse(ALTER TABLE t ADD x int) Describe Bind Execute Sync"),
        receive("done",
                all({close_complete(), parse_complete(), message('t', Bytes().i16(0)), no_data(), bind_complete(),
                     complete("ALTER TABLE"), ready('T')}),
                "2 = ALTER TABLE"),
        submit_in_transaction(3, "SELECT 1", "flush"),
        flush("send Close(statement name) Close(statement name) Close(statement name) Parse(SELECT 1) Describe Bind "
              "Execute Sync"),
    });
}
