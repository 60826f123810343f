#pragma once

#include "engine/echo.hpp"
#include "engine/pool.hpp"
#include "engine/shared_sessions.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/driver/dialect.hpp>
#include <azoth/driver/session_commands.hpp>
#include <azoth/driver/url.hpp>
#include <azoth/engine/engine_options.hpp>

#include <memory>
#include <string>
#include <utility>

namespace azoth::detail {

/// What the handles of one engine and its connections share.
class EngineState {
public:
    EngineState(Url engine_url, const Backend& engine_backend, const EngineOptions& options,
                const std::shared_ptr<Connector>& connector)
        : url(std::move(engine_url)),
          backend(engine_backend),
          echo(options),
          pool(std::make_shared<Pool>(connector, options,
                                      std::string(engine_backend.dialect().session_commands().discard_session()))) {
        if (connector->has_shared_sessions() && options.shared_connections != 0) {
            shared = std::make_shared<SharedSessions>(*this, connector, options);
        }
    }
    EngineState(const EngineState&) = delete;
    EngineState& operator=(const EngineState&) = delete;

    const Url url;
    const Backend& backend;
    Echo echo;
    const std::shared_ptr<Pool> pool;
    std::shared_ptr<SharedSessions> shared;  // null: there are none
};

}  // namespace azoth::detail
