// azoth over SQLite, a database in memory: a million rows inserted one by one in one transaction, from a range, and
// read as a stream whose cells have the types of their columns.

#include "workloads.hpp"
#include "written_rows.hpp"
#include <azoth/azoth.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <ranges>
#include <string_view>

namespace {

namespace az = azoth;
using namespace bench;

az::task<std::uint64_t> insert_rows(az::AsyncConnection& conn) {
    const auto rows = std::views::iota(0, sqlite_rows) | std::views::transform(numbered);
    co_await conn.execute(insert(written_rows), rows);
    co_await conn.commit();
    co_return sqlite_rows;
}

az::task<std::uint64_t> read_rows(az::AsyncConnection& conn) {
    constexpr std::size_t window = 2'000;
    auto rows = co_await conn.stream(az::text(sqlite_question)
                                         .columns<std::int32_t, std::int32_t, std::int32_t, std::string_view, double,
                                                  std::int32_t, std::string_view>(),
                                     az::yield_per(window));
    auto parts = rows.partitions(window);
    std::uint64_t count = 0;
    while (const auto part = co_await parts.next()) {
        for (const auto& row : *part) std::apply([](const auto&... cells) { (keep(cells), ...); }, row.tuple());
        count += part->size();
    }
    co_return count;
}

az::task<void> work(std::string workload, double seconds) {
    auto engine = az::create_async_engine("sqlite://");
    auto conn = co_await engine.connect();
    co_await conn.exec_driver_sql(sqlite_table);
    co_await insert_rows(conn);
    const bool inserts = workload == "sqlite_insert";
    Meter meter(0);
    meter.restart(seconds);
    while (!meter.is_over()) {
        if (inserts) {
            co_await conn.execute(delete_from(written_rows));
            co_await conn.commit();
        }
        const std::uint64_t rows = inserts ? co_await insert_rows(conn) : co_await read_rows(conn);
        meter.add(rows);
    }
    meter.report("azoth", workload);
}

}  // namespace

int main(int count, char** arguments) {
    const Call call = Call::parse(count, arguments);
    boost::asio::io_context context(1);
    co_spawn(context, work(call.workload, call.seconds), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
    });
    context.run();
}
