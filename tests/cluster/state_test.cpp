#include "catch.hpp"
#include "cluster/cluster_state.hpp"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

// The decisions of a cluster, by tables of node reports: no server, no clock.
namespace az = azoth;
using namespace std::chrono_literals;
using az::Role;
using az::detail::ClusterState;
using az::detail::ClusterTime;
using az::detail::NodeId;
using az::detail::NodeReport;

namespace {

constexpr std::uint64_t this_system = 7001;
constexpr NodeId a = 1;
constexpr NodeId b = 2;
constexpr NodeId c = 3;

ClusterTime at(std::chrono::milliseconds time) { return ClusterTime() + 1h + time; }

NodeReport report_of(bool in_recovery, std::uint32_t timeline, std::uint64_t lsn) {
    NodeReport report;
    report.in_recovery = in_recovery;
    report.position = az::Position(this_system, timeline, lsn);
    report.answer_time = 1ms;
    return report;
}
NodeReport primary(std::uint32_t timeline = 1, std::uint64_t lsn = 100) { return report_of(false, timeline, lsn); }
NodeReport standby(std::uint32_t timeline = 1, std::uint64_t lsn = 100) { return report_of(true, timeline, lsn); }

// a is the primary, b and c are standbys.
struct Three {
    explicit Three(const ClusterState::Limits& limits = {}) : state(limits) {
        state.add(a, "a");
        state.add(b, "b");
        state.add(c, "c");
        state.answered(a, primary(), at(0ms));
        state.answered(b, standby(), at(0ms));
        state.answered(c, standby(), at(0ms));
    }

    // position_due: 100 ms.
    std::optional<NodeId> choose(const az::on& route, std::chrono::milliseconds now = 1ms) {
        return state.choose(route, at(100ms), at(now)).node;
    }
    std::optional<NodeId> choose(Role role) { return choose(az::on(role)); }
    // Of many choices, sorted.
    std::vector<NodeId> chosen(Role role) {
        std::vector<NodeId> all;
        for (int i = 0; i < 12; ++i) {
            if (const auto node = choose(role)) all.push_back(*node);
        }
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }

    ClusterState state;
};

using Nodes = std::vector<NodeId>;

}  // namespace

TEST_CASE("Each role has its nodes", "[cluster]") {
    Three cluster;
    CHECK(cluster.chosen(Role::primary) == Nodes{a});
    CHECK(cluster.chosen(Role::standby) == Nodes{b, c});
    CHECK(cluster.chosen(Role::prefer_standby) == Nodes{b, c});
    CHECK(cluster.chosen(Role::prefer_primary) == Nodes{a});
    CHECK(cluster.chosen(Role::any) == Nodes{a, b, c});
}

TEST_CASE("A node that has not answered yet gets no work", "[cluster]") {
    ClusterState state({});
    state.add(a, "a");
    CHECK_FALSE(state.choose(az::on(Role::any), at(0ms), at(0ms)).node);
    CHECK(state.missing(az::on(Role::primary), 5s) ==
          "no primary among \"a\" within 5000 ms: \"a\" has not answered yet");
}

TEST_CASE("Without a primary, roles that prefer a node take the other kind", "[cluster]") {
    Three cluster;
    CHECK(cluster.state.unreachable(a, "connection refused"));
    CHECK(cluster.chosen(Role::primary).empty());
    CHECK(cluster.chosen(Role::prefer_primary) == Nodes{b, c});
    CHECK(cluster.chosen(Role::any) == Nodes{b, c});
}

TEST_CASE("Without standbys, roles that prefer one take the primary", "[cluster]") {
    Three cluster;
    cluster.state.unreachable(b, "");
    cluster.state.unreachable(c, "");
    CHECK(cluster.chosen(Role::standby).empty());
    CHECK(cluster.chosen(Role::prefer_standby) == Nodes{a});
}

TEST_CASE("A node is lost once, when it stops answering", "[cluster]") {
    Three cluster;
    CHECK(cluster.state.unreachable(b, "timeout"));
    CHECK_FALSE(cluster.state.unreachable(b, "timeout"));
    cluster.state.answered(b, standby(), at(10ms));
    CHECK(cluster.state.unreachable(b, "timeout"));
    CHECK(cluster.state.status()[1].second.lost == 2);
}

TEST_CASE("A node that answers again gets work again", "[cluster]") {
    Three cluster;
    cluster.state.unreachable(b, "timeout");
    CHECK(cluster.chosen(Role::standby) == Nodes{c});
    cluster.state.answered(b, standby(), at(10ms));
    CHECK(cluster.chosen(Role::standby) == Nodes{b, c});
}

TEST_CASE("The promoted standby is the primary, and the old primary none, whatever it says", "[cluster]") {
    Three cluster;
    cluster.state.answered(b, primary(2), at(10ms));
    CHECK(cluster.chosen(Role::primary) == Nodes{b});
    cluster.state.answered(a, primary(1, 900), at(20ms));
    CHECK(cluster.chosen(Role::primary) == Nodes{b});
    CHECK(cluster.chosen(Role::any) == Nodes{b});
    // Not even when the new one is lost.
    cluster.state.unreachable(b, "timeout");
    CHECK(cluster.chosen(Role::primary).empty());
    CHECK(cluster.chosen(Role::any).empty());
}

TEST_CASE("A standby of the old primary is used when it follows the new one", "[cluster]") {
    Three cluster;
    cluster.state.answered(b, primary(2), at(10ms));
    CHECK(cluster.chosen(Role::standby).empty());
    CHECK(cluster.chosen(Role::prefer_standby) == Nodes{b});
    cluster.state.answered(c, standby(2), at(20ms));
    CHECK(cluster.chosen(Role::standby) == Nodes{c});
    cluster.state.answered(a, standby(2), at(30ms));
    CHECK(cluster.chosen(Role::standby) == Nodes{a, c});
}

TEST_CASE("Of two primaries on one timeline the one that has written more counts", "[cluster]") {
    Three cluster;
    cluster.state.answered(b, primary(1, 200), at(10ms));
    CHECK(cluster.chosen(Role::primary) == Nodes{b});
}

TEST_CASE("A primary that is read-only takes no writes", "[cluster]") {
    Three cluster;
    NodeReport report = primary();
    report.read_only = true;
    cluster.state.answered(a, report, at(10ms));
    CHECK(cluster.chosen(Role::primary).empty());
    CHECK(cluster.chosen(Role::prefer_primary) == Nodes{b, c});
    cluster.state.answered(a, primary(), at(20ms));
    CHECK(cluster.chosen(Role::primary) == Nodes{a});
}

TEST_CASE("A node on which work has failed fits after an answer to a later query", "[cluster]") {
    Three cluster;
    cluster.state.suspect(a, at(10ms));
    CHECK(cluster.chosen(Role::primary).empty());
    CHECK(cluster.state.choose(az::on(Role::primary), at(0ms), at(0ms)).ask == Nodes{a});
    cluster.state.answered(a, primary(), at(9ms));  // asked before the failure
    CHECK(cluster.chosen(Role::primary).empty());
    cluster.state.answered(a, primary(), at(10ms));
    CHECK(cluster.chosen(Role::primary) == Nodes{a});
}

TEST_CASE("A server of another cluster is not used", "[cluster]") {
    Three cluster;
    NodeReport foreign = primary(9, 900);
    foreign.position = az::Position(this_system + 1, 9, 900);
    cluster.state.answered(b, foreign, at(10ms));
    CHECK(cluster.chosen(Role::primary) == Nodes{a});
    CHECK(cluster.chosen(Role::any) == Nodes{a, c});
}

TEST_CASE("A node that is drained gets no work", "[cluster]") {
    Three cluster;
    cluster.state.drain(b, true);
    CHECK(cluster.chosen(Role::any) == Nodes{a, c});
    cluster.state.drain(b, false);
    CHECK(cluster.chosen(Role::any) == Nodes{a, b, c});
}

TEST_CASE("A standby that lags by more than the limit is not used", "[cluster]") {
    ClusterState::Limits limits;
    limits.max_replay_lag = 1s;
    Three cluster(limits);
    NodeReport late = standby();
    late.replay_lag = 1001ms;
    cluster.state.answered(b, late, at(10ms));
    CHECK(cluster.chosen(Role::standby) == Nodes{c});
    late.replay_lag = 1000ms;
    cluster.state.answered(b, late, at(20ms));
    CHECK(cluster.chosen(Role::standby) == Nodes{b, c});
}

TEST_CASE("The nearest of the fitting nodes is the one that answers fastest on average", "[cluster]") {
    ClusterState::Limits limits;
    limits.balance = az::Balance::nearest;
    Three cluster(limits);
    NodeReport slow = standby();
    slow.answer_time = 5ms;
    cluster.state.answered(b, slow, at(10ms));
    CHECK(cluster.chosen(Role::standby) == Nodes{c});
    cluster.state.answered(c, slow, at(20ms));
    cluster.state.answered(c, slow, at(30ms));
    CHECK(cluster.chosen(Role::standby) == Nodes{b});
}

TEST_CASE("A call with at_least() goes to standbys that have replayed that far", "[cluster]") {
    Three cluster;
    const az::on route = az::on(Role::prefer_standby).at_least(az::Position(this_system, 1, 150));
    cluster.state.answered(c, standby(1, 150), at(10ms));
    CHECK(cluster.choose(route) == c);
    CHECK(cluster.choose(route) == c);
}

TEST_CASE("While no standby has replayed far enough they are asked again, and then the primary is used", "[cluster]") {
    Three cluster;
    const az::on route = az::on(Role::prefer_standby).at_least(az::Position(this_system, 1, 150));
    const auto early = cluster.state.choose(route, at(100ms), at(99ms));
    CHECK_FALSE(early.node);
    CHECK(early.ask == Nodes{b, c});
    CHECK(cluster.choose(route, 100ms) == a);
    // A call for standbys alone waits on.
    CHECK_FALSE(cluster.choose(az::on(Role::standby).at_least(*route.position()), 100ms));
}

TEST_CASE("A position of a later timeline than the primary's waits for the primary of that timeline", "[cluster]") {
    Three cluster;
    const az::on route = az::on(Role::prefer_standby).at_least(az::Position(this_system, 2, 50));
    CHECK_FALSE(cluster.choose(route, 200ms));
    cluster.state.answered(b, primary(2, 120), at(300ms));
    CHECK(cluster.choose(route, 301ms) == b);
}

TEST_CASE("A position of another cluster is read from the primary", "[cluster]") {
    Three cluster;
    CHECK(cluster.choose(az::on(Role::prefer_standby).at_least(az::Position(1, 1, 1)), 200ms) == a);
}

TEST_CASE("The message of a call without a node names every node and what is wrong with it", "[cluster]") {
    Three cluster;
    cluster.state.unreachable(a, "connection refused");
    cluster.state.drain(c, true);
    CHECK(cluster.state.missing(az::on(Role::primary), 250ms) ==
          "no primary among \"a\", \"b\", \"c\" within 250 ms: \"a\" cannot be reached: connection refused; \"b\" is a "
          "standby; \"c\" is being drained");
}

TEST_CASE("A node that was removed is forgotten", "[cluster]") {
    Three cluster;
    cluster.state.remove(b);
    cluster.state.answered(b, primary(7), at(10ms));
    CHECK_FALSE(cluster.state.unreachable(b, ""));
    CHECK(cluster.chosen(Role::any) == Nodes{a, c});
}

TEST_CASE("The status of a node says what it is used for, or why it is not", "[cluster]") {
    Three cluster;
    cluster.state.unreachable(c, "connection refused");
    const auto status = cluster.state.status();
    REQUIRE(status.size() == 3);
    CHECK(status[0].second.takes_writes);
    CHECK(status[0].second.reason.empty());
    CHECK(status[1].second.takes_reads);
    CHECK_FALSE(status[1].second.takes_writes);
    CHECK(status[2].second.reason == "cannot be reached: connection refused");
}
