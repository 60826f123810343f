#include "engine/channel_listeners.hpp"

#include "engine/mailbox.hpp"
#include <azoth/error.hpp>

#include <exception>
#include <utility>

namespace azoth::detail {

std::shared_ptr<Inbox> ChannelListeners::open(Session& session, PendingStatements& pending, std::string channel,
                                              std::size_t limit, std::size_t bytes) {
    if (mailbox_ == nullptr) mailbox_ = std::make_shared<Mailbox>();
    pending.cancel_unlisten(channel);
    std::shared_ptr<Inbox> inbox = mailbox_->open(std::move(channel), limit, bytes);
    session.listen(mailbox_);
    return inbox;
}

void ChannelListeners::close(const Inbox& inbox, Session* session, PendingStatements& pending,
                             const SessionCommands& commands) noexcept {
    const bool last = mailbox_->close(inbox);
    if (session == nullptr) return;
    if (mailbox_->is_empty()) session->listen(nullptr);
    if (last) pending.add_unlisten(inbox.channel(), commands.unlisten(inbox.channel()));
}

void ChannelListeners::end(Session& session) noexcept {
    mailbox_->end(std::make_exception_ptr(ResourceClosedError("the connection that listened is closed")));
    session.listen(nullptr);
}

}  // namespace azoth::detail
