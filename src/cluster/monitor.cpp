#include "cluster/node_query.hpp"
#include "cluster/runtime.hpp"
#include <azoth/error.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

// The coroutines of a cluster's monitoring thread.
namespace azoth::detail {
namespace {

using Clock = std::chrono::steady_clock;

// Between two queries of a node whose answer somebody waits for, and of one that did not answer.
constexpr std::chrono::milliseconds shortest_rest{1};
constexpr std::chrono::milliseconds rest_after_failure{50};

std::string first_line(const char* text) {
    const std::string all(text);
    return all.substr(0, all.find('\n'));
}

}  // namespace

task<void> ClusterRuntime::watch(ClusterNodePtr node) {
    AsyncConnection connection;
    while (!node->removed) {
        node->hurried = false;
        const bool reused = !connection.is_closed();
        const auto asked = Clock::now();
        std::optional<NodeReport> report;
        std::string why;
        try {
            if (!reused) connection = co_await node->monitor.connect();
            report = co_await query_node(connection, options_.node_timeout);
        } catch (const std::exception& error) {
            why = first_line(error.what());
        }
        if (node->removed) break;
        if (report) {
            const std::lock_guard lock(mutex_);
            state_.answered(node->id, *report, asked);
        } else {
            connection.invalidate();
            connection = AsyncConnection();
            // A connection may have been closed without harm to its node.
            if (reused && Clock::now() - asked < options_.node_timeout) continue;
            bool lost = false;
            {
                const std::lock_guard lock(mutex_);
                lost = state_.unreachable(node->id, std::move(why));
            }
            if (lost) node->engine.abort();
        }
        co_await rest(node, report.has_value());
    }
}

task<void> ClusterRuntime::rest(ClusterNodePtr node, bool answered) {
    std::chrono::milliseconds time = options_.interval;
    if (!answered) {
        time = std::min(time, rest_after_failure);
    } else if (node->hurried) {
        time = shortest_rest;
    }
    for (;;) {
        const auto begun = Clock::now();
        node->timer.expires_after(time);
        const auto [error] = co_await node->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        // Cancelled because somebody waits for an answer.
        const auto rested = Clock::now() - begun;
        const auto least = answered ? shortest_rest : rest_after_failure;
        if (!error || node->removed || rested >= least) co_return;
        time = std::min<std::chrono::milliseconds>(time, least);
    }
}

task<void> ClusterRuntime::follow_topology() {
    for (;;) {
        std::optional<NodeId> answering;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& [id, status] : state_.status()) {
                if (status.reachable) answering = id;
            }
        }
        std::chrono::milliseconds time = options_.interval;
        if (answering) {
            time = options_.topology_interval;
            try {
                ClusterNodePtr node;
                {
                    const std::lock_guard lock(mutex_);
                    node = nodes_.at(*answering);
                }
                AsyncConnection connection = co_await node->monitor.connect();
                const std::vector<UrlHost> hosts = co_await options_.topology->hosts(connection);
                if (!hosts.empty()) set_hosts(hosts);
            } catch (const std::exception&) {
                // The nodes stay as they are.
            }
        }
        topology_timer_.expires_after(time);
        co_await topology_timer_.async_wait(boost::asio::use_awaitable);
    }
}

}  // namespace azoth::detail
