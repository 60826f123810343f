#include "catch.hpp"
#include "counted.hpp"
#include "engine/support.hpp"
#include <azoth/engine/events.hpp>
#include <azoth/engine/observer.hpp>

#include <iostream>
#include <memory>

namespace az = azoth;
using namespace azoth_tests;

namespace {

// What one execution took before there were hooks and observers, with g++ 12.
constexpr double without_hooks = 8.031;

constexpr int rounds = 1000;

az::MetaData meta;
struct ItemColumns {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name"};
};
const az::Table<ItemColumns> items{"items", meta};
const auto item_by_id =
    az::query([](az::Param<std::int64_t> id) { return select(items.id, items.name).where(items.id == id); });

/// Allocations of one execution, on average.
double allocations_per_execution(const az::EngineOptions& options) {
    return run([](az::EngineOptions given) -> az::task<double> {
        auto engine = az::create_async_engine("sqlite://", given);
        auto conn = co_await engine.connect();
        co_await meta.create_all(conn);
        co_await conn.execute(insert(items).values(items.name = "one"));
        std::size_t before = 0;
        for (int i = -100; i < rounds; ++i) {
            if (i == 0) before = allocations;
            const auto result = co_await conn.execute(item_by_id(1));
            if (result.size() != 1) std::abort();
        }
        co_return static_cast<double>(allocations - before) / rounds;
    }(options));
}

class IgnoringObserver final : public az::Observer {};

}  // namespace

TEST_CASE("an engine without hooks and observer allocates no more per execution than before there were any",
          "[engine]") {
    const double plain = allocations_per_execution({});
    az::EngineOptions with_hook;
    const auto events = std::make_shared<az::EngineEvents>();
    events->before_execute.add([](az::StatementEvent&) {});
    with_hook.events = events;
    az::EngineOptions with_observer;
    with_observer.observer = std::make_shared<IgnoringObserver>();
    const double hooked = allocations_per_execution(with_hook);
    const double observed = allocations_per_execution(with_observer);
    std::cout << "allocations per execution: " << plain << ", with a hook " << hooked << ", with an observer "
              << observed << std::endl;
    CHECK(plain <= without_hooks + 0.1);
    CHECK(hooked > plain);
    CHECK(observed > plain);
}
