#pragma once

#include "cluster/cluster_state.hpp"
#include <azoth/cluster/position.hpp>
#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/task.hpp>

#include <chrono>

namespace azoth::detail {

/// Asks the server of a connection for its role, its position and its lag, in one round trip. Throws TimeoutError after
/// `limit`.
task<NodeReport> query_node(AsyncConnection& connection, std::chrono::milliseconds limit);

/// The position of the server that an engine belongs to.
task<Position> query_position(AsyncEngine engine);

}  // namespace azoth::detail
