#pragma once

#include "engine/pool_state.hpp"
#include <azoth/engine/engine_options.hpp>

namespace azoth::detail {

/// The limits of the pool that these options describe.
PoolState::Limits pool_limits(const EngineOptions& options);

}  // namespace azoth::detail
