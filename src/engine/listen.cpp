#include "engine/connection_access.hpp"
#include "engine/flush_pending.hpp"
#include "engine/mailbox.hpp"
#include "engine/transaction_control.hpp"
#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/listen.hpp>
#include <azoth/error.hpp>

#include <utility>

namespace azoth {

Listener::Listener(std::shared_ptr<detail::ConnectionState> connection, std::shared_ptr<detail::Inbox> inbox) noexcept
    : connection_(std::move(connection)), inbox_(std::move(inbox)) {}

Listener::Listener() noexcept = default;
Listener::Listener(Listener&&) noexcept = default;

Listener& Listener::operator=(Listener&& other) noexcept {
    drop();
    connection_ = std::move(other.connection_);
    inbox_ = std::move(other.inbox_);
    return *this;
}

Listener::~Listener() { drop(); }

void Listener::drop() noexcept {
    if (const auto connection = std::exchange(connection_, nullptr)) connection->stop_listening(*inbox_);
}

task<Notification> Listener::next() { return inbox_->next(); }

task<Notification> Listener::next(std::chrono::milliseconds timeout) { return inbox_->next(timeout); }

std::optional<Notification> Listener::try_next() { return inbox_->take(); }

std::uint64_t Listener::missed() const noexcept { return inbox_->missed(); }

const std::string& Listener::channel() const noexcept { return inbox_->channel(); }

task<void> Listener::close() {
    const auto connection = connection_;
    if (connection == nullptr) co_return;
    connection->stop_listening(*inbox_);
    connection_.reset();
    inbox_->end(std::make_exception_ptr(ResourceClosedError("this listener is closed")));
    if (connection->is_closed() || connection->in_transaction()) co_return;
    co_await detail::flush_pending(connection);
}

task<Listener> listen(AsyncConnection& connection, std::string channel, ListenOptions options) {
    const detail::ConnectionPtr state = detail::ConnectionAccess::state(connection);
    if (options.buffer == 0) throw ArgumentError("ListenOptions::buffer must be at least 1");
    state->session();
    std::string sql = state->commands().listen(channel);
    detail::check_outside(*state, sql);
    // Notifications may arrive directly after the answer to LISTEN.
    Listener listener(state, state->start_listening(std::move(channel), options.buffer, options.buffer_bytes));
    co_await detail::control_outside(state, std::move(sql));
    co_return listener;
}

}  // namespace azoth
