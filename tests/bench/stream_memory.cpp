// How much memory streaming five million rows takes: the peak of the resident set above what it was when the query was
// opened, which has to stay below 30 MB. Then a stream is broken off after ten rows, and the connection is back within
// a round trip.
//
//     bench_stream_memory [URL]...      default: sqlite://

#include <azoth/azoth.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>

namespace {

namespace az = azoth;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t row_count = 5'000'000;
constexpr double most_megabytes = 30;

// A number of /proc/self/status, in MB.
double status(const std::string& name) {
    std::ifstream file("/proc/self/status");
    std::string line;
    while (std::getline(file, line)) {
        if (line.starts_with(name + ":")) return std::stod(line.substr(name.size() + 1)) / 1024;
    }
    return 0;
}

void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

auto rows_of(const az::AsyncEngine& engine) {
    const bool postgresql = engine.dialect().name() == "postgresql";
    const std::string text =
        postgresql ? "SELECT i, 'the name of row ' || i FROM (SELECT generate_series(1::int8, 5000000) AS i) AS numbers"
                   : "WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 5000000) "
                     "SELECT i, 'the name of row ' || i FROM numbers";
    return az::text(text).columns<std::int64_t, std::string>();
}

az::task<bool> measure(std::string url) {
    auto engine = az::create_async_engine(url);
    auto conn = co_await engine.connect();
    const auto query = rows_of(engine);
    co_await conn.execute(az::text("SELECT 1").columns<std::int32_t>());

    forget_peak();
    const double before = status("VmRSS");
    const auto start = Clock::now();
    std::int64_t count = 0;
    std::int64_t sum = 0;
    {
        auto stream = co_await conn.stream(query);
        while (auto row = co_await stream.next()) {
            ++count;
            sum += row->template get<0>();
        }
    }
    const double seconds = milliseconds_since(start) / 1000;
    const double above = status("VmHWM") - before;
    co_await conn.rollback();

    const auto broken_off = Clock::now();
    double first = 0;
    {
        auto stream = co_await conn.stream(query);
        for (int i = 0; i < 10; ++i) co_await stream.next();
        first = milliseconds_since(broken_off);
    }
    const auto left = Clock::now();
    co_await conn.close();
    auto again = co_await engine.connect();
    co_await again.execute(az::text("SELECT 1").columns<std::int32_t>());
    const double back = milliseconds_since(left);
    const bool same = engine.pool().opened == 1;

    const bool complete = count == row_count && sum == row_count * (row_count + 1) / 2;
    fmt::print(
        "{}: {} rows in {:.2f} s, peak {:.1f} MB above {:.1f} MB; ten rows in {:.1f} ms, the connection checked out "
        "again and answering {:.1f} ms later{}{}\n",
        engine.dialect().name(), count, seconds, above, before, first, back, complete ? "" : " INCOMPLETE",
        same ? "" : " BUT IT IS ANOTHER ONE");
    co_return complete&& same&& above < most_megabytes;
}

}  // namespace

int main(int argc, char* argv[]) {
    int status = 0;
    for (int i = argc > 1 ? 1 : 0; i < argc; ++i) {
        boost::asio::io_context context;
        co_spawn(context, measure(i == 0 ? "sqlite://" : argv[i]), [&](const std::exception_ptr& error, bool good) {
            if (!good) status = 1;
            try {
                if (error) std::rethrow_exception(error);
            } catch (const std::exception& e) {
                fmt::print(stderr, "{}\n", e.what());
                status = 1;
            }
        });
        context.run();
    }
    return status;
}
