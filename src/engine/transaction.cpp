#include "engine/random_fraction.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/driver/session_commands.hpp>
#include <azoth/engine/transaction.hpp>
#include <azoth/error.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <random>

namespace azoth {
namespace {

std::chrono::milliseconds checked(std::chrono::milliseconds delay) {
    if (delay.count() < 0) throw ArgumentError("the delay between attempts is negative");
    return delay;
}

}  // namespace

retries::retries(int attempts) : attempts_(attempts) {
    if (attempts < 1) throw ArgumentError("retries() takes at least 1 attempt");
}

retries retries::first_delay(std::chrono::milliseconds delay) const {
    retries copy(*this);
    copy.first_delay_ = checked(delay);
    return copy;
}

retries retries::max_delay(std::chrono::milliseconds delay) const {
    retries copy(*this);
    copy.max_delay_ = checked(delay);
    return copy;
}

std::chrono::milliseconds retries::delay_after(int failures, double random) const noexcept {
    std::chrono::milliseconds delay = std::min(first_delay_, max_delay_);
    for (int i = 1; i < failures && delay < max_delay_; ++i) delay = std::min(delay * 2, max_delay_);
    const double shortened = static_cast<double>(delay.count()) * (1 - random / 2);
    return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(shortened));
}

namespace detail {

std::optional<std::chrono::milliseconds> next_attempt(const AsyncEngine& engine, const TransactionOptions& options,
                                                      const retries& policy, int failures,
                                                      const std::exception_ptr& error) {
    if (failures >= policy.attempts()) return std::nullopt;
    try {
        std::rethrow_exception(error);
    } catch (const StatementError& failure) {
        const Outcome outcome = failure.outcome();
        const bool undone =
            outcome == Outcome::not_sent || outcome == Outcome::not_executed || outcome == Outcome::rolled_back;
        const TransactionOptions all = engine.get_execution_options().transaction().merged(options);
        const bool lost = all.resolve_commit_mode() == true && failure.connection_lost();
        const bool transient = lost || find_backend(engine.url()).session_commands().is_transient(failure);
        if (!undone || !transient) return std::nullopt;
        return policy.delay_after(failures, random_fraction());
    } catch (...) {
        return std::nullopt;
    }
}

task<void> pause(std::chrono::milliseconds time) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, time);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace detail
}  // namespace azoth
