#include "cluster/node_query.hpp"

#include "sql/pinned.hpp"
#include <azoth/engine/execution_options.hpp>
#include <azoth/sql/text.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace azoth {
namespace detail {
namespace {

using Clock = std::chrono::steady_clock;

// System identifier, timeline, LSN. The timeline of a primary is in the names of its log files; the control file has it
// only after the next checkpoint. A standby's is that of the log it receives, which only members of pg_read_all_stats
// see, or that of its last restart point. The LSN of a primary is the end of what is inserted, which is never before
// the record of a COMMIT that was answered, even with synchronous_commit = off.
constexpr const char* position_columns =
    "(pg_catalog.pg_control_system()).system_identifier AS system, "
    "CASE WHEN pg_catalog.pg_is_in_recovery() THEN GREATEST((SELECT received_tli FROM "
    "pg_catalog.pg_stat_wal_receiver), "
    "(pg_catalog.pg_control_checkpoint()).timeline_id)::int8 "
    "ELSE ('x' || pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8))"
    "::bit(32)::int8 END AS timeline, "
    "pg_catalog.pg_wal_lsn_diff(CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn() "
    "ELSE pg_catalog.pg_current_wal_insert_lsn() END, '0/0')::int8 AS lsn";

const auto& position_query() {
    static const auto query =
        text(pinned(std::string("SELECT ") + position_columns)).columns<std::int64_t, std::int64_t, std::int64_t>();
    return query;
}

// The lag is the time since the last transaction that was replayed, unless all that was received is replayed.
const auto& node_query() {
    static const auto query =
        text(pinned(std::string("SELECT ") + position_columns +
                    ", pg_catalog.pg_is_in_recovery() AS in_recovery, "
                    "pg_catalog.current_setting('default_transaction_read_only')::bool AS read_only, "
                    "CASE WHEN pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn() THEN 0 "
                    "ELSE pg_catalog.date_part('epoch', (pg_catalog.clock_timestamp() - "
                    "pg_catalog.pg_last_xact_replay_timestamp()))::float8 END AS lag"))
            .columns<std::int64_t, std::int64_t, std::int64_t, bool, bool, std::optional<double>>();
    return query;
}

template <class Row>
Position position_of(const Row& row) {
    return Position(static_cast<std::uint64_t>(row.template get<0>()),
                    static_cast<std::uint32_t>(row.template get<1>()),
                    static_cast<std::uint64_t>(row.template get<2>()));
}

}  // namespace

task<NodeReport> query_node(AsyncConnection& connection, std::chrono::milliseconds limit) {
    const auto asked = Clock::now();
    const auto result = co_await connection.execute(node_query(), timeout(limit));
    const auto row = result.one();
    NodeReport report;
    report.position = position_of(row);
    report.in_recovery = row.template get<3>();
    report.read_only = row.template get<4>();
    if (const std::optional<double> seconds = row.template get<5>()) {
        report.replay_lag = std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
    }
    report.answer_time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - asked);
    co_return report;
}

task<Position> query_position(AsyncEngine engine) {
    const auto result = co_await engine.execute(position_query());
    const auto row = result.one();
    co_return position_of(row);
}

}  // namespace detail

task<Position> position(AsyncConnection& connection) {
    const auto result = co_await connection.execute(detail::position_query());
    const auto row = result.one();
    co_return detail::position_of(row);
}

}  // namespace azoth
