#pragma once

#include "engine/echo.hpp"
#include "engine/pool.hpp"
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
                std::unique_ptr<Connector> connector)
        : url(std::move(engine_url)),
          backend(engine_backend),
          echo(options),
          pool(std::make_shared<Pool>(std::move(connector), options,
                                      std::string(engine_backend.dialect().session_commands().discard_session()))) {}

    const Url url;
    const Backend& backend;
    Echo echo;
    const std::shared_ptr<Pool> pool;
};

}  // namespace azoth::detail
