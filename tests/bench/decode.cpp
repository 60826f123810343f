// What it costs to read a cell, against a loop that only walks the cells: the counter `x walk` says how many times as
// long reading takes. 1000 rows of one column.

#include <azoth/driver/row_buffer.hpp>
#include <azoth/types/all.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace azoth;

constexpr std::size_t row_count = 1000;

// As a session stores them: all cells in one slab, each after its length.
template <class Make>
RowBuffer rows_of(const SqlType& type, const Make& make) {
    auto description = std::make_shared<RowDescription>();
    ColumnDescription column;
    column.name = "value";
    column.format = wire_oid(type);
    column.type = type;
    description->columns.push_back(std::move(column));
    ParameterBuffer cells;
    for (std::size_t i = 0; i < row_count; ++i) cells.add(make(static_cast<int>(i)), type);
    const std::shared_ptr<std::byte[]> slab(new std::byte[cells.bytes().size()]);
    std::copy(cells.bytes().begin(), cells.bytes().end(), slab.get());
    RowBuffer rows(std::move(description));
    rows.keep(slab);
    const std::byte* at = slab.get();
    for (std::size_t i = 0; i < row_count; ++i) {
        rows.add_row(at);
        rows.read_cell(at, 0);
    }
    return rows;
}

// CPU time, so that a busy machine does not count.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double walk(const RowBuffer& rows) {
    const double begin = cpu_seconds();
    constexpr int rounds = 20000;
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::byte* at = rows.row(i);
            Cell cell = rows.read_cell(at, 0);
            benchmark::DoNotOptimize(cell);
        }
    }
    return (cpu_seconds() - begin) / rounds / static_cast<double>(rows.size());
}

template <class T, class Make>
void read(benchmark::State& state, const SqlType& type, const Make& make) {
    const RowBuffer rows = rows_of(type, make);
    const double walked = walk(rows);
    const double begin = cpu_seconds();
    for (auto unused : state) {
        static_cast<void>(unused);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::byte* at = rows.row(i);
            T value = Codec<T>::decode(rows.read_cell(at, 0));
            benchmark::DoNotOptimize(value);
        }
    }
    const double time = cpu_seconds() - begin;
    const double cells = static_cast<double>(state.iterations()) * static_cast<double>(rows.size());
    state.SetItemsProcessed(static_cast<std::int64_t>(cells));
    state.counters["ns/cell"] = time / cells * 1e9;
    state.counters["x walk"] = time / cells / walked;
}

const std::string word = "some name of common length";

void read_int8(benchmark::State& state) {
    read<std::int64_t>(state, BigInteger(), [](int i) { return std::int64_t{i} * 1000003; });
}
void read_float8(benchmark::State& state) {
    read<double>(state, Double(), [](int i) { return i / 7.0; });
}
void read_text_view(benchmark::State& state) {
    read<std::string_view>(state, Text(), [](int) { return std::string_view(word); });
}
void read_text(benchmark::State& state) {
    read<std::string>(state, Text(), [](int) { return std::string_view(word); });
}
void read_timestamptz(benchmark::State& state) {
    read<Timestamptz>(state, DateTime(with_timezone), [](int i) { return Timestamptz(std::chrono::seconds(i)); });
}
void read_numeric(benchmark::State& state) {
    read<Decimal>(state, Numeric(),
                  [](int i) { return Decimal(std::string_view("12345." + std::to_string(1000 + i))); });
}
void read_jsonb_view(benchmark::State& state) {
    read<std::string_view>(state, Jsonb(), [](int) { return std::string_view("{\"name\": \"ada\", \"age\": 36}"); });
}
void read_int4_array(benchmark::State& state) {
    read<std::vector<std::int32_t>>(state, Array(Integer()), [](int i) { return std::vector<std::int32_t>(100, i); });
}

BENCHMARK(read_int8);
BENCHMARK(read_float8);
BENCHMARK(read_text_view);
BENCHMARK(read_text);
BENCHMARK(read_timestamptz);
BENCHMARK(read_numeric);
BENCHMARK(read_jsonb_view);
BENCHMARK(read_int4_array);

}  // namespace

BENCHMARK_MAIN();
