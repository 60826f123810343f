#pragma once

#include <cstdint>
#include <string>

namespace azoth {

/// A message that a session sent with NOTIFY to all listeners of a channel.
struct Notification {
    /// The channel's name.
    std::string channel;
    /// The payload; may be empty.
    std::string payload;
    std::int32_t process_id = 0;  ///< of the sender's session on the server
};

/// Receives the notifications of a session.
class NotificationSink {
public:
    virtual ~NotificationSink() = default;
    /// Receives one notification. Threads: called on any thread, while the session reads; it must not block and must
    /// not use the session.
    virtual void notify(Notification notification) noexcept = 0;
    /// The session is broken: no more notifications follow. Called as notify() is, or while the session is destroyed.
    virtual void lost() noexcept = 0;
};

}  // namespace azoth
