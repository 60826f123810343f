#pragma once

#include "engine/pending_statements.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/driver/session_commands.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace azoth::detail {

class Inbox;
class Mailbox;

/// The listeners of one connection. Not thread-safe.
class ChannelListeners {
public:
    /// Whether a channel was ever listened to.
    bool are_used() const noexcept { return mailbox_ != nullptr; }
    /// From now on the session reads, and notifications of the channel are kept in the inbox. Throws NotSupportedError.
    std::shared_ptr<Inbox> open(Session& session, PendingStatements& pending, std::string channel, std::size_t limit,
                                std::size_t bytes);
    /// A listener has ended. After the last one of its channel UNLISTEN is pending. session: null if the connection is
    /// closed.
    void close(const Inbox& inbox, Session* session, PendingStatements& pending,
               const SessionCommands& commands) noexcept;
    /// The connection is closed: all listeners end with ResourceClosedError.
    void end(Session& session) noexcept;

private:
    std::shared_ptr<Mailbox> mailbox_;  // null until the first open()
};

}  // namespace azoth::detail
