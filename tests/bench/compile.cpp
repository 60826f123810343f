// Building and compiling statements. Instructions beside the times: tests/bench/instructions.

#include <azoth/expression/func.hpp>
#include <azoth/postgresql/dialect.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/compare.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

namespace az = azoth;
using az::Param;

namespace {

struct Users {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name", az::String(40)};
    az::Column<std::optional<std::string>> email{"email"};
    az::Column<std::optional<std::int32_t>> age{"age"};
    az::Column<std::int64_t> team_id{"team_id"};
};
struct Orders {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::int64_t> user_id{"user_id"};
    az::Column<std::string> status{"status"};
    az::Column<double> total{"total"};
};
struct Items {
    az::Column<std::int64_t> order_id{"order_id", az::primary_key};
    az::Column<std::int32_t> product_id{"product_id", az::primary_key};
    az::Column<std::int32_t> quantity{"quantity"};
    az::Column<double> price{"price"};
};

az::MetaData metadata;
const az::Table<Users> users{"users", metadata};
const az::Table<Orders> orders{"orders", metadata};
const az::Table<Items> items{"items", metadata};

const az::Dialect& dialect = az::postgresql::dialect();

auto by_key(std::int64_t id) { return select(users.id, users.name).where(users.id == id); }

auto three_tables(const std::string& status) {
    return select(users.id, users.name, users.email, orders.id, orders.status, orders.total, items.product_id,
                  items.quantity)
        .join(orders, orders.user_id == users.id)
        .join(items, items.order_id == orders.id)
        .where(orders.status == status, orders.total > 10.0, items.quantity >= 2, users.age < 40);
}

auto ranked() {
    const auto spent = az::func::sum(orders.total).label("spent");
    const auto top = select(orders.user_id, spent).group_by(orders.user_id).cte("top");
    const auto place =
        az::func::rank().over(az::partition_by(users.team_id).order_by(top[spent].desc())).label("place");
    return select(users.name, top[spent], place)
        .join(top, top[orders.user_id] == users.id)
        .where(top[spent] > 100.0)
        .order_by(users.name)
        .limit(10);
}

const auto user_by_id =
    az::query([](Param<std::int64_t> id) { return select(users.id, users.name).where(users.id == id); });

void build_and_compile_key(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(az::compile(by_key(7), dialect));
}
void prepare_key(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(az::prepare(by_key(7), dialect));
}
void build_and_compile_join(benchmark::State& state) {
    const std::string status = "paid";
    for (auto _ : state) benchmark::DoNotOptimize(az::compile(three_tables(status), dialect));
}
void build_and_compile_window(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(az::compile(ranked(), dialect));
}
void bind_query(benchmark::State& state) {
    std::int64_t id = 0;
    for (auto _ : state) benchmark::DoNotOptimize(user_by_id(++id));
}
void prepare_query(benchmark::State& state) {
    std::int64_t id = 0;
    for (auto _ : state) benchmark::DoNotOptimize(az::prepare(user_by_id(++id), dialect));
}
void build_key(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(by_key(7));
}
void build_join(benchmark::State& state) {
    const std::string status = "paid";
    for (auto _ : state) benchmark::DoNotOptimize(three_tables(status));
}
void build_window(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(ranked());
}
void insert_row(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            az::compile(insert(orders).values(orders.user_id = 1, orders.status = "new", orders.total = 9.5), dialect));
    }
}
// What a cache of statements built at run time would cost at each of its hits: the hash, and a comparison with what was
// found under it.
void hash_key(benchmark::State& state) {
    const auto statement = by_key(7);
    for (auto _ : state) benchmark::DoNotOptimize(az::hash(statement));
}
void hash_join(benchmark::State& state) {
    const auto statement = three_tables("paid");
    for (auto _ : state) benchmark::DoNotOptimize(az::hash(statement));
}
void hash_window(benchmark::State& state) {
    const auto statement = ranked();
    for (auto _ : state) benchmark::DoNotOptimize(az::hash(statement));
}
void same_key(benchmark::State& state) {
    const auto known = by_key(7);
    const auto statement = by_key(7);
    for (auto _ : state) benchmark::DoNotOptimize(az::same(known, statement));
}
void same_join(benchmark::State& state) {
    const auto known = three_tables("paid");
    const auto statement = three_tables("paid");
    for (auto _ : state) benchmark::DoNotOptimize(az::same(known, statement));
}
void same_window(benchmark::State& state) {
    const auto known = ranked();
    const auto statement = ranked();
    for (auto _ : state) benchmark::DoNotOptimize(az::same(known, statement));
}

// Under callgrind every round takes the same: AZOTH_BENCH_ITERATIONS says how many there are.
void add(const char* name, void (*function)(benchmark::State&)) {
    auto* const added = benchmark::RegisterBenchmark(name, function);
    if (const char* const rounds = std::getenv("AZOTH_BENCH_ITERATIONS")) added->Iterations(std::atoll(rounds));
}

}  // namespace

int main(int argc, char** argv) {
    add("build_and_compile_key", build_and_compile_key);
    add("build_and_compile_join", build_and_compile_join);
    add("build_and_compile_window", build_and_compile_window);
    add("bind_query", bind_query);
    add("prepare_query", prepare_query);
    add("prepare_key", prepare_key);
    add("build_key", build_key);
    add("build_join", build_join);
    add("build_window", build_window);
    add("insert_row", insert_row);
    add("hash_key", hash_key);
    add("hash_join", hash_join);
    add("hash_window", hash_window);
    add("same_key", same_key);
    add("same_join", same_join);
    add("same_window", same_window);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
