#include <azoth/cluster/topology.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/error.hpp>
#include <azoth/sql/text.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <utility>

namespace azoth {
namespace {

constexpr std::chrono::seconds longest_query{5};

class QueryTopology final : public Topology {
public:
    explicit QueryTopology(std::string sql) : sql_(std::move(sql)) {}

    task<std::vector<UrlHost>> hosts(AsyncConnection* connection) override {
        if (connection == nullptr) co_return std::vector<UrlHost>();
        const auto result = co_await connection->execute(
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

class DnsTopology final : public Topology {
public:
    DnsTopology(std::string name, std::uint16_t port) : name_(std::move(name)), port_(port) {}

    task<std::vector<UrlHost>> hosts(AsyncConnection*) override {
        boost::asio::ip::tcp::resolver resolver(co_await boost::asio::this_coro::executor);
        const auto found = co_await resolver.async_resolve(name_, "", boost::asio::use_awaitable);
        std::vector<UrlHost> hosts;
        for (const auto& entry : found) hosts.push_back({entry.endpoint().address().to_string(), port_});
        co_return hosts;
    }

private:
    std::string name_;
    std::uint16_t port_;
};

}  // namespace

std::shared_ptr<Topology> dns_topology(std::string name, std::uint16_t port) {
    return std::make_shared<DnsTopology>(std::move(name), port);
}

std::shared_ptr<Topology> query_topology(std::string sql) { return std::make_shared<QueryTopology>(std::move(sql)); }

}  // namespace azoth
