#pragma once

#include <azoth/driver/transaction_options.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// How often transaction() tries, and how long it waits in between: first_delay before the second attempt, twice as
/// long before every other up to max_delay, each shortened at random by up to a half, so that those who got in each
/// other's way do not meet again.
class retries {
public:
    /// `attempts`: of all, the first included. Throws ArgumentError if it is less than 1.
    explicit retries(int attempts);
    /// Default: 10 ms. Throws ArgumentError if it is negative.
    retries first_delay(std::chrono::milliseconds delay) const;
    /// Default: 1 s. Throws ArgumentError if it is negative.
    retries max_delay(std::chrono::milliseconds delay) const;

    int attempts() const noexcept { return attempts_; }
    /// How long to wait after so many failures; random: from 0 up to 1.
    std::chrono::milliseconds delay_after(int failures, double random) const noexcept;

private:
    int attempts_;
    std::chrono::milliseconds first_delay_{10};
    std::chrono::milliseconds max_delay_{1000};
};

namespace detail {

/// How long to wait before the next attempt; nothing: there is none.
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

/// Calls the coroutine fn(AsyncConnection&, state...) in a transaction, as AsyncEngine::begin() does, and once more in
/// another one when the database gave it up for the sake of others that ran beside it: serialization failures and
/// deadlocks on PostgreSQL (SQLSTATE 40001, 40P01), a locked database on SQLite; with
/// TransactionOptions::resolve_commit also when the connection was lost and the transaction surely with it. What fn
/// does outside of the database is done again, too; it gets its state anew each time, as a copy. Other errors, and the
/// last attempt's, are thrown.
///
/// Between attempts the connection is back in the pool. Cancelling it takes effect as in any operation.
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
/// With five attempts.
template <detail::Callee Fn, class... State>
auto transaction(const AsyncEngine& engine, const TransactionOptions& options, Fn&& fn, State... state) {
    return transaction(engine, options, retries(5), std::forward<Fn>(fn), std::move(state)...);
}

}  // namespace azoth

AZOTH_EXPORT_END
