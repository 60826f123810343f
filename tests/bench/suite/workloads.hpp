#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <string_view>

#include <time.h>

// What all programs of the suite have in common: the questions, the clocks and how a run is reported. peers.py has the
// same questions.
namespace bench {

inline constexpr int accounts = 100'000;
inline constexpr int batch_rows = 1'000;
inline constexpr int copied_rows = 10'000;
inline constexpr int streamed_rows = 5'000'000;
inline constexpr int sqlite_rows = 1'000'000;

/// The arguments are int4s; that of `pg_type` is followed by a bool.
inline const std::map<std::string_view, const char*> questions{
    {"one", "SELECT 1+1"},
    {"lookup", "SELECT id, name, balance FROM bench_account WHERE id = $1::int4"},
    {"pg_type",
     "SELECT typname, typnamespace, typowner, typlen, typbyval, typcategory, typispreferred, typisdefined, typdelim, "
     "typrelid, typelem, typarray FROM pg_type WHERE typtypmod = $1::int4 AND typisdefined = $2::bool"},
    {"series", "SELECT i FROM generate_series(1, $1::int4) AS i"},
    {"bytes", "SELECT * FROM bench_bytes"},
    {"arrays", "SELECT * FROM bench_arrays"},
    {"stream", "SELECT i FROM generate_series(1, $1::int4) AS i"},
    {"batch", "INSERT INTO bench_rows (a, b, c, d, e, f, g) VALUES ($1, $2, $3, $4, $5, $6, $7)"},
    {"copy_in", "COPY bench_rows (a, b, c, d, e, f, g) FROM STDIN (FORMAT binary)"}};

/// SQLite's table, which `sqlite_insert` writes with the statement of `batch` and `sqlite_read` reads.
inline constexpr const char* sqlite_table =
    "CREATE TABLE bench_rows (a INTEGER, b INTEGER, c INTEGER, d TEXT, e REAL, f INTEGER, g TEXT)";
inline constexpr const char* sqlite_question = "SELECT a, b, c, d, e, f, g FROM bench_rows";

/// What `batch` and `copy_in` write.
struct Written {
    std::int32_t a = 10;
    std::int32_t b = 11;
    std::int32_t c = 10;
    std::string d = "TESTTESTTEST";
    double e = 10.333;
    std::int32_t f = 12341234;
    std::string g = "123412341234";
};

inline Written numbered(int i) {
    Written row;
    row.a = i;
    return row;
}

inline std::int32_t random_account() {
    static std::minstd_rand generator(1);
    return static_cast<std::int32_t>(generator() % accounts) + 1;
}

inline double now() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// User and system time of all threads of this process.
inline double cpu_time() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// In KiB. getrusage() would count what the parent had when it forked.
inline long peak_memory() {
    long size = 0;
    if (std::FILE* const status = std::fopen("/proc/self/status", "r")) {
        char line[256];
        while (std::fgets(line, sizeof line, status) != nullptr) {
            if (std::sscanf(line, "VmHWM: %ld", &size) == 1) break;
        }
        std::fclose(status);
    }
    return size;
}

/// Counts from its making, or from the last restart(), to report().
class Meter {
public:
    explicit Meter(double seconds) : end_(now() + seconds) {}

    bool is_over() const { return now() >= end_; }
    void add(std::uint64_t rows) {
        ++queries_;
        rows_ += rows;
    }
    void restart(double seconds) {
        queries_ = rows_ = 0;
        begin_ = now();
        cpu_begin_ = cpu_time();
        end_ = begin_ + seconds;
    }
    void report(std::string_view driver, std::string_view workload) const {
        const double wall = now() - begin_;
        const double cpu = cpu_time() - cpu_begin_;
        const auto queries = static_cast<double>(queries_);
        std::printf(
            "{\"workload\": \"%.*s\", \"driver\": \"%.*s\", \"queries_s\": %.1f, \"rows_s\": %.0f, "
            "\"wall_us\": %.3f, \"cpu_us\": %.3f, \"rss_kb\": %ld}\n",
            static_cast<int>(workload.size()), workload.data(), static_cast<int>(driver.size()), driver.data(),
            queries / wall, static_cast<double>(rows_) / wall, wall / queries * 1e6, cpu / queries * 1e6,
            peak_memory());
    }

private:
    double begin_ = now();
    double cpu_begin_ = cpu_time();
    double end_;
    std::uint64_t queries_ = 0;
    std::uint64_t rows_ = 0;
};

/// How a program was called: PROGRAM WORKLOAD CONNECTIONS DEPTH SECONDS. The server: AZOTH_TEST_PG_SOCKET_DIR and
/// _PORT.
struct Call {
    std::string workload;
    int connections = 1;
    int depth = 1;
    double seconds = 1;
    std::string directory;
    std::string port;

    static Call parse(int count, char** arguments) {
        const char* const directory = std::getenv("AZOTH_TEST_PG_SOCKET_DIR");
        const char* const port = std::getenv("AZOTH_TEST_PG_PORT");
        if (count != 5 || directory == nullptr || port == nullptr) {
            std::fprintf(stderr, "usage: PROGRAM WORKLOAD CONNECTIONS DEPTH SECONDS; started by tests/bench/run\n");
            std::exit(2);
        }
        Call call;
        call.workload = arguments[1];
        call.connections = std::atoi(arguments[2]);
        call.depth = std::atoi(arguments[3]);
        call.seconds = std::atof(arguments[4]);
        call.directory = directory;
        call.port = port;
        return call;
    }
};

/// What is done before anything is counted.
inline double warm_up(const Call& call) { return call.seconds / 4; }

/// A client that blocks asks one question after the other; ask() returns how many rows there were.
template <class Client>
void measure(std::string_view driver, const Call& call, Client& client) {
    Meter meter(0);
    for (const double seconds : {warm_up(call), call.seconds}) {
        meter.restart(seconds);
        while (!meter.is_over()) meter.add(client.ask());
    }
    meter.report(driver, call.workload);
}

[[noreturn]] inline void fail(std::string_view what) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(what.size()), what.data());
    std::exit(1);
}

/// So that no compiler removes the reading of unused values.
template <class T>
void keep(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

}  // namespace bench
