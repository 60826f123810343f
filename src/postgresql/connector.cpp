#include "connector.hpp"

#include "connection.hpp"
#include "handshake.hpp"
#include "session.hpp"

#include <boost/asio/this_coro.hpp>

#include <utility>

namespace azoth::postgresql {
namespace {

// Handshakes mostly wait for the network, on no thread; a name server that doesn't answer takes one each.
constexpr std::size_t handshake_threads = 4;

}  // namespace

PostgresConnector::PostgresConnector(const Url& url, const ConnectOptions& options)
    : info_(std::make_shared<const ConnInfo>(url)), options_(options) {
    if (info_->connect_timeout()) options_.connect_timeout = *info_->connect_timeout();
}

LibpqThreads& PostgresConnector::threads() {
    const std::lock_guard lock(mutex_);
    if (!threads_) threads_.emplace(handshake_threads);
    return *threads_;
}

task<std::unique_ptr<Session>> PostgresConnector::connect() {
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    PgConnection connection = co_await establish(info_, options_.connect_timeout, threads());
    auto adopted = Connection::adopt(std::move(connection), executor, options_, types_);
    co_return std::make_unique<PostgresSession>(std::move(adopted));
}

}  // namespace azoth::postgresql
