#include "engine/checkout.hpp"
#include "engine/concealing_connector.hpp"
#include "engine/concealment.hpp"
#include "engine/connection_hooks.hpp"
#include "engine/connection_state.hpp"
#include "engine/engine_state.hpp"
#include "engine/hooks.hpp"
#include "engine/pool.hpp"
#include "engine/shared_sessions.hpp"
#include "engine/transaction_control.hpp"
#include "error_copy.hpp"
#include <azoth/engine/async_engine.hpp>
#include <azoth/error.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace azoth {
namespace {

void check_options(const EngineOptions& options) {
    if (options.max_overflow < -1) throw ArgumentError("max_overflow must be at least -1, which means no limit");
    const std::pair<const char*, std::chrono::milliseconds> times[] = {
        {"pool_timeout", options.pool_timeout},           {"pool_recycle", options.pool_recycle},
        {"pool_idle_timeout", options.pool_idle_timeout}, {"pool_ping_after", options.pool_ping_after},
        {"connect_timeout", options.connect_timeout},     {"cancel_timeout", options.cancel_timeout},
        {"shared_slow_after", options.shared_slow_after}};
    for (const auto& [name, time] : times) {
        if (time.count() < 0) throw ArgumentError(std::string(name) + " must not be negative");
    }
    if (!(options.pool_recycle_jitter >= 0 && options.pool_recycle_jitter <= 1)) {
        throw ArgumentError("pool_recycle_jitter must be from 0 to 1");
    }
    if (options.pool_size != 0 && options.pool_min_idle > options.pool_size) {
        throw ArgumentError("pool_min_idle must be at most pool_size");
    }
    if (options.shared_requests == 0 || options.shared_bytes == 0) {
        throw ArgumentError("shared_requests and shared_bytes must be at least 1");
    }
}

task<void> call_connect_hooks(std::weak_ptr<detail::EngineState> engine, Session& session) {
    const std::shared_ptr<detail::EngineState> alive = engine.lock();
    if (alive != nullptr) co_await detail::prepare_shared_session(alive, session);
}

std::shared_ptr<detail::EngineState> make_engine_state(Url url, const Backend& backend, const EngineOptions& options,
                                                       const std::shared_ptr<Connector>& connector,
                                                       const std::shared_ptr<detail::Echo>& echo) {
    auto events = options.events != nullptr ? options.events : std::make_shared<const EngineEvents>();
    auto telemetry = detail::Telemetry::make(options, url, backend);
    auto pool =
        std::make_shared<detail::Pool>(connector, options, std::string(backend.session_commands().discard_session()),
                                       detail::PoolWatch::make(echo, telemetry, events));
    auto engine = std::make_shared<detail::EngineState>(std::move(url), backend, echo, events, std::move(telemetry),
                                                        std::move(pool));
    // With checkout hooks each statement needs a connection of its own, which the hooks are called with.
    if (!connector->has_shared_sessions() || options.shared_connections == 0 || !events->checkout.empty())
        return engine;
    std::function<task<void>(Session&)> prepare;
    if (!events->connect.empty()) {
        prepare = [weak = std::weak_ptr(engine)](Session& session) { return call_connect_hooks(weak, session); };
    }
    engine->shared = std::make_shared<detail::SharedSessions>(connector, options, std::move(prepare));
    // Of the connections that the server allows, those that are not needed must not keep others waiting.
    engine->pool->on_too_many([weak = std::weak_ptr(engine->shared)] {
        if (const auto shared = weak.lock()) shared->close_one();
    });
    engine->shared->on_too_many([weak = std::weak_ptr(engine->pool)] {
        if (const auto idle = weak.lock()) idle->close_idle();
    });
    return engine;
}

}  // namespace

AsyncEngine create_async_engine(std::string_view url, const EngineOptions& options) {
    Url parsed = Url::parse(url);
    const Backend& backend = find_backend(parsed);
    check_options(options);
    ConnectOptions connect_options;
    connect_options.connect_timeout = options.connect_timeout;
    connect_options.cancel_timeout = options.cancel_timeout;
    connect_options.encrypted_cancel_only = options.encrypted_cancel_only;
    connect_options.statement_cache_size = options.statement_cache_size;
    connect_options.max_result_bytes = options.max_result_bytes;
    connect_options.max_message_bytes = options.max_message_bytes;
    connect_options.max_notice_bytes = options.max_notice_bytes;
    const auto echo = std::make_shared<detail::Echo>(options);
    const bool hides = options.hide_parameters;
    connect_options.notice = [echo, events = options.events, hides](const Diagnostics& notice) {
        detail::emit_notice(*echo, events.get(), hides ? detail::conceal_notice(notice) : notice);
    };
    std::shared_ptr<Connector> connector = backend.connector(parsed, connect_options);
    if (hides) connector = detail::conceal_errors(std::move(connector));
    const AsyncEngine engine(make_engine_state(std::move(parsed), backend, options, connector, echo));
    return engine.execution_options(options.execution_options);
}

task<AsyncConnection> AsyncEngine::connect(std::string label) const {
    return connect_to(*this, std::move(label), std::nullopt);
}

task<AsyncConnection> AsyncEngine::connect_to(AsyncEngine engine, std::string label,
                                              std::optional<TransactionOptions> begin) {
    const detail::ConnectionPtr connection =
        co_await detail::check_out(std::move(engine.state_), std::move(label), engine.options_);
    if (begin) {
        connection->transaction().add_handle(connection->begin(*begin));
        if (!connection->hooks().begin.empty()) co_await detail::call_begin_hooks(connection);
    }
    co_return AsyncConnection(connection);
}

AsyncEngine AsyncEngine::execution_options(const ExecutionOptions& options) const {
    AsyncEngine twin(*this);
    twin.options_ = options_.merged(options);
    detail::check_transaction_options(state_->backend.session_commands(), twin.options_);
    return twin;
}

task<void> AsyncEngine::dispose() const {
    if (state_->shared != nullptr) state_->shared->dispose();
    return state_->pool->dispose();
}

void AsyncEngine::abort() const noexcept {
    if (state_->shared != nullptr) state_->shared->abort();
    state_->pool->abort();
}

const Url& AsyncEngine::url() const noexcept { return state_->url; }

const Dialect& AsyncEngine::dialect() const noexcept { return state_->backend.dialect(); }

PoolStatus AsyncEngine::pool() const {
    PoolStatus status = state_->pool->status();
    if (state_->shared != nullptr) state_->shared->add_to(status);
    return status;
}

task<void> AsyncEngine::end_transaction(AsyncConnection& connection, std::exception_ptr error) {
    const std::shared_ptr<detail::ConnectionState> state = connection.state_;
    if (state == nullptr) {
        // The function moved the connection away, and with it the responsibility for the commit.
        if (error) std::rethrow_exception(error);
        co_return;
    }
    if (!error) {
        try {
            co_await detail::commit(state);
        } catch (...) {
            error = std::current_exception();
        }
    } else if (!state->in_transaction() && state->transaction().has_committed()) {
        // The function committed before it failed: the outcome must not allow a retry.
        error = detail::with_outcome(error, Outcome::committed);
    }
    // It is committed: a cancellation that arrives now must not make this coroutine throw.
    if (!error) {
        state->close();
        co_return;
    }
    co_await detail::close(state);
    std::rethrow_exception(error);
}

}  // namespace azoth
