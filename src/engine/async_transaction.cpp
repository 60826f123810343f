#include "engine/connection_state.hpp"
#include "engine/transaction_control.hpp"
#include <azoth/engine/async_transaction.hpp>
#include <azoth/error.hpp>

#include <utility>

namespace azoth {
namespace {

task<void> commit_active(detail::ConnectionPtr connection, std::uint64_t id, bool nested) {
    if (connection == nullptr || !connection->is_active(id)) throw InvalidRequestError("This transaction is inactive");
    if (nested) {
        co_await detail::release_savepoint(std::move(connection), id);
    } else {
        co_await detail::commit(std::move(connection));
    }
}

task<void> rollback_active(detail::ConnectionPtr connection, std::uint64_t id, bool nested) {
    if (connection == nullptr || !connection->is_active(id)) co_return;
    if (nested) {
        co_await detail::rollback_savepoint(std::move(connection), id);
    } else {
        co_await detail::rollback(std::move(connection));
    }
}

}  // namespace

AsyncTransaction::AsyncTransaction(std::shared_ptr<detail::ConnectionState> connection, std::uint64_t id, bool nested)
    : connection_(std::move(connection)), id_(id), nested_(nested) {
    connection_->transaction().add_handle(id_);
}

AsyncTransaction::AsyncTransaction() noexcept = default;

AsyncTransaction::AsyncTransaction(AsyncTransaction&& other) noexcept = default;

AsyncTransaction& AsyncTransaction::operator=(AsyncTransaction&& other) noexcept {
    AsyncTransaction old(std::move(*this));
    connection_ = std::move(other.connection_);
    id_ = other.id_;
    nested_ = other.nested_;
    return *this;
}

AsyncTransaction::~AsyncTransaction() {
    if (connection_ != nullptr) connection_->drop_handle(id_);
}

task<void> AsyncTransaction::commit() { return commit_active(connection_, id_, nested_); }

task<void> AsyncTransaction::rollback() { return rollback_active(connection_, id_, nested_); }

AsyncTwoPhaseTransaction::AsyncTwoPhaseTransaction(AsyncTransaction transaction, std::string xid) noexcept
    : transaction_(std::move(transaction)), xid_(std::move(xid)) {}

task<void> AsyncTwoPhaseTransaction::prepare() {
    if (!is_active()) throw InvalidRequestError("This transaction is inactive");
    co_await detail::prepare_transaction(transaction_.connection_, xid_);
    prepared_ = true;
}

task<void> AsyncTwoPhaseTransaction::commit() {
    if (!prepared_) return transaction_.commit();
    return finish_prepared(transaction_.connection_->commands().commit_prepared(xid_));
}

task<void> AsyncTwoPhaseTransaction::rollback() {
    if (!prepared_) return transaction_.rollback();
    return finish_prepared(transaction_.connection_->commands().rollback_prepared(xid_));
}

task<void> AsyncTwoPhaseTransaction::finish_prepared(std::string sql) {
    co_await detail::control_outside(transaction_.connection_, std::move(sql));
    prepared_ = false;
}

bool AsyncTransaction::is_active() const noexcept { return connection_ != nullptr && connection_->is_active(id_); }

}  // namespace azoth
