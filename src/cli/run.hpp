#pragma once

#include <azoth/engine/async_engine.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace azoth::cli {

/// Runs the work with an engine, waits for it and disposes of the engine. Throws what the work throws.
void run_with_engine(const std::string& url, const std::function<task<void>(AsyncEngine&)>& work);

/// Connects, runs the work on the connection and waits for it. Throws what the work throws. Each statement takes at
/// most `timeout`; zero: no limit.
void run_connected(const std::string& url, std::chrono::milliseconds timeout,
                   const std::function<task<void>(AsyncConnection&)>& work);

}  // namespace azoth::cli
