#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/task.hpp>

#include <functional>
#include <string>

namespace azoth::cli {

/// Connects, runs the work on a connection and waits for it; throws what it throws.
void run_connected(const std::string& url, const std::function<task<void>(AsyncConnection&)>& work);

}  // namespace azoth::cli
