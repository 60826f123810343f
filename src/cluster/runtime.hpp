#pragma once

#include "cluster/cluster_state.hpp"
#include <azoth/cluster/cluster_options.hpp>
#include <azoth/driver/url.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/task.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace azoth::detail {

/// A node of a cluster with its engines.
struct ClusterNode {
    ClusterNode(NodeId node_id, std::string node_name, AsyncEngine node_engine, AsyncEngine monitoring_engine,
                boost::asio::io_context& context)
        : id(node_id),
          name(std::move(node_name)),
          engine(std::move(node_engine)),
          monitor(std::move(monitoring_engine)),
          timer(context) {}

    const NodeId id;
    const std::string name;
    const AsyncEngine engine;
    const AsyncEngine monitor;
    // Of the monitoring thread.
    boost::asio::steady_timer timer;
    bool removed = false;
    /// Set from any thread when the next query is not to wait for the interval.
    std::atomic<bool> query_soon = false;
};
using ClusterNodePtr = std::shared_ptr<ClusterNode>;

/// What the handles of one cluster share: the nodes, and the thread that monitors them. ClusterState decides; this
/// class asks the nodes and does what it says. Thread-safe. Coroutines of the monitoring thread refer to it without
/// owning it: the destructor ends the thread first.
class ClusterRuntime {
public:
    ClusterRuntime(Url url, const ClusterOptions& options);
    ClusterRuntime(const ClusterRuntime&) = delete;
    ClusterRuntime& operator=(const ClusterRuntime&) = delete;
    ~ClusterRuntime();

    const ClusterOptions& options() const noexcept { return options_; }
    bool is_closed() const noexcept { return closed_; }

    /// A node for a call; null: none fits now. Those that may fit soon are asked at once.
    ClusterNodePtr choose(const on& route, ClusterTime position_due);
    /// Why choose() gives none.
    std::string missing(const on& route, std::chrono::milliseconds waited) const;
    /// Work has failed on the node, because of the node.
    void suspect(const ClusterNodePtr& node);
    /// Throws ArgumentError if there is no node of that name.
    ClusterNodePtr find(std::string_view name) const;
    void drain(const ClusterNodePtr& node, bool on);
    std::vector<NodeStatus> status() const;
    const Dialect& dialect() const noexcept { return *dialect_; }

    /// Ends the monitoring thread; choose() gives no node any more. Returns the nodes.
    std::vector<ClusterNodePtr> close();

private:
    ClusterNodePtr make_node(const UrlHost& host);
    AsyncEngine engine_for(const UrlHost& host, const EngineOptions& options) const;
    EngineOptions monitor_options() const;
    /// Makes these hosts the nodes. Called by the constructor and by the monitoring thread only, which alone change
    /// them.
    void set_hosts(const std::vector<UrlHost>& hosts);
    /// Makes the next query of the node not wait for the interval.
    static void query_soon(const ClusterNodePtr& node);

    // Coroutines of the monitoring thread.
    task<void> watch(ClusterNodePtr node);
    task<void> wait_for_next_query(ClusterNodePtr node, bool answered);
    task<void> follow_topology();

    const Url url_;
    const ClusterOptions options_;
    const Dialect* dialect_ = nullptr;
    std::atomic<bool> closed_ = false;
    boost::asio::io_context context_{1};
    boost::asio::steady_timer topology_timer_{context_};
    mutable std::mutex mutex_;
    ClusterState state_;
    NodeId last_id_ = 0;
    std::map<NodeId, ClusterNodePtr> nodes_;
    std::mutex closing_;
    std::thread thread_;
};

}  // namespace azoth::detail
