#include "engine/pool.hpp"
#include "engine/pool_limits.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

// What the pool says of itself: figures, and the message of a timeout.
namespace azoth::detail {
namespace {

using Clock = std::chrono::steady_clock;

// How many users of connections the message of a timeout names.
constexpr std::size_t named_users = 10;

std::string age_text(Clock::duration time) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f s", std::chrono::duration<double>(time).count());
    return text.data();
}

}  // namespace

PoolStatus Pool::status() const {
    const PoolState::Limits limits = pool_limits(options_);
    const Lock lock(mutex_);
    PoolStatus status;
    status.size = limits.size;
    status.checked_in = state_.idle();
    status.checked_out = state_.in_use();
    status.overflow = limits.size != 0 && state_.total() > limits.size ? state_.total() - limits.size : 0;
    status.waiting = state_.waiting();
    status.opened = state_.sessions_opened();
    status.closed = state_.sessions_closed();
    status.failed_to_open = failed_to_open_;
    status.timeouts = timeouts_;
    status.waits = waits_;
    return status;
}

std::string Pool::timeout_message() const {
    const PoolState::Limits limits = pool_limits(options_);
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(),
                  "QueuePool limit of size %zu overflow %d reached, connection timed out, timeout %0.2f", limits.size,
                  limits.max_overflow, std::chrono::duration<double>(options_.pool_timeout).count());
    std::string message = text.data();
    if (state_.is_down()) return message + "; the last attempt to connect failed: " + connect_error_;

    std::vector<const Slot*> users;
    for (const auto& [id, slot] : slots_) {
        if (slot.since != PoolTime()) users.push_back(&slot);
    }
    std::ranges::sort(users, {}, &Slot::since);
    const PoolTime now = Clock::now();
    for (std::size_t i = 0; i < std::min(users.size(), named_users); ++i) {
        const Slot& slot = *users[i];
        message += (i == 0 ? "; in use by " : ", ") + (slot.label.empty() ? "someone" : '"' + slot.label + '"') +
                   " for " + age_text(now - slot.since);
    }
    if (users.size() > named_users) message += ", and others";
    return message;
}

}  // namespace azoth::detail
