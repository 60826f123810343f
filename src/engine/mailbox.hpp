#pragma once

#include "async/wait.hpp"
#include <azoth/driver/notification.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::detail {

/// The notifications of one channel that one listener has not taken yet. Thread-safe.
class Inbox final : public std::enable_shared_from_this<Inbox> {
public:
    /// Notifications beyond `limit`, or beyond `bytes` of channels and payloads, are dropped and counted.
    Inbox(std::string channel, std::size_t limit, std::size_t bytes)
        : channel_(std::move(channel)), limit_(limit), most_bytes_(bytes) {}

    const std::string& channel() const noexcept { return channel_; }
    /// A notification without memory for it is dropped and counted, too.
    void put(const Notification& notification) noexcept;
    /// Sets what next() throws after the last notification.
    void end(std::exception_ptr why) noexcept;
    bool is_ended() const noexcept;
    std::optional<Notification> take();
    task<Notification> next() { return next(async::no_deadline); }
    task<Notification> next(std::chrono::milliseconds timeout) { return next(async::deadline_after(timeout)); }
    std::uint64_t missed() const noexcept;

private:
    class Waiter;

    task<Notification> next(async::Deadline deadline);
    std::optional<Notification> take_locked();
    void wake() noexcept;  // requires the mutex

    const std::string channel_;
    const std::size_t limit_;
    const std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::deque<Notification> waiting_;
    std::size_t bytes_ = 0;  // of the queued notifications
    std::uint64_t missed_ = 0;
    std::exception_ptr end_;
    std::weak_ptr<Waiter> waiter_;  // the one that is suspended
};

/// Sorts the notifications of a session by channel. Thread-safe.
class Mailbox final : public NotificationSink {
public:
    std::shared_ptr<Inbox> open(std::string channel, std::size_t limit, std::size_t bytes);
    /// Returns whether the channel has no listener left.
    bool close(const Inbox& inbox) noexcept;
    bool is_empty() const noexcept;
    void end(const std::exception_ptr& why) noexcept;

    void notify(Notification notification) noexcept override;
    void lost() noexcept override;

private:
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<Inbox>> inboxes_;
};

}  // namespace azoth::detail
