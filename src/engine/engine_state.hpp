#pragma once

#include "engine/echo.hpp"
#include "engine/telemetry.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/driver/session_commands.hpp>
#include <azoth/driver/url.hpp>
#include <azoth/engine/events.hpp>
#include <azoth/sql/dialect.hpp>

#include <memory>
#include <string>
#include <utility>

namespace azoth::detail {

class Pool;
class SharedSessions;

/// What the handles of one engine and its connections share.
class EngineState {
public:
    EngineState(Url engine_url, const Backend& engine_backend, std::shared_ptr<Echo> engine_echo,
                std::shared_ptr<const EngineEvents> engine_events, std::shared_ptr<const Telemetry> engine_telemetry,
                std::shared_ptr<Pool> engine_pool)
        : url(std::move(engine_url)),
          backend(engine_backend),
          echo(std::move(engine_echo)),
          events(std::move(engine_events)),
          telemetry(std::move(engine_telemetry)),
          pool(std::move(engine_pool)),
          watches_statements(telemetry != nullptr || !events->begin.empty() || !events->before_execute.empty() ||
                             !events->after_execute.empty() || !events->error.empty()) {}
    EngineState(const EngineState&) = delete;
    EngineState& operator=(const EngineState&) = delete;

    const Url url;
    const Backend& backend;
    const std::shared_ptr<Echo> echo;
    const std::shared_ptr<const EngineEvents> events;
    const std::shared_ptr<const Telemetry> telemetry;  // null: no observer
    const std::shared_ptr<Pool> pool;
    /// Whether there are hooks for statements, or an observer.
    const bool watches_statements;
    std::shared_ptr<SharedSessions> shared;  // null: AsyncEngine::execute() checks connections out
};

}  // namespace azoth::detail
