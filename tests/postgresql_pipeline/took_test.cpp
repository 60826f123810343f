#include "catch.hpp"
#include "script.hpp"

#include <chrono>

using namespace azoth_tests;
using namespace azoth_tests::server;
using namespace std::chrono_literals;

TEST_CASE("on a shared connection an answer says how long it kept those after it waiting", "[postgresql_pipeline]") {
    Script script;
    script.pipeline().share(pl::Sharing::shared);
    const auto took = [&script] {
        pl::CompletionList completions = script.pipeline().take_completions();
        REQUIRE_FALSE(completions.empty());
        return completions.pop_front()->answer.took;
    };
    script.submit(1, script.execute("SELECT 1"));
    script.submit(2, script.execute("SELECT 1"));
    script.pipeline().flush(script.now());
    script.write();
    script.set_now(30ms);
    script.receive(all({first_answer(1), ready()}));
    CHECK(took() == 30ms);
    script.set_now(50ms);
    script.receive(all({next_answer(1), ready()}));
    CHECK(took() == 20ms);  // from the end of the first
}
