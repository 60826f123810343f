#include "catch.hpp"
#include "crowd.hpp"
#include <azoth/engine/events.hpp>
#include <azoth/engine/observer.hpp>

#include <atomic>
#include <memory>
#include <set>
#include <stdexcept>

// Engines with an observer and hooks use shared connections, too.
namespace az = azoth;
using namespace azoth_tests;

namespace {

class SpanCounter final : public az::Observer {
public:
    std::unique_ptr<az::Span> start_span(std::string_view, az::Attributes) override {
        ++spans;
        return nullptr;
    }
    std::atomic<int> spans{0};
};

struct Watched {
    std::shared_ptr<SpanCounter> observer = std::make_shared<SpanCounter>();
    std::shared_ptr<az::EngineEvents> events = std::make_shared<az::EngineEvents>();

    az::EngineOptions options() const {
        az::EngineOptions options = shared_connections(2);
        options.observer = observer;
        options.events = events;
        return options;
    }
};

const auto setting_of_hook = az::text("SELECT current_setting('azoth.hooked', true)").columns<std::string>();

}  // namespace

TEST_CASE("An observer and hooks leave connections shared", "[engine][postgresql]") {
    Watched watched;
    std::set<std::string> reported;
    int before = 0;
    int after = 0;
    int connects = 0;
    watched.events->connect.add([&connects](az::AsyncConnection& conn) -> az::task<void> {
        ++connects;
        co_await conn.exec_driver_sql("SET azoth.hooked = 'yes'");
    });
    watched.events->before_execute.add([&before](az::StatementEvent&) { ++before; });
    watched.events->after_execute.add([&after](const az::ExecutedEvent&) -> az::task<void> {
        ++after;
        co_return;
    });
    watched.events->error.add([&reported](az::ErrorEvent& event) { reported.insert(std::string(event.operation)); });
    on_postgresql(watched.options(), [&](az::AsyncEngine engine) -> az::task<void> {
        const std::uint64_t pooled = engine.pool().opened;
        connects = before = after = 0;
        const int spans = watched.observer->spans;
        std::set<std::int32_t> backends;
        int hooked = 0;
        co_await all_of(100, [&](int) -> az::task<void> {
            const auto pid = co_await engine.scalar(backend_pid);
            backends.insert(pid.value());
            const auto value = co_await engine.scalar(setting_of_hook);
            if (value == "yes") ++hooked;
        });
        CHECK(hooked == 100);
        CHECK(backends.size() <= 2);
        CHECK(engine.pool().opened == pooled);
        CHECK(connects >= static_cast<int>(backends.size()));
        CHECK(connects <= 2);
        CHECK(watched.observer->spans - spans >= 200);
        CHECK(before >= 200);
        CHECK(after >= 200);
        const auto error = co_await failure<az::ProgrammingError>(engine.execute(az::text("SELECT wrong")));
        REQUIRE(error);
        CHECK(error->statement() == "SELECT wrong");
        CHECK(reported == std::set<std::string>{"execute"});
    });
}

TEST_CASE("A before_execute hook that throws is the error of a shared execution", "[engine][postgresql]") {
    Watched watched;
    bool refuses = false;
    watched.events->before_execute.add([&refuses](az::StatementEvent&) {
        if (refuses) throw std::runtime_error("not now");
    });
    on_postgresql(watched.options(), [&](az::AsyncEngine engine) -> az::task<void> {
        refuses = true;
        const auto error = co_await failure<std::runtime_error>(engine.scalar(backend_pid));
        CHECK(error);
        refuses = false;
        const auto pid = co_await engine.scalar(backend_pid);
        CHECK(pid);
        CHECK(engine.pool().shared_requests == 0);
    });
}

TEST_CASE("An exception of a connect hook is the error of the callers that need the shared connection",
          "[engine][postgresql]") {
    Watched watched;
    bool refuses = false;
    watched.events->connect.add([&refuses](az::AsyncConnection&) {
        if (refuses) throw std::runtime_error("not today");
    });
    on_postgresql(watched.options(), [&](az::AsyncEngine engine) -> az::task<void> {
        refuses = true;
        int failed = 0;
        co_await all_of(5, [&](int) -> az::task<void> {
            const auto error = co_await failure<std::runtime_error>(engine.scalar(backend_pid));
            if (error) ++failed;
        });
        CHECK(failed == 5);
        CHECK(engine.pool().shared == 0);
        refuses = false;
        const auto pid = co_await engine.scalar(backend_pid);
        CHECK(pid);
    });
}

TEST_CASE("With a checkout hook each statement has a connection of the pool", "[engine][postgresql]") {
    Watched watched;
    int checkouts = 0;
    watched.events->checkout.add([&checkouts](az::AsyncConnection&) { ++checkouts; });
    on_postgresql(watched.options(), [&](az::AsyncEngine engine) -> az::task<void> {
        checkouts = 0;
        co_await engine.scalar(backend_pid);
        CHECK(checkouts == 1);
        CHECK(engine.pool().shared == 0);
    });
}
