#include "catch.hpp"
#include "cluster/load.hpp"
#include "cluster/own_servers.hpp"
#include "run_coroutine.hpp"

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <thread>

// Readers and writers at work while servers go and come. In AZOTH_TEST_CLUSTER_SCENARIOS: the names of the scenarios,
// in their order; see tests/cluster/run.
namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

// What the scenarios of one set of servers have in common.
struct Stage {
    Servers servers;
    az::Cluster db;
    std::int64_t last_id = 0;

    explicit Stage(bool pooled) : db(az::create_cluster(pooled ? servers.pooled_url() : servers.url())) {
        run(db.begin(create_tables));
    }
    static az::task<void> create_tables(az::AsyncConnection& conn) { co_await conn.create_all(cluster_tables); }
};

// How long writes could not succeed, whatever the client does.
using Outage = std::chrono::milliseconds;

Outage since(Clock::time_point begun) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
}

// A busy machine delays the promotion's end and the clients alike.
constexpr std::chrono::milliseconds grace = 500ms;

struct Scenario {
    // Returns the outage; the longest gap between writes is compared with it.
    Outage (*act)(Stage&, Load&);
    std::chrono::milliseconds longest_gap_beyond;
    // Whether the servers are as they were afterwards.
    bool restores = false;
};

Outage fail_over(Stage& stage, const std::string& how) {
    const auto begun = Clock::now();
    stage.servers.act(how, "p1");
    std::this_thread::sleep_for(1s);
    stage.servers.act("promote", "p2");
    const Outage outage = since(begun);
    stage.servers.act("follow", "p3", "p2");
    return outage;
}

const std::map<std::string, Scenario> scenarios{
    {"kill", {[](Stage& stage, Load&) { return fail_over(stage, "kill"); }, grace}},
    {"stop",
     {[](Stage& stage, Load& load) {
          const Outage outage = fail_over(stage, "hang");
          load.wait_for_writes(200);
          // The old primary goes on where it was, as a primary.
          stage.servers.act("resume", "p1");
          std::this_thread::sleep_for(1s);
          return outage;
      },
      2s}},
    {"read-only",
     {[](Stage& stage, Load&) {
          const auto begun = Clock::now();
          stage.servers.act("set", "p1", "default_transaction_read_only = on");
          std::this_thread::sleep_for(1s);
          stage.servers.act("set", "p1", "default_transaction_read_only = off");
          return since(begun);
      },
      grace, true}},
    // A switchover: the primary stops writing and is ended, a standby promoted, the old primary returns as a standby.
    {"promote",
     {[](Stage& stage, Load& load) {
          const auto begun = Clock::now();
          stage.servers.act("set", "p1", "default_transaction_read_only = on");
          std::this_thread::sleep_for(200ms);
          stage.servers.act("kill", "p1");
          stage.servers.act("promote", "p2");
          const Outage outage = since(begun);
          stage.servers.act("follow", "p3", "p2");
          load.wait_for_writes(100);
          stage.servers.act("rejoin", "p1", "p2");
          return outage;
      },
      grace}},
    {"return",
     {[](Stage& stage, Load& load) {
          stage.servers.act("kill", "p3");
          load.wait_for_writes(100);
          stage.servers.act("up", "p3");
          load.wait_for_writes(100);
          return Outage(0);
      },
      grace, true}},
    {"rolling-restart",
     {[](Stage& stage, Load& load) {
          for (const char* const node : {"p3", "p2"}) {
              stage.servers.act("restart", node);
              load.wait_for_writes(50);
          }
          const auto begun = Clock::now();
          stage.servers.act("restart", "p1");
          return since(begun);
      },
      grace}},
    // PgBouncer of each server is ended and started again.
    {"pgbouncer",
     {[](Stage& stage, Load& load) {
          for (const char* const node : {"p3", "p2"}) {
              stage.servers.act("unpool", node);
              stage.servers.act("pooler", node);
              load.wait_for_writes(50);
          }
          const auto begun = Clock::now();
          stage.servers.act("unpool", "p1");
          stage.servers.act("pooler", "p1");
          return since(begun);
      },
      1s}},
    // In a network namespace of the test's own: no packet reaches any server.
    {"link",
     {[](Stage&, Load&) {
          const auto begun = Clock::now();
          run_servers("ip", "link set lo down");
          std::this_thread::sleep_for(2s);
          run_servers("ip", "link set lo up");
          return since(begun);
      },
      2s}},
};

// The node is used for reads, and is a standby.
bool is_used_as_standby(const az::Cluster& db, const std::string& name) {
    for (const az::NodeStatus& node : db.nodes()) {
        if (node.name == name) return node.takes_reads;
    }
    return false;
}

bool eventually(const std::function<bool()>& condition) {
    const auto late = Clock::now() + 10s;
    while (!condition()) {
        if (Clock::now() > late) return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

bool all_include(const az::Cluster& db, const az::Position& position) {
    for (const az::NodeStatus& node : db.nodes()) {
        if (!node.position || !node.position->includes(position)) return false;
    }
    return true;
}

void play(Stage& stage, const std::string& name, std::chrono::milliseconds slack) {
    CAPTURE(name);
    const Scenario& scenario = scenarios.at(name);
    const az::Position made = run(stage.db.position());
    REQUIRE(eventually([&] { return all_include(stage.db, made); }));
    Load load(stage.db, stage.last_id);
    load.wait_for_writes(200);
    const Outage outage = scenario.act(stage, load);
    load.wait_for_writes(200);
    std::this_thread::sleep_for(300ms);
    const Toll toll = load.finish();
    stage.last_id = load.last_id();
    std::cout << toll.line(name) << "; outage " << static_cast<double>(outage.count()) / 1000 << " s\n";
    for (const az::NodeStatus& node : stage.db.nodes()) INFO(node.to_string());
    CAPTURE(toll.first_error);
    CHECK(toll.reads_failed == 0);
    CHECK(toll.writes_failed == 0);
    CHECK(toll.lost == 0);
    CHECK(toll.doubled == 0);
    CHECK(toll.hung == 0);
    CHECK(toll.gap <= outage + scenario.longest_gap_beyond + slack);
    if (name == "return") CHECK(eventually([&] { return is_used_as_standby(stage.db, stage.servers.name(3)); }));
}

}  // namespace

TEST_CASE("Reads go on and nothing is lost, doubled or hung while servers go and come", "[cluster]") {
    const char* const named = std::getenv("AZOTH_TEST_CLUSTER_SCENARIOS");
    // Among other tests on a busy machine, half a second is soon over.
    const std::chrono::milliseconds slack = named != nullptr ? 0s : 2s;
    std::istringstream names(named != nullptr ? named : "read-only return kill");
    std::optional<Stage> stage;
    for (std::string name; names >> name;) {
        const bool pooled = name == "pgbouncer";
        if (!stage || pooled) stage.emplace(pooled);
        play(*stage, name, slack);
        if (!scenarios.at(name).restores || pooled) stage.reset();
    }
}
