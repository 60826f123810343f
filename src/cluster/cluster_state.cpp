#include "cluster/cluster_state.hpp"

#include <algorithm>
#include <utility>

namespace azoth::detail {
namespace {

// The weight of the newest answer in the average of answer times.
constexpr int answer_weight = 4;

std::chrono::microseconds averaged(std::chrono::microseconds before, std::chrono::microseconds now) {
    return before + (now - before) / answer_weight;
}

std::string needed(Role role) {
    switch (role) {
        case Role::primary: return "primary";
        case Role::standby: return "standby";
        default: return "usable node";
    }
}

std::string quoted(const std::string& name) { return '"' + name + '"'; }

}  // namespace

void ClusterState::add(NodeId id, std::string name) { nodes_[id].name = std::move(name); }

void ClusterState::remove(NodeId id) { nodes_.erase(id); }

void ClusterState::answered(NodeId id, const NodeReport& report, ClusterTime asked) {
    const auto found = nodes_.find(id);
    if (found == nodes_.end()) return;
    Node& node = found->second;
    const std::optional<NodeReport> before = std::exchange(node.report, report);
    if (before) node.report->answer_time = averaged(before->answer_time, report.answer_time);
    node.reachable = true;
    node.error.clear();
    node.asked = asked;
    if (node.suspected && *node.suspected <= asked) node.suspected.reset();
    if (!system_) system_ = report.position.system();
    if (report.position.system() == *system_) timeline_ = std::max(timeline_, report.position.timeline());
}

bool ClusterState::unreachable(NodeId id, std::string why) {
    const auto found = nodes_.find(id);
    if (found == nodes_.end()) return false;
    Node& node = found->second;
    node.error = std::move(why);
    const bool lost = std::exchange(node.reachable, false);
    if (lost) ++node.lost;
    return lost;
}

void ClusterState::suspect(NodeId id, ClusterTime when) {
    const auto found = nodes_.find(id);
    if (found == nodes_.end()) return;
    Node& node = found->second;
    ++node.failed;
    node.suspected = std::max(node.suspected.value_or(when), when);
}

void ClusterState::drain(NodeId id, bool on) {
    if (const auto found = nodes_.find(id); found != nodes_.end()) found->second.draining = on;
}

std::string ClusterState::unusable(const Node& node) const {
    if (!node.reachable) {
        if (node.error.empty()) return "has not answered yet";
        return "cannot be reached: " + node.error;
    }
    if (node.draining) return "is being drained";
    const Position& at = node.report->position;
    if (at.system() != *system_)
        return "belongs to another cluster (system identifier " + std::to_string(at.system()) + ")";
    if (at.timeline() < timeline_) {
        return "is on timeline " + std::to_string(at.timeline()) + ", the cluster on " + std::to_string(timeline_);
    }
    if (node.suspected) return "has failed and has not answered since";
    return {};
}

std::string ClusterState::not_primary(const Node& node) const {
    if (std::string why = unusable(node); !why.empty()) return why;
    if (node.report->in_recovery) return "is a standby";
    if (node.report->read_only) return "is read-only";
    return {};
}

std::string ClusterState::not_standby(const Node& node) const {
    if (std::string why = unusable(node); !why.empty()) return why;
    if (!node.report->in_recovery) return "is a primary";
    const auto lag = node.report->replay_lag;
    if (limits_.max_replay_lag && lag && *lag > *limits_.max_replay_lag) {
        return "lags by " + std::to_string(lag->count()) + " ms";
    }
    return {};
}

std::optional<NodeId> ClusterState::find_primary() const {
    std::optional<NodeId> best;
    std::uint64_t lsn = 0;
    for (const auto& [id, node] : nodes_) {
        if (!not_primary(node).empty()) continue;
        // Two on one timeline: a copy of the primary was started as a primary. The one that has written more counts.
        if (best && node.report->position.lsn() <= lsn) continue;
        best = id;
        lsn = node.report->position.lsn();
    }
    return best;
}

std::optional<NodeId> ClusterState::pick(const std::vector<NodeId>& fitting) {
    if (fitting.empty()) return std::nullopt;
    if (limits_.balance == Balance::nearest) {
        return *std::min_element(fitting.begin(), fitting.end(), [&](NodeId a, NodeId b) {
            return nodes_.at(a).report->answer_time < nodes_.at(b).report->answer_time;
        });
    }
    return fitting[turn_++ % fitting.size()];
}

NodeChoice ClusterState::choose(const on& route, ClusterTime position_due, ClusterTime now) {
    std::optional<NodeId> primary = find_primary();
    std::vector<NodeId> standbys;
    std::vector<NodeId> behind;  // standbys that have not replayed far enough
    NodeChoice choice;
    for (const auto& [id, node] : nodes_) {
        if (node.suspected) choice.ask.push_back(id);
        if (!not_standby(node).empty()) continue;
        const bool includes = !route.position() || node.report->position.includes(*route.position());
        (includes ? standbys : behind).push_back(id);
    }
    if (primary && route.position()) {
        // A token of a later timeline than this primary's: another program has seen a failover before this one.
        const Position& at = nodes_.at(*primary).report->position;
        const Position& seen = *route.position();
        if (at.system() == seen.system() && at.timeline() < seen.timeline()) {
            choice.ask.push_back(*primary);
            primary.reset();
        }
    }
    switch (route.role()) {
        case Role::primary: choice.node = primary; break;
        case Role::prefer_primary: choice.node = primary ? primary : pick(standbys); break;
        case Role::standby: choice.node = pick(standbys); break;
        case Role::prefer_standby:
            choice.node = pick(standbys);
            if (!choice.node && (behind.empty() || now >= position_due)) choice.node = primary;
            break;
        case Role::any:
            if (primary) standbys.push_back(*primary);
            choice.node = pick(standbys);
            break;
    }
    if (!choice.node) {
        if (route.role() != Role::primary) choice.ask.insert(choice.ask.end(), behind.begin(), behind.end());
        return choice;
    }
    choice.ask.clear();
    ++nodes_.at(*choice.node).chosen;
    return choice;
}

std::string ClusterState::missing(const on& route, std::chrono::milliseconds waited) const {
    std::string names;
    std::string reasons;
    for (const auto& [id, node] : nodes_) {
        std::string why;
        switch (route.role()) {
            case Role::primary: why = not_primary(node); break;
            case Role::standby: why = not_standby(node); break;
            default: why = not_standby(node).empty() ? std::string() : not_primary(node); break;
        }
        if (why.empty()) why = "has not replayed the log up to the position of at_least()";
        names += (names.empty() ? "" : ", ") + quoted(node.name);
        reasons += (reasons.empty() ? "" : "; ") + quoted(node.name) + ' ' + why;
    }
    return "no " + needed(route.role()) + " among " + names + " within " + std::to_string(waited.count()) +
           " ms: " + reasons;
}

std::vector<std::pair<NodeId, NodeStatus>> ClusterState::status() const {
    std::vector<std::pair<NodeId, NodeStatus>> all;
    const std::optional<NodeId> primary = find_primary();
    for (const auto& [id, node] : nodes_) {
        NodeStatus status;
        status.name = node.name;
        status.reachable = node.reachable;
        status.draining = node.draining;
        if (node.report) {
            status.in_recovery = node.report->in_recovery;
            status.read_only = node.report->read_only;
            status.position = node.report->position;
            status.answer_time = node.report->answer_time;
            if (node.report->in_recovery) status.replay_lag = node.report->replay_lag;
        }
        status.takes_writes = primary == id;
        status.takes_reads = not_standby(node).empty();
        if (!status.takes_writes && !status.takes_reads) {
            status.reason = not_primary(node);
            if (node.report && node.report->in_recovery) status.reason = not_standby(node);
            if (status.reason.empty()) status.reason = "is behind another primary of its timeline";
        }
        status.chosen = node.chosen;
        status.failed = node.failed;
        status.lost = node.lost;
        all.emplace_back(id, std::move(status));
    }
    return all;
}

}  // namespace azoth::detail
