#include "catch.hpp"
#include "script.hpp"

using namespace azoth_tests;
using namespace azoth_tests::server;

TEST_CASE("a loss says of each request what is known of it", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        submit(2, "SELECT 2", "flush"),
        lose("1 = lost unknown; 2 = lost not_sent; lost"),
        submit(3, "SELECT 3", "3 = lost not_sent"),
    });
    CHECK_FALSE(script.pipeline().wants_read());
    CHECK_FALSE(script.pipeline().wants_flush());
    CHECK(script.pipeline().output().empty());
}

TEST_CASE("a request that was encoded and not sent was not sent", "[postgresql_pipeline]") {
    Script script;
    script.writes_at_once = false;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(""),
        lose("1 = lost not_sent; lost"),
    });
}

TEST_CASE("a request of which one byte was sent may have been executed", "[postgresql_pipeline]") {
    Script script;
    script.writes_at_once = false;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(""),
        {"the socket takes a byte", [](Script& s) { s.pipeline().sent(1); }, ""},
        lose("1 = lost unknown; lost"),
    });
}

TEST_CASE("what breaks the protocol loses the connection", "[postgresql_pipeline]") {
    const struct {
        const char* what;
        Bytes bytes;
    } cases[] = {
        {"a byte that begins no message", Bytes{0x7f, 0, 0, 0, 4}},
        {"a row before anything was bound", row(1)},
        {"a BindComplete too many",
         all({close_complete(), parse_complete(), described(), bind_complete(), bind_complete()})},
        {"a ParseComplete too many", all({parse_complete(), parse_complete()})},
        {"a CloseComplete too many", all({close_complete(), close_complete()})},
        {"ready before the answer", ready()},
        {"a row of two columns where one was described",
         all({close_complete(), parse_complete(), described(), bind_complete(),
              message('D', Bytes().i16(2).i32(-1).i32(-1))})},
        {"a portal suspended that has no limit",
         all({close_complete(), parse_complete(), described(), bind_complete(), suspended()})},
        {"COPY data of no COPY", all({close_complete(), parse_complete(), described(), bind_complete(), copied(1)})},
        {"another encoding", parameter("client_encoding", "LATIN1")},
    };
    for (const auto& each : cases) {
        INFO(each.what);
        Script script;
        script.run(
            {submit(1, "SELECT 1", "flush"), flush(first_sent), receive("it", each.bytes, "1 = lost unknown; lost")});
    }
}

TEST_CASE("unrequested messages lose an idle connection", "[postgresql_pipeline]") {
    Script script;
    script.run({receive("a row", row(1), "lost")});
}

TEST_CASE("the server's last words are the error of what it leaves unanswered", "[postgresql_pipeline]") {
    Script script;
    script.run({receive("a fatal error", error("57P01", "FATAL"), "")});
    CHECK(script.pipeline().has_fatal_error());
    CHECK_FALSE(script.pipeline().is_lost());
    script.run({submit(1, "SELECT 1", "flush"), flush(first_sent)});
    script.pipeline().lose("end of file");
    pl::CompletionList completions = script.pipeline().take_completions();
    REQUIRE_FALSE(completions.empty());
    const auto completion = completions.pop_front();
    try {
        std::rethrow_exception(completion->error);
    } catch (const azoth::OperationalError& error) {
        CHECK(error.sqlstate() == "57P01");
        CHECK(error.diagnostics().connection_lost);
    }
}

TEST_CASE("a request that is being cancelled is lost as cancelled", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        cancel(1, "cancel request; wake at 250"),
        lose("1 = cancelled unknown; lost"),
        cancel_returned(""),
    });
}

TEST_CASE("an answer that is kept back is given when the connection is lost", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        cancel(1, "cancel request; wake at 250"),
        receive("it was completed before", all({first_answer(2), ready()}), ""),
        lose("1 = 2 rows; lost"),
    });
}

TEST_CASE("a pipeline whose callers are gone gives them back for their destruction", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        submit(2, "SELECT 2", "flush"),
    });
    pl::CompletionList orphans = script.pipeline().forget_all("the context is gone");
    int count = 0;
    while (!orphans.empty()) {
        CHECK(orphans.pop_front()->caller);
        ++count;
    }
    CHECK(count == 2);
    CHECK(script.pipeline().is_lost());
    CHECK(script.pipeline().is_quiet());
}
