#include "engine/connection_state.hpp"
#include <azoth/engine/async_transaction.hpp>
#include <azoth/error.hpp>

#include <utility>

namespace azoth {
namespace {

task<void> commit_active(detail::ConnectionPtr connection, std::uint64_t id, bool nested) {
    if (!connection->is_active(id)) throw InvalidRequestError("This transaction is inactive");
    if (nested) {
        co_await detail::release_savepoint(std::move(connection), id);
    } else {
        co_await detail::commit(std::move(connection));
    }
}

task<void> rollback_active(detail::ConnectionPtr connection, std::uint64_t id, bool nested) {
    if (!connection->is_active(id)) co_return;
    if (nested) {
        co_await detail::rollback_savepoint(std::move(connection), id);
    } else {
        co_await detail::rollback(std::move(connection));
    }
}

}  // namespace

AsyncTransaction::AsyncTransaction(std::shared_ptr<detail::ConnectionState> connection, std::uint64_t id,
                                   bool nested) noexcept
    : connection_(std::move(connection)), id_(id), nested_(nested) {}

AsyncTransaction::AsyncTransaction(AsyncTransaction&& other) noexcept = default;

AsyncTransaction& AsyncTransaction::operator=(AsyncTransaction&& other) noexcept {
    AsyncTransaction old(std::move(*this));
    connection_ = std::move(other.connection_);
    id_ = other.id_;
    nested_ = other.nested_;
    return *this;
}

AsyncTransaction::~AsyncTransaction() {
    if (connection_ != nullptr) connection_->abandon(id_);
}

task<void> AsyncTransaction::commit() { return commit_active(connection_, id_, nested_); }

task<void> AsyncTransaction::rollback() { return rollback_active(connection_, id_, nested_); }

bool AsyncTransaction::is_active() const noexcept { return connection_ != nullptr && connection_->is_active(id_); }

}  // namespace azoth
