#include "catch.hpp"
#include "script.hpp"

using namespace azoth_tests;
using namespace azoth_tests::server;

namespace {

constexpr std::uint32_t made_type = 50'000;
constexpr std::uint32_t other_type = 50'001;

/// Of a statement with one column of a type that was made in the database.
Bytes answer_of(std::uint32_t type, bool replaces = true) {
    Bytes bytes;
    if (replaces) bytes.raw(close_complete());
    return bytes.raw(all({parse_complete(), message('t', Bytes().i16(0)), row_description({type}), bind_complete(),
                          message('D', int4(1)), complete("SELECT 1"), ready()}));
}

/// The question failed: its types stay unknown.
Bytes no_answer() { return all({error("42501"), ready()}); }

/// The text of the question is long.
Step flush_question() {
    return {"flush",
            [](Script& script) {
                script.pipeline().flush(script.now());
                script.writes_at_once = true;
                const std::string output = script.outputs();
                CHECK(output.starts_with("send Parse("));
                CHECK(output.ends_with("Describe Bind Execute Sync"));
                CHECK(output.find("Sync") == output.rfind("Sync"));
            },
            ""};
}

}  // namespace

TEST_CASE("an answer with an unknown type waits for the answer to a question", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("the answer", answer_of(made_type), "flush"),
        flush_question(),
    });
    CHECK_FALSE(script.pipeline().is_quiet());
    script.run({
        receive("no answer to the question", no_answer(), "1 = 1 row"),
    });
    CHECK(script.pipeline().is_clean());
}

TEST_CASE("the question is sent before what waits", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        submit(2, "SELECT 2", "flush"),
        receive("the answer", answer_of(made_type), "flush"),
    });
    script.pipeline().flush(script.now());
    const std::string output = script.outputs();
    CHECK(output.find("pg_type") < output.find("SELECT 2)"));
}

TEST_CASE("answers wait for the question of another and then ask for what is left", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 2", "flush"),
        flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync Close(statement name) "
              "Parse(SELECT 2) Describe Bind Execute Sync"),
        receive("the first answer", answer_of(made_type), "flush"),
        flush_question(),
        receive("the second answer", answer_of(other_type), ""),
        receive("no answer to the first question", no_answer(), "flush; 1 = 1 row"),
        flush_question(),
        receive("no answer to the second question", no_answer(), "2 = 1 row"),
    });
    CHECK(script.pipeline().is_clean());
}

TEST_CASE("a caller that doesn't wait for types gets the answer as it is", "[postgresql_pipeline]") {
    SECTION("before the question is sent") {
        Script script;
        script.run({
            submit(1, "SELECT 1", "flush"),
            flush(first_sent),
            receive("the answer", answer_of(made_type), "flush"),
            cancel(1, "flush; 1 = 1 row"),
            flush(""),
        });
        CHECK(script.pipeline().is_clean());
    }
    SECTION("while the question is in flight") {
        Script script;
        script.run({
            submit(1, "SELECT 1", "flush"),
            flush(first_sent),
            receive("the answer", answer_of(made_type), "flush"),
            flush_question(),
            cancel(1, "1 = 1 row"),
            receive("no answer to the question", no_answer(), ""),
        });
        CHECK(script.pipeline().is_clean());
    }
    SECTION("while it waits for the question of another") {
        Script script;
        script.run({
            submit(1, "SELECT 1", "flush"),
            submit(2, "SELECT 2", "flush"),
            flush("send Close(statement name) Parse(SELECT 1) Describe Bind Execute Sync Close(statement name) "
                  "Parse(SELECT 2) Describe Bind Execute Sync"),
            receive("the first answer", answer_of(made_type), "flush"),
            flush_question(),
            receive("the second answer", answer_of(other_type), ""),
            cancel(2, "2 = 1 row"),
            receive("no answer to the question", no_answer(), "1 = 1 row"),
        });
    }
}

TEST_CASE("answers that wait for their types survive the loss of the connection", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("the answer", answer_of(made_type), "flush"),
        flush_question(),
        lose("1 = 1 row; lost"),
    });
}

TEST_CASE("in a failed transaction no question is asked", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("the answer",
                all({close_complete(), parse_complete(), message('t', Bytes().i16(0)), row_description({made_type}),
                     bind_complete(), message('D', int4(1)), complete("SELECT 1"), ready('E')}),
                "1 = 1 row"),
    });
}

TEST_CASE("a column without a binary form is asked for as text", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("no binary form",
                all({close_complete(), parse_complete(), message('t', Bytes().i16(0)), row_description({made_type}),
                     bind_complete(), error("42883", "ERROR", "getTypeBinaryOutputInfo"), ready()}),
                "flush"),
        flush("send Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the answer", answer_of(made_type, false), "1 = 1 row"),
    });
}
