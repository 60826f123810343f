#include "catch.hpp"
#include "script.hpp"

using namespace azoth_tests;
using namespace azoth_tests::server;
using Stage = pl::CursorState::Stage;

namespace {

Step submit_copy_in(int caller, Numbers& numbers, std::string output) {
    return submit_request(
        caller,
        [&numbers](Script&) {
            return std::make_unique<pl::Request>(pl::CopyIn{"COPY t FROM STDIN", &numbers});
        },
        std::move(output));
}

Step submit_many(int caller, Numbers& numbers, std::string output) {
    return submit_request(
        caller,
        [&numbers](Script& script) {
            azoth::StatementText& text = script.statement("INSERT");
            text.kind = azoth::StatementKind::insert;
            if (text.parameter_types.empty()) text.parameter_types.push_back(azoth::SqlType(azoth::TypeKind::integer));
            auto request = std::make_unique<pl::Request>(pl::ExecuteMany{&text, &numbers});
            request->answer.row_count = 0;
            return request;
        },
        std::move(output));
}

/// A COPY of a query, described already.
void make_copy(Script& script) { make_cursor(script, "SELECT 1", false)->copy = "COPY (SELECT 1) TO STDOUT"; }

Step fetch_copied(int caller, std::size_t count, std::string output) {
    return submit_request(
        caller,
        [count](Script& s) {
            return std::make_unique<pl::Request>(pl::CopyOut{s.cursor, count});
        },
        std::move(output));
}

constexpr const char* copy_sent = "send Parse(SELECT 1) Describe Parse(COPY (SELECT 1) TO STDOUT) Bind Execute Sync";

Bytes copy_begun() {
    return all({parse_complete(), described(), parse_complete(), bind_complete(), copy_out_response(), copy_header()});
}

Bytes copied_rows(int count) {
    Bytes bytes;
    for (int i = 0; i < count; ++i) bytes.raw(copied(i));
    return bytes;
}

Bytes copy_ended(int count) {
    return all({copy_trailer(), copy_done(), complete("COPY " + std::to_string(count)), ready()});
}

}  // namespace

TEST_CASE("executemany sends a Bind for each set and one Sync", "[postgresql_pipeline]") {
    Script script;
    Numbers numbers(3);
    script.run({
        submit_many(1, numbers, "flush"),
        flush("send Close(statement name) Parse(INSERT) Describe Bind Execute Bind Execute Bind Execute Sync"),
        receive("the answers",
                all({close_complete(), parse_complete(), message('t', Bytes().i16(0)), no_data(), bind_complete(),
                     complete("INSERT 0 1"), bind_complete(), complete("INSERT 0 1"), bind_complete(),
                     complete("INSERT 0 1")}),
                ""),
        receive("ready", ready(), "1 = INSERT 0 1"),
    });
}

TEST_CASE("a source that fails makes the server undo the sets before", "[postgresql_pipeline]") {
    Script script;
    Numbers numbers(1, true);
    script.run({
        submit_many(1, numbers, "flush"),
        flush("send Close(statement name) Parse(INSERT) Describe Bind Execute Execute(azoth_no_such_portal) Sync"),
        receive("undone",
                all({close_complete(), parse_complete(), message('t', Bytes().i16(0)), no_data(), bind_complete(),
                     complete("INSERT 0 1"), error("34000"), ready()}),
                "1 = the source failed"),
    });
}

TEST_CASE("rows stay with their source while more bytes pile up than the socket takes", "[postgresql_pipeline]") {
    Script script;
    script.writes_at_once = false;
    Numbers numbers(20'000);
    script.run({submit_copy_in(1, numbers, "flush"), submit(2, "SELECT 1", "flush"), flush("")});
    std::size_t flushes = 1;
    while (true) {
        const std::size_t size = script.pipeline().output().size();
        CHECK(size <= 256 * 1024);
        script.pipeline().sent(size);
        if (!script.pipeline().wants_flush()) break;
        script.pipeline().flush(script.now());
        ++flushes;
    }
    CHECK(flushes > 2);
    script.run({
        receive("the COPY's answer",
                all({parse_complete(), bind_complete(), copy_in_response(), complete("COPY 20000"), ready()}),
                "1 = COPY 20000"),
    });
}

TEST_CASE("COPY sends its rows without waiting for the server to ask", "[postgresql_pipeline]") {
    Script script;
    Numbers numbers(3);
    script.run({
        submit_copy_in(1, numbers, "flush"),
        flush("send Parse(COPY t FROM STDIN) Bind Execute CopyData CopyData CopyData CopyDone Sync"),
        receive("the answer", all({parse_complete(), bind_complete(), copy_in_response(), complete("COPY 3"), ready()}),
                "1 = COPY 3"),
    });
}

TEST_CASE("a COPY whose source fails is failed", "[postgresql_pipeline]") {
    Script script;
    Numbers numbers(2, true);
    script.run({
        submit_copy_in(1, numbers, "flush"),
        flush("send Parse(COPY t FROM STDIN) Bind Execute CopyData CopyFail Sync"),
        receive("undone", all({parse_complete(), bind_complete(), copy_in_response(), error("57014"), ready()}),
                "1 = the source failed"),
    });
}

TEST_CASE("a COPY that is cancelled while its rows are sent is failed", "[postgresql_pipeline]") {
    Script script;
    script.writes_at_once = false;
    Numbers numbers(100'000);
    script.run({
        submit_copy_in(1, numbers, "flush"),
        flush(""),
        cancel(1, "flush; cancel request; wake at 250"),
        cancel_returned("flush"),
        {"the socket takes all", [](Script& s) { s.pipeline().sent(s.pipeline().output().size()); }, "flush"},
        receive("undone", all({parse_complete(), bind_complete(), copy_in_response(), error("57014"), ready()}),
                "flush; 1 = cancelled rolled_back"),
    });
}

TEST_CASE("a statement that turns out to be a COPY is refused", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "EXECUTE copy", "flush"),
        flush("send Close(statement name) Parse(EXECUTE copy) Describe Bind Execute Sync"),
        receive("the server waits for data",
                all({close_complete(), parse_complete(), message('t', Bytes().i16(0)), no_data(), bind_complete(),
                     copy_in_response()}),
                "send CopyFail Sync"),
        receive("it is cancelled", all({error("57014"), ready()}), "1 = 0A000 rolled_back"),
    });
}

TEST_CASE("rows of a COPY are given in batches, and nothing is read between two", "[postgresql_pipeline]") {
    Script script;
    make_copy(script);
    script.run({
        fetch_copied(1, 2, "flush"),
        flush(copy_sent),
        receive("rows", all({copy_begun(), copied_rows(5)}), "1 = 2 rows; paused"),
        submit(9, "SELECT 9", "9 = invalid"),
        fetch_copied(2, 2, "flush; reads"),
        flush("2 = 2 rows; paused"),
        fetch_copied(3, 2, "flush; reads"),
        flush(""),
        receive("the end", copy_ended(5), "3 = 1 row"),
        fetch_copied(4, 2, "flush"),
        flush("4 = 0 rows"),
    });
    CHECK(script.cursor->stage == Stage::ended);
    CHECK(script.pipeline().is_clean());
}

TEST_CASE("a COPY that is dropped is cancelled and read to its end", "[postgresql_pipeline]") {
    Script script;
    make_copy(script);
    script.run({
        fetch_copied(1, 2, "flush"),
        flush(copy_sent),
        receive("rows", all({copy_begun(), copied_rows(3)}), "1 = 2 rows; paused"),
        drop_cursor("flush; cancel request; wake at 250; reads"),
        submit(2, "SELECT 9", "flush"),
        flush(""),
        cancel_returned("flush"),
        receive("it stops", all({copied_rows(2), error("57014"), ready()}), "flush"),
        flush("send Close(statement name) Parse(SELECT 9) Describe Bind Execute Sync"),
    });
}

TEST_CASE("a COPY that fails ends its cursor", "[postgresql_pipeline]") {
    Script script;
    make_copy(script);
    script.run({
        fetch_copied(1, 2, "flush"),
        flush(copy_sent),
        receive("an error", all({copy_begun(), copied_rows(1), error("22012"), ready()}), "1 = 22012 rolled_back"),
    });
    CHECK(script.cursor->stage == Stage::ended);
}

TEST_CASE("a COPY that is lost between two batches fails the next one", "[postgresql_pipeline]") {
    Script script;
    make_copy(script);
    script.run({
        fetch_copied(1, 2, "flush"),
        flush(copy_sent),
        receive("rows", all({copy_begun(), copied_rows(2)}), "1 = 2 rows; paused"),
        lose("reads; lost"),
        fetch_copied(2, 2, "2 = lost not_sent"),
    });
}
