#pragma once

#include "engine/echo.hpp"
#include "engine/pool.hpp"
#include "engine/shared_sessions.hpp"
#include "engine/telemetry.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/driver/session_commands.hpp>
#include <azoth/driver/url.hpp>
#include <azoth/engine/engine_options.hpp>
#include <azoth/engine/events.hpp>
#include <azoth/sql/dialect.hpp>

#include <memory>
#include <string>
#include <utility>

namespace azoth::detail {

/// What the handles of one engine and its connections share.
class EngineState : public std::enable_shared_from_this<EngineState> {
public:
    EngineState(Url engine_url, const Backend& engine_backend, const EngineOptions& options,
                const std::shared_ptr<Connector>& connector, std::shared_ptr<Echo> engine_echo)
        : url(std::move(engine_url)),
          backend(engine_backend),
          echo(std::move(engine_echo)),
          events(options.events != nullptr ? options.events : std::make_shared<const EngineEvents>()),
          telemetry(Telemetry::make(options, url, backend)),
          pool(std::make_shared<Pool>(connector, options,
                                      std::string(engine_backend.session_commands().discard_session()),
                                      PoolWatch::make(echo, telemetry, events))),
          watches_statements(telemetry != nullptr || !events->begin.empty() || !events->before_execute.empty() ||
                             !events->after_execute.empty() || !events->error.empty()) {
        // A checkout hook is given the connection of each statement, which is its own, therefore.
        if (connector->has_shared_sessions() && options.shared_connections != 0 && events->checkout.empty()) {
            shared = std::make_shared<SharedSessions>(*this, connector, options);
        }
    }
    EngineState(const EngineState&) = delete;
    EngineState& operator=(const EngineState&) = delete;

    const Url url;
    const Backend& backend;
    const std::shared_ptr<Echo> echo;
    const std::shared_ptr<const EngineEvents> events;
    const std::shared_ptr<const Telemetry> telemetry;  // null: no observer
    const std::shared_ptr<Pool> pool;
    /// Hooks or an observer want to know of statements.
    const bool watches_statements;
    std::shared_ptr<SharedSessions> shared;  // null: there are none
};

}  // namespace azoth::detail
