#include "catch.hpp"
#include "script.hpp"

using namespace azoth_tests;
using namespace azoth_tests::server;

TEST_CASE("a request that is cancelled before it is sent leaves no trace", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 2", "flush"),
        cancel(1, "flush; 1 = cancelled not_sent"),
        flush("send Close(statement name) Parse(SELECT 2) Describe Bind Execute Sync"),
        cancel(1, ""),
    });
}

TEST_CASE("the first request in flight is cancelled on the server", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        cancel(1, "cancel request; wake at 250"),
        // Nothing is sent meanwhile.
        submit(2, "SELECT 2", "flush"),
        flush(""),
        cancel_returned("flush"),
        flush(""),
        receive("it stops",
                all({close_complete(), parse_complete(), described(), bind_complete(), error("57014"), ready()}),
                "flush; 1 = cancelled rolled_back"),
        flush("send Close(statement name) Parse(SELECT 2) Describe Bind Execute Sync"),
        receive("the second answer", all({first_answer(1), ready()}), "2 = 1 row"),
    });
    CHECK(script.pipeline().is_clean());
}

TEST_CASE("an answer is kept back until the CancelRequest has returned", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        cancel(1, "cancel request; wake at 250"),
        receive("it was completed before", all({first_answer(2), ready()}), ""),
    });
    CHECK_FALSE(script.pipeline().is_clean());
    script.run({
        submit(2, "SELECT 1", "flush"),
        flush(""),
        cancel_returned("flush; 1 = 2 rows"),
        flush("send Bind Execute Sync"),
    });
}

TEST_CASE("a CancelRequest is sent again while its target goes on", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        cancel(1, "cancel request; wake at 250"),
        advance(250, "wake at 500"),  // the first has not returned yet
        cancel_returned("flush"),
        advance(500, "flush; cancel request; wake at 750"),
        cancel_returned("flush"),
        advance(4'900, "flush; cancel request; wake at 5000"),
        advance(5'000, "1 = cancelled unknown; lost"),
    });
}

TEST_CASE("without CancelRequests the connection is closed to stop a statement", "[postgresql_pipeline]") {
    pl::PipelineOptions options = Script::default_options();
    options.sends_cancel_requests = false;
    Script script(options);
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        cancel(1, "wake at 0"),
        advance(0, "1 = cancelled unknown; lost"),
    });
}

TEST_CASE("a request that waits for the first one is abandoned, and has time when its turn comes",
          "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 1", "flush"),
        flush(std::string(first_sent) + " Bind Execute Sync"),
        cancel(2, "2 = cancelled unknown"),
        receive("the first answer", all({first_answer(1), ready()}), "wake at 50; 1 = 1 row"),
        advance(50, "cancel request; wake at 300"),
        cancel_returned("flush"),
        receive("it stops", all({bind_complete(), error("57014"), ready()}), "flush"),
        flush(""),
    });
    CHECK(script.pipeline().is_clean());
}

TEST_CASE("an abandoned request that ends in time is not cancelled", "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 1", "flush"),
        flush(std::string(first_sent) + " Bind Execute Sync"),
        cancel(2, "2 = cancelled unknown"),
        receive("the first answer", all({first_answer(1), ready()}), "wake at 50; 1 = 1 row"),
        receive("the second", all({next_answer(9), ready()}), ""),
        advance(50, ""),
    });
    CHECK(script.pipeline().is_clean());
    CHECK(script.pipeline().deadline() == pl::never);
}

TEST_CASE("on a shared connection the caller of the first request in flight resumes at once", "[postgresql_pipeline]") {
    Script script;
    script.pipeline().share(pl::Sharing::shared);
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 1", "flush"),
        flush(std::string(first_sent) + " Bind Execute Sync"),
        cancel(1, "wake at 50; 1 = cancelled unknown"),
        advance(50, "cancel request; wake at 300"),
        cancel_returned("flush"),
        receive("it stops",
                all({close_complete(), parse_complete(), described(), bind_complete(), error("57014"), ready()}),
                "flush"),
        receive("the other answer", all({next_answer(1), ready()}), "flush; 2 = 1 row"),
    });
}

TEST_CASE("a request that the CancelRequest of another has hit is executed again", "[postgresql_pipeline]") {
    Script script;
    script.pipeline().share(pl::Sharing::shared);
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit(2, "SELECT 1", "flush"),
        flush(std::string(first_sent) + " Bind Execute Sync"),
        cancel(1, "wake at 50; 1 = cancelled unknown"),
        advance(50, "cancel request; wake at 300"),
        receive("it ended by itself", all({first_answer(1), ready()}), ""),
        receive("the other is hit", all({bind_complete(), error("57014"), ready()}), "flush"),
        flush(""),
        cancel_returned("flush"),
        flush("send Parse(SELECT 1) Describe Bind Execute Sync"),
        receive("the other answer", all({first_answer(1, false), ready()}), "2 = 1 row"),
    });
}

TEST_CASE("a deadline stops a request wherever it is", "[postgresql_pipeline]") {
    SECTION("before it is sent") {
        Script script;
        script.run({
            submit_with_timeout(1, "SELECT 1", 100, "flush; wake at 100"),
            advance(99, "flush"),
            advance(100, "flush; 1 = timeout not_sent"),
            flush(""),
        });
    }
    SECTION("as the first request") {
        Script script;
        script.run({
            submit_with_timeout(1, "SELECT 1", 100, "flush; wake at 100"),
            flush(first_sent),
            advance(100, "cancel request; wake at 200"),
            cancel_returned("flush"),
            receive("it stops",
                    all({close_complete(), parse_complete(), described(), bind_complete(), error("57014"), ready()}),
                    "flush; 1 = timeout rolled_back"),
        });
    }
    SECTION("after another") {
        Script script;
        script.run({
            submit(1, "SELECT 1", "flush"),
            submit_with_timeout(2, "SELECT 1", 100, "flush; wake at 100"),
            flush(std::string(first_sent) + " Bind Execute Sync"),
            advance(100, "2 = timeout unknown"),
        });
    }
    SECTION("not when it was answered") {
        Script script;
        script.run({
            submit_with_timeout(1, "SELECT 1", 100, "flush; wake at 100"),
            flush(first_sent),
            receive("the answer", all({first_answer(1), ready()}), "1 = 1 row"),
            advance(100, ""),
        });
    }
}

TEST_CASE("a caller whose deadline has passed waits for 100 ms for the answer to the CancelRequest",
          "[postgresql_pipeline]") {
    SECTION("then it leaves, and the answer is discarded") {
        Script script;
        script.run({
            submit_with_timeout(1, "SELECT 1", 100, "flush; wake at 100"),
            flush(first_sent),
            advance(100, "cancel request; wake at 200"),
            cancel_returned("flush"),
            flush(""),
            advance(199, ""),
            advance(200, "cancel request; wake at 450; 1 = timeout unknown"),
            submit(2, "SELECT 2", "flush"),
            flush(""),
            cancel_returned("flush"),
            flush(""),
            receive("it stops",
                    all({close_complete(), parse_complete(), described(), bind_complete(), error("57014"), ready()}),
                    "flush"),
            flush("send Close(statement name) Parse(SELECT 2) Describe Bind Execute Sync"),
            receive("the second answer", all({first_answer(1), ready()}), "2 = 1 row"),
        });
        CHECK(script.pipeline().is_clean());
        CHECK(script.pipeline().deadline() == pl::never);
    }
    SECTION("an answer that came is delivered before the CancelRequest has returned") {
        Script script;
        script.run({
            submit_with_timeout(1, "SELECT 1", 100, "flush; wake at 100"),
            flush(first_sent),
            advance(100, "cancel request; wake at 200"),
            receive("it was completed before", all({first_answer(2), ready()}), ""),
            advance(200, "wake at 5100; 1 = 2 rows"),
            submit(2, "SELECT 1", "flush"),
            flush(""),
            cancel_returned("flush"),
            flush("send Bind Execute Sync"),
        });
    }
    SECTION("the connection is closed if the statement does not stop") {
        Script script;
        script.run({
            submit_with_timeout(1, "SELECT 1", 100, "flush; wake at 100"),
            flush(first_sent),
            advance(100, "cancel request; wake at 200"),
            advance(200, "wake at 450; 1 = timeout unknown"),
            advance(5'100, "lost"),
        });
    }
}

TEST_CASE("a request after the target whose deadline passes before the CancelRequest returns is cancelled after it",
          "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        submit_with_timeout(2, "SELECT 1", 100, "flush; wake at 100"),
        flush(std::string(first_sent) + " Bind Execute Sync"),
        cancel(1, "cancel request"),
        receive("it was completed before", all({first_answer(2), ready()}), ""),
        advance(100, "wake at 200"),
        cancel_returned("flush; 1 = 2 rows"),
        flush("wake at 150"),
        advance(150, "cancel request; wake at 200"),
        advance(200, "wake at 450; 2 = timeout unknown"),
        cancel_returned("flush"),
        receive("it stops", all({bind_complete(), error("57014"), ready()}), "flush"),
    });
    CHECK(script.pipeline().is_clean());
    CHECK(script.pipeline().deadline() == pl::never);
}

TEST_CASE("a result that is too large is cancelled and its rows are discarded", "[postgresql_pipeline]") {
    pl::PipelineOptions options = Script::default_options();
    options.max_result_bytes = 200;
    Script script(options);
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("rows", all({close_complete(), parse_complete(), described(), bind_complete(), rows(10)}),
                "cancel request; wake at 250"),
        cancel_returned("flush"),
        receive("more rows and the end", all({rows(10), error("57014"), ready()}), "flush; 1 = 54000 rolled_back"),
    });
}

TEST_CASE("rows of a stopped request that came too late are executed, and its outcome is known",
          "[postgresql_pipeline]") {
    Script script;
    script.run({
        submit(1, "SELECT 1", "flush"),
        flush(first_sent),
        receive("the first rows", all({close_complete(), parse_complete(), described(), bind_complete(), rows(3'000)}),
                ""),
        cancel(1, "cancel request; wake at 250"),
        receive("the rest", all({rows(3'000), complete("SELECT 6000"), ready()}), ""),
        cancel_returned("flush; 1 = cancelled committed"),
    });
}
