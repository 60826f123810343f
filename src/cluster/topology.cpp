#include <azoth/cluster/topology.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/error.hpp>
#include <azoth/sql/text.hpp>

#include <chrono>
#include <cstdint>
#include <utility>

namespace azoth {
namespace {

constexpr std::chrono::seconds longest_query{5};

class QueryTopology final : public Topology {
public:
    explicit QueryTopology(std::string sql) : sql_(std::move(sql)) {}

    task<std::vector<UrlHost>> hosts(AsyncConnection& connection) override {
        const auto result = co_await connection.execute(
            text("SELECT node.host::text, node.port::int4 FROM (" + sql_ + ") AS node (host, port)")
                .columns<std::string, std::int32_t>(),
            timeout(longest_query));
        std::vector<UrlHost> hosts;
        for (const auto& row : result) {
            const std::int32_t port = row.get<1>();
            if (port < 0 || port > UINT16_MAX)
                throw ArgumentError("the topology names the port " + std::to_string(port));
            hosts.push_back({row.get<0>(), static_cast<std::uint16_t>(port)});
        }
        co_return hosts;
    }

private:
    std::string sql_;
};

}  // namespace

std::shared_ptr<Topology> query_topology(std::string sql) { return std::make_shared<QueryTopology>(std::move(sql)); }

}  // namespace azoth
