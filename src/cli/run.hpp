#pragma once

#include <azoth/engine/async_engine.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace azoth::cli {

/// Runs the work with an engine, waits for it and for the engine's end; throws what it throws.
void run_with_engine(const std::string& url, const std::function<task<void>(AsyncEngine&)>& work);

/// Connects, runs the work on a connection and waits for it; throws what it throws. Each statement takes at most
/// `timeout`; zero: as long as it likes.
void run_connected(const std::string& url, std::chrono::milliseconds timeout,
                   const std::function<task<void>(AsyncConnection&)>& work);

}  // namespace azoth::cli
