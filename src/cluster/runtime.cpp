#include "cluster/runtime.hpp"

#include <azoth/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace azoth::detail {
namespace {

// How long the cancelled query of a hung node is waited for, after which its connection is closed.
constexpr std::chrono::milliseconds monitor_cancel_timeout{50};

std::string name_of(const UrlHost& host) {
    const bool needs_brackets = host.port != 0 && host.name.find(':') != std::string::npos;
    const std::string name = needs_brackets ? '[' + host.name + ']' : host.name;
    return host.port == 0 ? name : name + ':' + std::to_string(host.port);
}

void check_cluster_url(const Url& url) {
    if (url.backend != "postgresql") {
        throw ArgumentError("a cluster consists of PostgreSQL servers: the URL begins with postgresql://");
    }
    constexpr std::array unfit{"host", "hostaddr", "port", "target_session_attrs", "load_balance_hosts"};
    for (const auto& [key, value] : url.query) {
        if (std::find(unfit.begin(), unfit.end(), key) == unfit.end()) continue;
        throw ArgumentError("the URL of a cluster cannot have the option \"" + key +
                            "\": its hosts are written after the @, and azoth::on chooses among them");
    }
}

void check_cluster_options(const ClusterOptions& options) {
    if (options.interval.count() <= 0 || options.node_timeout.count() <= 0 || options.topology_interval.count() <= 0) {
        throw ArgumentError("interval, node_timeout and topology_interval of a cluster are at least 1 ms");
    }
    if (options.node_wait.count() < 0 || options.position_wait.count() < 0) {
        throw ArgumentError("node_wait and position_wait of a cluster are not negative");
    }
}

ClusterState::Limits limits_of(const ClusterOptions& options) {
    ClusterState::Limits limits;
    limits.max_replay_lag = options.max_replay_lag;
    limits.balance = options.balance;
    return limits;
}

}  // namespace

ClusterRuntime::ClusterRuntime(Url url, const ClusterOptions& options)
    : url_(std::move(url)), options_(options), state_(limits_of(options)) {
    check_cluster_url(url_);
    check_cluster_options(options_);
    set_hosts(url_.hosts.empty() ? std::vector<UrlHost>(1) : url_.hosts);
    dialect_ = &nodes_.begin()->second->engine.dialect();
    if (options_.topology != nullptr) co_spawn(context_, follow_topology(), boost::asio::detached);
    thread_ = std::thread([this] { context_.run(); });
}

ClusterRuntime::~ClusterRuntime() { close(); }

std::vector<ClusterNodePtr> ClusterRuntime::close() {
    closed_ = true;
    context_.stop();
    {
        const std::lock_guard lock(closing_);
        if (thread_.joinable()) thread_.join();
    }
    const std::lock_guard lock(mutex_);
    std::vector<ClusterNodePtr> nodes;
    for (const auto& [id, node] : nodes_) nodes.push_back(node);
    return nodes;
}

AsyncEngine ClusterRuntime::engine_for(const UrlHost& host, const EngineOptions& options) const {
    Url url = url_;
    url.hosts.assign(1, host);
    return create_async_engine(url.render(false), options);
}

EngineOptions ClusterRuntime::monitor_options() const {
    EngineOptions options;
    options.hide_parameters = options_.engine.hide_parameters;
    options.connect_timeout = options_.node_timeout;
    options.cancel_timeout = monitor_cancel_timeout;
    options.pool_size = 2;  // one for watch(), one for the topology
    options.max_overflow = 0;
    options.pool_timeout = options_.node_timeout;
    options.shared_connections = 0;
    // No timeout here: it would be set in the session, which a pooler may give to others.
    options.execution_options = Isolation::autocommit;
    return options;
}

ClusterNodePtr ClusterRuntime::make_node(const UrlHost& host) {
    EngineOptions options = options_.engine;
    options.fail_fast = true;
    if (options.connect_timeout.count() == 0 || options.connect_timeout > options_.node_timeout) {
        options.connect_timeout = options_.node_timeout;
    }
    AsyncEngine engine = engine_for(host, options);
    AsyncEngine monitor = engine_for(host, monitor_options());
    return std::make_shared<ClusterNode>(++last_id_, name_of(host), std::move(engine), std::move(monitor), context_);
}

void ClusterRuntime::set_hosts(const std::vector<UrlHost>& hosts) {
    std::set<std::string> wanted;
    std::set<std::string> known;
    for (const auto& [id, node] : nodes_) known.insert(node->name);
    std::vector<ClusterNodePtr> added;
    for (const UrlHost& host : hosts) {
        std::string name = name_of(host);
        if (known.insert(name).second) added.push_back(make_node(host));
        wanted.insert(std::move(name));
    }
    std::vector<ClusterNodePtr> removed;
    {
        const std::lock_guard lock(mutex_);
        for (const ClusterNodePtr& node : added) {
            state_.add(node->id, node->name);
            nodes_.emplace(node->id, node);
        }
        std::erase_if(nodes_, [&](const auto& entry) {
            if (wanted.contains(entry.second->name)) return false;
            removed.push_back(entry.second);
            state_.remove(entry.first);
            return true;
        });
    }
    for (const ClusterNodePtr& node : removed) {
        node->removed = true;
        node->timer.cancel();
    }
    for (const ClusterNodePtr& node : added) co_spawn(context_, watch(node), boost::asio::detached);
}

ClusterNodePtr ClusterRuntime::choose(const on& route, ClusterTime position_due) {
    if (closed_) throw ResourceClosedError("this cluster is closed");
    std::vector<ClusterNodePtr> asked;
    ClusterNodePtr chosen;
    {
        const std::lock_guard lock(mutex_);
        const NodeChoice choice = state_.choose(route, position_due, std::chrono::steady_clock::now());
        if (choice.node) chosen = nodes_.at(*choice.node);
        for (const NodeId id : choice.ask) asked.push_back(nodes_.at(id));
    }
    for (const ClusterNodePtr& node : asked) query_soon(node);
    return chosen;
}

std::string ClusterRuntime::missing(const on& route, std::chrono::milliseconds waited) const {
    const std::lock_guard lock(mutex_);
    return state_.missing(route, waited);
}

void ClusterRuntime::suspect(const ClusterNodePtr& node) {
    {
        const std::lock_guard lock(mutex_);
        state_.suspect(node->id, std::chrono::steady_clock::now());
    }
    query_soon(node);
}

void ClusterRuntime::query_soon(const ClusterNodePtr& node) {
    if (node->query_soon.exchange(true)) return;
    boost::asio::post(node->timer.get_executor(), [node] { node->timer.cancel(); });
}

ClusterNodePtr ClusterRuntime::find(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    std::string names;
    for (const auto& [id, node] : nodes_) {
        if (node->name == name) return node;
        names += (names.empty() ? "\"" : ", \"") + node->name + '"';
    }
    throw ArgumentError("the cluster has no node \"" + std::string(name) + "\"; it has " + names);
}

void ClusterRuntime::drain(const ClusterNodePtr& node, bool on) {
    const std::lock_guard lock(mutex_);
    state_.drain(node->id, on);
}

std::vector<NodeStatus> ClusterRuntime::status() const {
    std::vector<NodeStatus> all;
    std::vector<ClusterNodePtr> nodes;
    {
        const std::lock_guard lock(mutex_);
        for (auto& [id, status] : state_.status()) {
            all.push_back(std::move(status));
            nodes.push_back(nodes_.at(id));
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) all[i].pool = nodes[i]->engine.pool();
    return all;
}

}  // namespace azoth::detail
