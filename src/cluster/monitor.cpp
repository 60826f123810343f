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

// At least so much time is between two queries of a node whose answer a call waits for, and of one that did not answer.
constexpr std::chrono::milliseconds shortest_pause{1};
constexpr std::chrono::milliseconds pause_after_failure{50};

std::string first_line(const char* text) {
    const std::string all(text);
    return all.substr(0, all.find('\n'));
}

}  // namespace

task<void> ClusterRuntime::watch(ClusterNodePtr node) {
    AsyncConnection connection;
    while (!node->removed) {
        node->query_soon = false;
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
        co_await wait_for_next_query(node, report.has_value());
    }
}

task<void> ClusterRuntime::wait_for_next_query(ClusterNodePtr node, bool answered) {
    const auto least = answered ? shortest_pause : pause_after_failure;
    const auto begun = Clock::now();
    std::chrono::milliseconds time = node->query_soon ? std::min(least, options_.interval) : options_.interval;
    for (;;) {
        node->timer.expires_at(begun + time);
        const auto [error] = co_await node->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        // Cancelled because a call waits for an answer.
        if (!error || node->removed || Clock::now() - begun >= least) co_return;
        time = std::min<std::chrono::milliseconds>(time, least);
    }
}

task<void> ClusterRuntime::follow_topology() {
    for (;;) {
        ClusterNodePtr answering;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& [id, status] : state_.status()) {
                if (status.reachable) answering = nodes_.at(id);
            }
        }
        try {
            AsyncConnection connection;
            if (answering != nullptr) connection = co_await answering->monitor.connect();
            const std::vector<UrlHost> hosts =
                co_await options_.topology->hosts(answering != nullptr ? &connection : nullptr);
            if (!hosts.empty()) set_hosts(hosts);
        } catch (const std::exception&) {
            // The nodes stay as they are.
        }
        topology_timer_.expires_after(answering != nullptr ? options_.topology_interval : options_.interval);
        co_await topology_timer_.async_wait(boost::asio::use_awaitable);
    }
}

}  // namespace azoth::detail
