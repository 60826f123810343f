#include "engine/connection_state.hpp"
#include "engine/engine_state.hpp"
#include <azoth/engine/async_engine.hpp>
#include <azoth/error.hpp>

#include <string>
#include <utility>

namespace azoth {
namespace {

void check_options(const EngineOptions& options) {
    if (options.max_overflow < -1) throw ArgumentError("max_overflow is a number of connections, or -1 for no limit");
    if (options.pool_timeout.count() < 0) throw ArgumentError("pool_timeout is negative");
    if (options.connect_timeout.count() < 0) throw ArgumentError("connect_timeout is negative");
}

}  // namespace

AsyncEngine create_async_engine(std::string_view url, const EngineOptions& options) {
    Url parsed = Url::parse(url);
    const Backend& backend = find_backend(parsed);
    check_options(options);
    ConnectOptions connect_options;
    connect_options.connect_timeout = options.connect_timeout;
    connect_options.statement_cache_size = options.statement_cache_size;
    auto connector = backend.connector(parsed, connect_options);
    return AsyncEngine(
        std::make_shared<detail::EngineState>(std::move(parsed), backend, options, std::move(connector)));
}

task<AsyncConnection> AsyncEngine::connect() const { return connect_to(state_); }

task<AsyncConnection> AsyncEngine::connect_to(std::shared_ptr<detail::EngineState> engine) {
    detail::Lease lease = co_await engine->pool->checkout();
    co_return AsyncConnection(std::make_shared<detail::ConnectionState>(std::move(engine), std::move(lease)));
}

task<void> AsyncEngine::dispose() const { return state_->pool->dispose(); }

const Url& AsyncEngine::url() const noexcept { return state_->url; }

const Dialect& AsyncEngine::dialect() const noexcept { return state_->backend.dialect(); }

PoolStatus AsyncEngine::pool() const { return state_->pool->status(); }

void AsyncEngine::begin_transaction(AsyncConnection& connection) {
    connection.state_->begin();
    connection.state_->set_single_transaction(true);
}

task<void> AsyncEngine::end_transaction(AsyncConnection& connection, std::exception_ptr error) {
    const std::shared_ptr<detail::ConnectionState> state = connection.state_;
    if (state == nullptr) {
        // The function has moved the connection away, and is answerable for it.
        if (error) std::rethrow_exception(error);
        co_return;
    }
    if (!error) {
        try {
            co_await detail::commit(state);
        } catch (...) {
            error = std::current_exception();
        }
    }
    co_await detail::close(state);
    if (error) std::rethrow_exception(error);
}

}  // namespace azoth
