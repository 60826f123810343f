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

ClusterState::Unfit ClusterState::unfit(const Node& node) const noexcept {
    if (!node.reachable) return Unfit::unreachable;
    if (node.draining) return Unfit::draining;
    const Position& at = node.report->position;
    if (at.system() != *system_) return Unfit::foreign;
    if (at.timeline() < timeline_) return Unfit::old_timeline;
    return node.suspected ? Unfit::suspected : Unfit::none;
}

ClusterState::Unfit ClusterState::unfit_as_primary(const Node& node) const noexcept {
    if (const Unfit reason = unfit(node); reason != Unfit::none) return reason;
    if (node.report->in_recovery) return Unfit::standby;
    return node.report->read_only ? Unfit::read_only : Unfit::none;
}

ClusterState::Unfit ClusterState::unfit_as_standby(const Node& node) const noexcept {
    if (const Unfit reason = unfit(node); reason != Unfit::none) return reason;
    if (!node.report->in_recovery) return Unfit::primary;
    const auto lag = node.report->replay_lag;
    return limits_.max_replay_lag && lag && *lag > *limits_.max_replay_lag ? Unfit::lagging : Unfit::none;
}

std::string ClusterState::describe(const Node& node, Unfit reason) const {
    switch (reason) {
        case Unfit::none: return {};
        case Unfit::unreachable:
            return node.error.empty() ? "has not answered yet" : "cannot be reached: " + node.error;
        case Unfit::draining: return "is being drained";
        case Unfit::foreign:
            return "belongs to another cluster (system identifier " + std::to_string(node.report->position.system()) +
                   ")";
        case Unfit::old_timeline:
            return "is on timeline " + std::to_string(node.report->position.timeline()) + ", the cluster on " +
                   std::to_string(timeline_);
        case Unfit::suspected: return "has failed and has not answered since";
        case Unfit::standby: return "is a standby";
        case Unfit::primary: return "is a primary";
        case Unfit::read_only: return "is read-only";
        case Unfit::lagging: return "lags by " + std::to_string(node.report->replay_lag->count()) + " ms";
    }
    return {};
}

std::optional<NodeId> ClusterState::find_primary() const {
    std::optional<NodeId> best;
    std::uint64_t lsn = 0;
    for (const auto& [id, node] : nodes_) {
        if (unfit_as_primary(node) != Unfit::none) continue;
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
        if (unfit_as_standby(node) != Unfit::none) continue;
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
        Unfit reason = unfit_as_standby(node);
        if (route.role() == Role::primary || (route.role() != Role::standby && reason != Unfit::none)) {
            reason = unfit_as_primary(node);
        }
        std::string why = describe(node, reason);
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
        status.takes_reads = unfit_as_standby(node) == Unfit::none;
        if (!status.takes_writes && !status.takes_reads) {
            const bool standby = node.report && node.report->in_recovery;
            status.reason = describe(node, standby ? unfit_as_standby(node) : unfit_as_primary(node));
            if (status.reason.empty()) status.reason = "has an older position than another primary of its timeline";
        }
        status.chosen = node.chosen;
        status.failed = node.failed;
        status.lost = node.lost;
        all.emplace_back(id, std::move(status));
    }
    return all;
}

}  // namespace azoth::detail
