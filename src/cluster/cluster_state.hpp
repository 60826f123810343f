#pragma once

#include <azoth/cluster/cluster_options.hpp>
#include <azoth/cluster/node_status.hpp>
#include <azoth/cluster/role.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace azoth::detail {

using ClusterTime = std::chrono::steady_clock::time_point;
using NodeId = std::uint64_t;

/// What a node answers when it is asked how it is.
struct NodeReport {
    bool in_recovery = false;
    bool read_only = false;
    Position position{0, 0, 0};
    std::optional<std::chrono::milliseconds> replay_lag;
    std::chrono::microseconds answer_time{0};
};

/// Which node a call is to be executed on.
struct NodeChoice {
    std::optional<NodeId> node;
    /// If there is none: nodes that may fit once they have answered again, and are to be asked at once.
    std::vector<NodeId> ask;
};

/// Decides which node of a cluster is the primary, which standbys are used, and where a call is executed. No clock, no
/// thread, no I/O.
///
/// A node fits only while its last answer is newer than the last failure on it. Of several primaries the one of the
/// highest timeline counts; a node of a lower timeline than the highest that was ever reported is used for nothing: it
/// is an old primary, or a standby that follows one.
class ClusterState {
public:
    struct Limits {
        std::optional<std::chrono::milliseconds> max_replay_lag;
        Balance balance = Balance::round_robin;
    };
    explicit ClusterState(const Limits& limits) noexcept : limits_(limits) {}

    void add(NodeId id, std::string name);
    void remove(NodeId id);

    /// The node has answered a query that was sent at `asked`.
    void answered(NodeId id, const NodeReport& report, ClusterTime asked);
    /// The node has not answered. Returns whether it had answered before: it is lost.
    bool unreachable(NodeId id, std::string why);
    /// Work has failed on the node, because of the node: it fits again after its next answer.
    void suspect(NodeId id, ClusterTime when);
    void drain(NodeId id, bool on);

    /// position_due: until then a call that would also go to the primary waits for a standby that has replayed far
    /// enough.
    NodeChoice choose(const on& route, ClusterTime position_due, ClusterTime now);

    /// Why no node fits: "no primary among "a", "b" within 5000 ms: ...".
    std::string missing(const on& route, std::chrono::milliseconds waited) const;
    /// What is known of the nodes, in the order in which they were added; without pools.
    std::vector<std::pair<NodeId, NodeStatus>> status() const;

private:
    struct Node {
        std::string name;
        std::optional<NodeReport> report;  // the last
        bool reachable = false;
        std::string error;  // why it is not reachable
        ClusterTime asked{};
        std::optional<ClusterTime> suspected;
        bool draining = false;
        std::uint64_t chosen = 0;
        std::uint64_t failed = 0;
        std::uint64_t lost = 0;
    };
    using Nodes = std::map<NodeId, Node>;

    /// Why a node is not used.
    enum class Unfit {
        none,  ///< it is used
        unreachable,
        draining,
        foreign,  ///< of another system identifier
        old_timeline,
        suspected,
        standby,
        primary,
        read_only,
        lagging
    };
    /// For nothing; as the primary; as a standby.
    Unfit unfit(const Node& node) const noexcept;
    Unfit unfit_as_primary(const Node& node) const noexcept;
    Unfit unfit_as_standby(const Node& node) const noexcept;
    /// The reason as the end of a sentence about the node; empty for Unfit::none.
    std::string describe(const Node& node, Unfit reason) const;
    std::optional<NodeId> find_primary() const;
    std::optional<NodeId> pick(const std::vector<NodeId>& fitting);

    Limits limits_;
    Nodes nodes_;
    std::optional<std::uint64_t> system_;  // identifier of the first node that answered
    std::uint32_t timeline_ = 0;           // the highest that a node has reported
    std::size_t turn_ = 0;
};

}  // namespace azoth::detail
