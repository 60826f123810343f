#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

namespace azoth {

/// How an engine behaves. Not an aggregate, so that it may be made inside an awaited expression.
class EngineOptions {
public:
    EngineOptions();

    /// Shows every statement with its parameters, and where transactions begin and end.
    bool echo = false;
    /// Where echo writes its lines (without line ends); empty: to standard error. Called from any thread, never from
    /// two at once; must not throw.
    std::function<void(std::string_view)> echo_to;
    /// Where warnings about statements go, such as a SELECT whose FROM clauses nothing connects: each statement's once,
    /// whether or not there is an echo. Empty: to standard error. As echo_to in everything else.
    std::function<void(std::string_view)> warn_to;
    /// Keeps parameters out of the echo and of errors.
    bool hide_parameters = false;

    /// Connections that are kept open while nobody uses them; 0: any number.
    std::size_t pool_size = 5;
    /// Connections beyond pool_size that may be open at a time, closed when they are no longer used; -1: any number.
    int max_overflow = 10;
    /// How long connect() waits for a connection when all are in use; then it throws TimeoutError. Zero: not at all.
    std::chrono::milliseconds pool_timeout{30'000};
    /// Whether the connection used last is used first, so that those not needed stay idle.
    bool pool_use_lifo = true;

    /// How long opening a connection may take, over all hosts of the URL; zero: no limit.
    std::chrono::milliseconds connect_timeout{30'000};
    /// Prepared statements that each connection keeps; 0: none.
    std::size_t statement_cache_size = 256;
};

/// What a pool holds at the moment.
struct PoolStatus {
    std::size_t size = 0;         ///< connections it keeps, EngineOptions::pool_size
    std::size_t checked_in = 0;   ///< idle
    std::size_t checked_out = 0;  ///< in use, being opened or being rolled back
    std::size_t overflow = 0;     ///< open beyond size
    std::size_t waiting = 0;      ///< calls of connect() that wait for one

    std::string to_string() const;
    friend std::ostream& operator<<(std::ostream& out, const PoolStatus& status);
};

}  // namespace azoth
