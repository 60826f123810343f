#pragma once

#include <azoth/driver/transaction_options.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace azoth {

/// How many attempts transaction() makes, and its backoff: first_delay before the second attempt, doubled for each
/// later one up to max_delay. Each delay is shortened at random by at most a half, so that conflicting transactions do
/// not meet again.
class retries {
public:
    /// Sets the number of attempts, the first included. Throws ArgumentError if it is less than 1.
    explicit retries(int attempts);
    /// Returns a copy with another delay before the second attempt. Default: 10 ms. Throws ArgumentError if it is
    /// negative.
    retries first_delay(std::chrono::milliseconds delay) const;
    /// Returns a copy with another maximum delay. Default: 1 s. Throws ArgumentError if it is negative.
    retries max_delay(std::chrono::milliseconds delay) const;

    /// The number of attempts.
    int attempts() const noexcept { return attempts_; }
    /// Returns the delay after this number of failures. `random`: from 0 up to 1.
    std::chrono::milliseconds delay_after(int failures, double random) const noexcept;

private:
    int attempts_;
    std::chrono::milliseconds first_delay_{10};
    std::chrono::milliseconds max_delay_{1000};
};

namespace detail {

/// The delay before the next attempt; empty: there is none.
std::optional<std::chrono::milliseconds> next_attempt(const AsyncEngine& engine, const TransactionOptions& options,
                                                      const retries& policy, int failures,
                                                      const std::exception_ptr& error);
task<void> pause(std::chrono::milliseconds time);

template <class T, class Fn, class... State>
task<T> run_transaction(AsyncEngine engine, TransactionOptions options, retries policy, Fn fn, State... state) {
    for (int failures = 1;; ++failures) {
        std::exception_ptr error;
        try {
            co_return co_await engine.begin(options, std::ref(fn), state...);
        } catch (...) {
            error = std::current_exception();
        }
        const auto delay = next_attempt(engine, options, policy, failures, error);
        if (!delay) std::rethrow_exception(error);
        co_await pause(*delay);
    }
}

}  // namespace detail

/// Calls the coroutine fn(AsyncConnection&, state...) in a transaction, as AsyncEngine::begin() does, and again in a
/// new transaction if the database aborted it because of concurrent ones: serialization failures and deadlocks on
/// PostgreSQL (SQLSTATE 40001, 40P01), a locked database on SQLite. With TransactionOptions::resolve_commit also if the
/// connection was lost and the transaction certainly with it. Each call gets a copy of the state. What fn does outside
/// of the database is repeated, too.
///
/// Returns what fn returns. Throws any other error at once, and the error of the last attempt. Between attempts the
/// connection is checked in. Cancellation takes effect as in any operation.
template <detail::Callee Fn, class... State>
auto transaction(const AsyncEngine& engine, const TransactionOptions& options, const retries& policy, Fn&& fn,
                 State... state) {
    using Function = std::decay_t<Fn>;
    detail::check_connection_function<Fn, State...>();
    if constexpr (detail::ConnectionFunction<Function, State...>) {
        using T = detail::ConnectionFunctionValue<Function, State...>;
        return detail::run_transaction<T, Function>(engine, options, policy, std::forward<Fn>(fn), std::move(state)...);
    } else {
        return task<void>();
    }
}
/// Makes at most five attempts.
template <detail::Callee Fn, class... State>
auto transaction(const AsyncEngine& engine, const TransactionOptions& options, Fn&& fn, State... state) {
    return transaction(engine, options, retries(5), std::forward<Fn>(fn), std::move(state)...);
}

}  // namespace azoth
