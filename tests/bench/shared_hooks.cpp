// What an observer and hooks cost shared execution: queries a second of 100 coroutines over AsyncEngine::execute(),
// with and without. Needs AZOTH_TEST_POSTGRESQL (tests/postgresql-server run). Exits with 1 if watching costs more than
// 15 %.

#include <azoth/azoth.hpp>
#include <azoth/engine/events.hpp>
#include <azoth/engine/observer.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace az = azoth;
using Clock = std::chrono::steady_clock;

constexpr int coroutines = 100;
constexpr int measured_rounds = 12;
constexpr double least_ratio = 0.85;

const auto one = az::query([](az::Param<std::int64_t> number) {
    return az::text("SELECT :number").bind("number", number).columns<std::int64_t>();
});

class Spans final : public az::Observer {
public:
    std::unique_ptr<az::Span> start_span(std::string_view, az::Attributes) override {
        return std::make_unique<CountedSpan>();
    }
    void measure(const az::Instrument&, double, az::Attributes) override {}

private:
    class CountedSpan final : public az::Span {
    public:
        void set_attribute(const az::Attribute&) override {}
        void set_error(std::string_view) override {}
    };
};

az::EngineOptions watched() {
    const auto events = std::make_shared<az::EngineEvents>();
    events->connect.add([](az::AsyncConnection&) {});
    events->error.add([](az::ErrorEvent&) {});
    az::EngineOptions options;
    options.observer = std::make_shared<Spans>();
    options.events = events;
    return options;
}

az::task<void> ask(az::AsyncEngine engine, int count) {
    for (int i = 0; i < count; ++i) {
        if (co_await engine.scalar(one(i)) != i) std::abort();
    }
}

double queries_a_second(const az::AsyncEngine& engine, int count) {
    boost::asio::io_context context;
    const auto start = Clock::now();
    for (int i = 0; i < coroutines; ++i) {
        co_spawn(context, ask(engine, count), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
        });
    }
    context.run();
    return coroutines * count / std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

}  // namespace

int main() {
    const char* const url = std::getenv("AZOTH_TEST_POSTGRESQL");
    if (url == nullptr) {
        std::fputs("AZOTH_TEST_POSTGRESQL is not set\n", stderr);
        return 2;
    }
    const az::AsyncEngine plain = az::create_async_engine(url);
    const az::AsyncEngine with_all = az::create_async_engine(url, watched());
    std::vector<double> without;
    std::vector<double> with;
    for (int round = 0; round < measured_rounds; ++round) {
        // The second of a pair is the slower one, whichever it is.
        const bool plain_first = round % 2 == 0;
        if (plain_first) without.push_back(queries_a_second(plain, 500));
        with.push_back(queries_a_second(with_all, 500));
        if (!plain_first) without.push_back(queries_a_second(plain, 500));
    }
    const double ratio = median(with) / median(without);
    std::printf("shared execution: %.0f queries/s, %.0f with an observer and hooks, %.2f x\n", median(without),
                median(with), ratio);
    return ratio >= least_ratio ? 0 : 1;
}
