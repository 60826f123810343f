#include "engine/connection_state.hpp"
#include <azoth/engine/async_connection.hpp>
#include <azoth/error.hpp>

#include <utility>

namespace azoth {

AsyncConnection::AsyncConnection(std::shared_ptr<detail::ConnectionState> state) noexcept : state_(std::move(state)) {}

AsyncConnection::AsyncConnection() noexcept = default;

AsyncConnection::AsyncConnection(AsyncConnection&& other) noexcept = default;

AsyncConnection& AsyncConnection::operator=(AsyncConnection&& other) noexcept {
    AsyncConnection old(std::move(*this));
    state_ = std::move(other.state_);
    return *this;
}

AsyncConnection::~AsyncConnection() {
    if (state_ != nullptr) state_->close();
}

const std::shared_ptr<detail::ConnectionState>& AsyncConnection::state() const {
    if (state_ == nullptr) throw ResourceClosedError("This AsyncConnection holds no connection.");
    return state_;
}

void AsyncConnection::execution_options(const ExecutionOptions& options) { state()->change_options(options); }

const ExecutionOptions& AsyncConnection::get_execution_options() const { return state()->options(); }

bool AsyncConnection::in_transaction() const noexcept { return state_ != nullptr && state_->in_transaction(); }

bool AsyncConnection::in_nested_transaction() const noexcept {
    return state_ != nullptr && state_->transaction().has_savepoints();
}

void AsyncConnection::invalidate() noexcept {
    if (state_ != nullptr) state_->invalidate();
}

bool AsyncConnection::is_closed() const noexcept { return state_ == nullptr || state_->is_closed(); }

}  // namespace azoth
