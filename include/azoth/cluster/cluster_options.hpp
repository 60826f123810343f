#pragma once

#include <azoth/cluster/role.hpp>
#include <azoth/cluster/topology.hpp>
#include <azoth/engine/engine_options.hpp>
#include <azoth/export.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How one of several fitting nodes is chosen.
enum class Balance : std::uint8_t {
    round_robin,  ///< one after the other
    nearest       ///< the one that answers the monitoring queries fastest
};

/// Options of a cluster. Not an aggregate, so that it may be made inside an awaited expression.
class ClusterOptions {
public:
    /// Sets the defaults shown below.
    ClusterOptions();

    /// Options of the engine of each node, its pool included. `connect_timeout` is at most node_timeout there, and
    /// `fail_fast` is set: calls look for another node instead of waiting for one that cannot be reached.
    EngineOptions engine;

    /// How often each node is asked for its role and its position.
    std::chrono::milliseconds interval{250};
    /// How long a node may take to answer these queries, or a connection for them, before it counts as lost. Everything
    /// in flight on a lost node fails at once.
    std::chrono::milliseconds node_timeout{1'000};
    /// How long a call waits for a fitting node when it sets no deadline (on::within()).
    std::chrono::milliseconds node_wait{5'000};
    /// How long a call with on::at_least() waits for a standby that has replayed that far before it is executed on the
    /// primary instead.
    std::chrono::milliseconds position_wait{100};
    /// Standbys whose replay lags by more than this are not used. Not set: any lag is accepted.
    std::optional<std::chrono::milliseconds> max_replay_lag;
    /// How one of several fitting nodes is chosen.
    Balance balance = Balance::round_robin;
    /// Where execute() and its variants without `on` execute a query that is known to have no effects
    /// (StatementText::reads_only); everything else is executed on the primary. With another role than Role::primary
    /// each such call compiles its statement twice, unless it is a query().
    Role reads = Role::primary;

    /// Gives the nodes; null: the hosts of the URL.
    std::shared_ptr<Topology> topology;
    /// How often the topology is asked.
    std::chrono::milliseconds topology_interval{5'000};
};

}  // namespace azoth

AZOTH_EXPORT_END
