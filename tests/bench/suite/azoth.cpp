// azoth: each cell is read as the type of its column. CONNECTIONS coroutines on one thread, each with its own
// connection, outside of transactions; with a DEPTH above 1, that number of coroutines share the connections through
// AsyncEngine::execute().

#include "workloads.hpp"
#include "written_rows.hpp"
#include <azoth/azoth.hpp>
#include <azoth/copy.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace {

namespace az = azoth;
using namespace bench;

az::MetaData meta;

struct AccountColumns {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name"};
    az::Column<std::int64_t> balance{"balance"};
};
const az::Table<AccountColumns> account{"bench_account", meta};

const auto one = az::query([] { return az::text("SELECT 1+1").columns<std::int32_t>(); });
const auto lookup = az::query([](az::Param<std::int32_t> id) {
    return select(account.id, account.name, account.balance).where(account.id == id);
});
const auto types = az::query([](az::Param<std::int32_t> modifier, az::Param<bool> defined) {
    return az::text(
               "SELECT typname, typnamespace, typowner, typlen, typbyval, typcategory, typispreferred, typisdefined, "
               "typdelim, typrelid, typelem, typarray FROM pg_type WHERE typtypmod = :modifier AND typisdefined = "
               ":defined")
        .bind("modifier", modifier)
        .bind("defined", defined)
        .columns<std::string_view, az::Oid, az::Oid, std::int16_t, bool, std::string_view, bool, bool, std::string_view,
                 az::Oid, az::Oid, az::Oid>();
});
const auto series = az::query([](az::Param<std::int32_t> count) {
    return az::text("SELECT i FROM generate_series(1, :count) AS i").bind("count", count).columns<std::int32_t>();
});
const auto bytes =
    az::query([] { return az::text("SELECT * FROM bench_bytes").columns<std::span<const std::byte>>(); });
const auto arrays =
    az::query([] { return az::text("SELECT * FROM bench_arrays").columns<std::vector<std::int32_t>>(); });

/// Rows of a stream that are read together.
constexpr std::size_t window = 2'000;

/// Reads every cell of every row; returns how many rows.
template <class R>
std::uint64_t read(const R& result) {
    for (const auto& row : result) {
        std::apply([](const auto&... cells) { (keep(cells), ...); }, row.tuple());
    }
    return result.size();
}

az::task<std::uint64_t> ask(az::AsyncConnection& conn, const std::string& workload) {
    if (workload == "lookup") co_return read(co_await conn.execute(lookup(random_account())));
    if (workload == "lookup, built") {
        const std::int32_t id = random_account();
        co_return read(
            co_await conn.execute(select(account.id, account.name, account.balance).where(account.id == id)));
    }
    if (workload == "pg_type") co_return read(co_await conn.execute(types(-1, true)));
    if (workload == "series") co_return read(co_await conn.execute(series(1000)));
    if (workload == "bytes") co_return read(co_await conn.execute(bytes()));
    if (workload == "arrays") co_return read(co_await conn.execute(arrays()));
    if (workload == "batch") {
        static const std::vector<Written> rows(batch_rows);
        co_await conn.execute(insert(written_rows), rows);
        co_return batch_rows;
    }
    if (workload == "copy_in") {
        static const std::vector<Written> rows(copied_rows);
        co_return static_cast<std::uint64_t>(co_await az::copy_in(conn, written_rows, rows));
    }
    if (workload == "stream") {
        auto rows = co_await conn.stream(series(streamed_rows), az::yield_per(window));
        auto parts = rows.partitions(window);
        std::uint64_t count = 0;
        while (const auto part = co_await parts.next()) {
            for (const auto& row : *part) keep(row.get<0>());
            count += part->size();
        }
        co_return count;
    }
    if (workload == "one") co_return read(co_await conn.execute(one()));
    fail("azoth: no such workload");
}

az::task<void> work(az::AsyncEngine engine, std::string workload, Meter& meter) {
    auto conn = co_await engine.connect();
    while (!meter.is_over()) meter.add(co_await ask(conn, workload));
}

az::task<void> share(az::AsyncEngine engine, Meter& meter) {
    while (!meter.is_over()) meter.add(read(co_await engine.execute(lookup(random_account()))));
}

/// Coroutines that share the context until time is over.
void run(boost::asio::io_context& context, int count, const std::function<az::task<void>()>& make) {
    for (int i = 0; i < count; ++i) {
        co_spawn(context, make(), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
        });
    }
    context.restart();
    context.run();
}

}  // namespace

int main(int count, char** arguments) {
    const Call call = Call::parse(count, arguments);
    az::EngineOptions options;
    options.pool_size = static_cast<std::size_t>(call.connections);
    options.shared_connections = options.pool_size;
    if (call.workload != "stream") options.execution_options = az::Isolation::autocommit;
    boost::asio::io_context context(1);
    const auto engine =
        az::create_async_engine("postgresql://azoth@/azoth?host=" + call.directory + "&port=" + call.port, options);
    Meter meter(warm_up(call));
    const bool shares = call.depth > 1;
    const int coroutines = shares ? call.depth : call.connections;
    const auto make = [&] { return shares ? share(engine, meter) : work(engine, call.workload, meter); };
    run(context, coroutines, make);
    meter.restart(call.seconds);
    run(context, coroutines, make);
    meter.report("azoth", call.workload);
    run(context, 1, [&] { return engine.dispose(); });
}
