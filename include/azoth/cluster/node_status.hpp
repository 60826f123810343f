#pragma once

#include <azoth/cluster/position.hpp>
#include <azoth/engine/pool_status.hpp>
#include <azoth/export.hpp>

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What is known of a node of a cluster at the time of Cluster::nodes(), and its counters since the cluster was made.
struct NodeStatus {
    std::string name;           ///< host and port as in the URL: "db1.example.com:5433"
    bool reachable = false;     ///< whether it answered the last query
    bool in_recovery = false;   ///< whether it is a standby
    bool read_only = false;     ///< whether its default_transaction_read_only is on
    bool draining = false;      ///< whether Cluster::drain() keeps work away from it
    bool takes_writes = false;  ///< whether it is used as the primary
    bool takes_reads = false;   ///< whether it is used as a standby
    /// Why it is used neither as the primary nor as a standby; empty if it is used.
    std::string reason;
    std::optional<Position> position;  ///< of its last answer; empty: it has not answered yet
    /// How far the replay of a standby lags, as the standby reports it. Empty: not known, or no standby.
    std::optional<std::chrono::milliseconds> replay_lag;
    std::chrono::microseconds answer_time{0};  ///< how long the monitoring query takes, averaged

    std::uint64_t chosen = 0;  ///< calls, or attempts of calls, that were sent to it
    std::uint64_t failed = 0;  ///< attempts that failed because of the node
    std::uint64_t lost = 0;    ///< how often it was lost: it did not answer after it had answered
    PoolStatus pool;           ///< of its engine

    /// One line for people.
    std::string to_string() const;
    /// Prints to_string().
    friend std::ostream& operator<<(std::ostream& out, const NodeStatus& status);
};

}  // namespace azoth

AZOTH_EXPORT_END
