#pragma once

#include <azoth/export.hpp>

#include <cstdint>
#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What one session said to all that listen to a channel.
struct Notification {
    std::string channel;
    std::string payload;
    std::int32_t process_id = 0;  ///< of the sender's session on the server
};

/// Whom a session tells of notifications.
class NotificationSink {
public:
    virtual ~NotificationSink() = default;
    /// On any thread, while the session reads: neither may it wait nor use the session.
    virtual void notify(Notification notification) noexcept = 0;
    /// The session is broken: nothing comes any more. Called as notify() is, or while the session is destroyed.
    virtual void lost() noexcept = 0;
};

}  // namespace azoth

AZOTH_EXPORT_END
