#include "engine/connection_state.hpp"
#include "engine/schema.hpp"
#include <azoth/engine/async_connection.hpp>

#include <utility>

namespace azoth {

AsyncConnection::AsyncConnection(std::shared_ptr<detail::ConnectionState> state) noexcept : state_(std::move(state)) {}

AsyncConnection::AsyncConnection(AsyncConnection&& other) noexcept = default;

AsyncConnection& AsyncConnection::operator=(AsyncConnection&& other) noexcept {
    AsyncConnection old(std::move(*this));
    state_ = std::move(other.state_);
    return *this;
}

AsyncConnection::~AsyncConnection() {
    if (state_ != nullptr) state_->close();
}

task<Result<Dynamic>> AsyncConnection::exec_driver_sql(std::string sql) {
    return execute_typed(detail::Execution(state_, detail::raw_sql(std::move(sql))), RowTypes<Dynamic>());
}

task<void> AsyncConnection::commit() { return detail::commit(state_); }

task<void> AsyncConnection::rollback() { return detail::rollback(state_); }

task<AsyncTransaction> AsyncConnection::begin() { return begin_transaction(state_); }

task<AsyncTransaction> AsyncConnection::begin_nested() { return begin_savepoint(state_); }

task<AsyncTransaction> AsyncConnection::begin_transaction(std::shared_ptr<detail::ConnectionState> state) {
    state->session();
    if (state->has_pending()) co_await detail::settle(state);
    const std::uint64_t id = state->begin();
    co_return AsyncTransaction(std::move(state), id, false);
}

task<AsyncTransaction> AsyncConnection::begin_savepoint(std::shared_ptr<detail::ConnectionState> state) {
    const std::uint64_t id = co_await detail::begin_nested(state);
    co_return AsyncTransaction(std::move(state), id, true);
}

bool AsyncConnection::in_transaction() const noexcept { return state_->in_transaction(); }

bool AsyncConnection::in_nested_transaction() const noexcept { return state_->in_nested_transaction(); }

task<void> AsyncConnection::create_all(const MetaData& metadata) { return detail::create_all(state_, metadata); }

task<void> AsyncConnection::drop_all(const MetaData& metadata) { return detail::drop_all(state_, metadata); }

task<void> AsyncConnection::close() { return detail::close(state_); }

bool AsyncConnection::is_closed() const noexcept { return state_ == nullptr || state_->is_closed(); }

}  // namespace azoth
