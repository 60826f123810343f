#include "connector.hpp"

#include "connection.hpp"
#include "handshake.hpp"
#include "session.hpp"
#include <azoth/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace azoth::postgresql {
namespace {

// Handshakes mostly wait for the network without a thread; a name server that does not answer blocks one thread each.
constexpr std::size_t handshake_threads = 4;
// A CancelRequest uses a thread from its connect until the server closes the connection. Handshakes have other threads:
// a name server that does not answer must not keep statements from being stopped.
constexpr std::size_t cancel_threads = 4;

constexpr const char* strings_setting = "standard_conforming_strings";

// A server that does not report the setting is treated as one that has no other mode.
bool is_on(PGconn& connection) {
    const char* const value = PQparameterStatus(&connection, strings_setting);
    return value == nullptr || std::string_view(value) == "on";
}

// The options with which the connection was opened, including PGOPTIONS and those of a service file.
std::string options_of(PGconn& connection) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> all(PQconninfo(&connection), &PQconninfoFree);
    for (const PQconninfoOption* option = all.get(); option != nullptr && option->keyword != nullptr; ++option) {
        if (option->val != nullptr && std::string_view(option->keyword) == "options") return option->val;
    }
    return {};
}

}  // namespace

PostgresConnector::PostgresConnector(const Url& url, const ConnectOptions& options)
    : info_(std::make_shared<const ConnInfo>(url)),
      options_(options),
      cancel_threads_(std::make_shared<LibpqThreads>(cancel_threads)) {
    if (info_->connect_timeout()) options_.connect_timeout = *info_->connect_timeout();
}

LibpqThreads& PostgresConnector::threads() {
    const std::lock_guard lock(mutex_);
    if (!threads_) threads_.emplace(handshake_threads);
    return *threads_;
}

std::shared_ptr<const ConnInfo> PostgresConnector::info() {
    const std::lock_guard lock(mutex_);
    return info_;
}

// If the server's or the role's default is standard_conforming_strings = off, the connection is opened again with the
// option set at its start, so that RESET ALL and DISCARD ALL keep it. If a pooler does not accept the option, the first
// connection is used: azoth's own literals mean the same in both modes.
task<PgConnection> PostgresConnector::conforming(PgConnection connection, std::chrono::steady_clock::time_point begun) {
    {
        const std::lock_guard lock(mutex_);
        if (plain_strings_refused_) co_return connection;
    }
    std::chrono::milliseconds left = options_.connect_timeout;
    if (left.count() != 0) {
        const auto spent = std::chrono::steady_clock::now() - begun;
        left =
            std::max(left - std::chrono::duration_cast<std::chrono::milliseconds>(spent), std::chrono::milliseconds(1));
    }
    const auto conforming =
        std::make_shared<const ConnInfo>(info()->with_setting(options_of(*connection), strings_setting, "on"));
    PgConnection again;
    try {
        again = co_await establish(conforming, left, threads());
    } catch (const StatementError&) {
    } catch (const TimeoutError&) {
    }
    const bool works = again && is_on(*again);
    const std::lock_guard lock(mutex_);
    if (works) {
        info_ = conforming;
    } else {
        plain_strings_refused_ = true;
    }
    co_return works ? std::move(again) : std::move(connection);
}

task<std::unique_ptr<Session>> PostgresConnector::connect() {
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    const auto begun = std::chrono::steady_clock::now();
    PgConnection connection = co_await establish(info(), options_.connect_timeout, threads());
    if (!is_on(*connection)) connection = co_await conforming(std::move(connection), begun);
    auto adopted = Connection::adopt(std::move(connection), executor, options_, types_, cancel_threads_);
    co_return std::make_unique<PostgresSession>(std::move(adopted));
}

}  // namespace azoth::postgresql
