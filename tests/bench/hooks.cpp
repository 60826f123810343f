// The cost of an execution without hooks or observer, with hooks, with an observer, and with both. SQLite in memory,
// one row by primary key, CPU time of all threads.

#include <azoth/azoth.hpp>
#include <azoth/engine/events.hpp>
#include <azoth/engine/observer.hpp>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>

namespace {

namespace az = azoth;

az::MetaData meta;
struct ItemColumns {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name"};
};
const az::Table<ItemColumns> items{"items", meta};
const auto item_by_id =
    az::query([](az::Param<std::int64_t> id) { return select(items.id, items.name).where(items.id == id); });

class CountingSpan final : public az::Span {
public:
    void set_attribute(const az::Attribute&) override {}
    void set_error(std::string_view) override {}
    std::string traceparent() const override { return "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"; }
};

class CountingObserver final : public az::Observer {
public:
    std::unique_ptr<az::Span> start_span(std::string_view, az::Attributes) override {
        return std::make_unique<CountingSpan>();
    }
    void measure(const az::Instrument&, double value, az::Attributes) override { benchmark::DoNotOptimize(value); }
};

az::task<void> measure(benchmark::State& state, az::EngineOptions options) {
    auto engine = az::create_async_engine("sqlite://", options);
    auto conn = co_await engine.connect();
    co_await meta.create_all(conn);
    co_await conn.execute(insert(items).values(items.name = "one"));
    for ([[maybe_unused]] auto round : state) {
        const auto result = co_await conn.execute(item_by_id(1));
        benchmark::DoNotOptimize(result.size());
    }
    co_await conn.close();
}

void execute(benchmark::State& state, const az::EngineOptions& options) {
    boost::asio::io_context context;
    co_spawn(context, measure(state, options), [&](const std::exception_ptr& error) {
        if (error) state.SkipWithError("failed");
    });
    context.run();
}

std::shared_ptr<az::EngineEvents> plain_hooks() {
    auto events = std::make_shared<az::EngineEvents>();
    events->before_execute.add([](az::StatementEvent& event) { benchmark::DoNotOptimize(event.sql.data()); });
    events->after_execute.add([](const az::ExecutedEvent& event) { benchmark::DoNotOptimize(event.row_count); });
    return events;
}

void nothing(benchmark::State& state) { execute(state, az::EngineOptions()); }

void hooks(benchmark::State& state) {
    az::EngineOptions options;
    options.events = plain_hooks();
    execute(state, options);
}

void coroutine_hooks(benchmark::State& state) {
    az::EngineOptions options;
    auto events = std::make_shared<az::EngineEvents>();
    events->before_execute.add([](az::StatementEvent&) -> az::task<void> { co_return; });
    events->after_execute.add([](const az::ExecutedEvent&) -> az::task<void> { co_return; });
    options.events = events;
    execute(state, options);
}

void observer(benchmark::State& state) {
    az::EngineOptions options;
    options.observer = std::make_shared<CountingObserver>();
    execute(state, options);
}

void observer_and_comments(benchmark::State& state) {
    az::EngineOptions options;
    options.observer = std::make_shared<CountingObserver>();
    options.trace_comments = true;
    execute(state, options);
}

// Under callgrind every round takes the same: AZOTH_BENCH_ITERATIONS says how many there are. What one takes is the
// difference between two runs, for threads take turns in all of it.
void add(const char* name, void (*function)(benchmark::State&)) {
    auto* const added = benchmark::RegisterBenchmark(name, function);
    added->MeasureProcessCPUTime()->Unit(benchmark::kMicrosecond);
    if (const char* const rounds = std::getenv("AZOTH_BENCH_ITERATIONS")) added->Iterations(std::atoll(rounds));
}

}  // namespace

int main(int argc, char** argv) {
    add("nothing", nothing);
    add("hooks", hooks);
    add("coroutine_hooks", coroutine_hooks);
    add("observer", observer);
    add("observer_and_comments", observer_and_comments);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
