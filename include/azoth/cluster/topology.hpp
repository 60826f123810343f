#pragma once

#include <azoth/driver/url.hpp>
#include <azoth/engine/async_connection.hpp>
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Gives the nodes of a cluster, which may change while the program runs: implement it for a configuration service.
/// Threads: called on the thread of the cluster that it belongs to, one call at a time; it must not block. Lifetime: it
/// must not hold a Cluster.
class Topology {
public:
    Topology() = default;
    Topology(const Topology&) = delete;
    Topology& operator=(const Topology&) = delete;
    virtual ~Topology() = default;

    /// Returns the hosts of all nodes. `connection` is a monitoring connection, in autocommit, to a node that answered
    /// recently; null: no node answers. If it throws or returns no host the nodes stay as they are. A node that is no
    /// longer named gets no more work; one that is new is used once it has answered.
    virtual task<std::vector<UrlHost>> hosts(AsyncConnection* connection) = 0;
};

/// Makes a topology that executes a query on one of the nodes: a row for each node, with the host's name and its port
/// (any type that casts to integer), such as `SELECT host, port FROM cluster_nodes`.
std::shared_ptr<Topology> query_topology(std::string sql);

/// Makes a topology of all addresses that a name has in the DNS, each with this port. The nodes are known by their
/// addresses: `sslmode=verify-full` needs certificates for those.
std::shared_ptr<Topology> dns_topology(std::string name, std::uint16_t port);

}  // namespace azoth

AZOTH_EXPORT_END
