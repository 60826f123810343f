#include "engine/connection_state.hpp"
#include "engine/schema.hpp"
#include <azoth/engine/advisory_lock.hpp>
#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/error.hpp>

#include <utility>

namespace azoth {
namespace {

using detail::ConnectionPtr;

AdvisoryRequest request_for(const AdvisoryKey& key, LockMode mode) {
    AdvisoryRequest request{key};
    request.shared = mode == LockMode::shared;
    return request;
}

/// Whether the lock was given.
task<bool> ask(ConnectionPtr connection, AdvisoryRequest request) {
    auto text = std::make_shared<StatementText>();
    text->sql = connection->commands().advisory_lock(request);
    text->kind = StatementKind::select;
    text->prepare = false;
    text->seal();
    detail::Execution execution(std::move(connection), std::shared_ptr<const StatementText>(std::move(text)));
    const std::shared_ptr<const detail::ResultData> data = co_await detail::run(std::move(execution));
    if (request.wait) co_return true;
    const Result<bool> answer(data);
    co_return answer.scalar() == true;
}

void check_transaction(const ConnectionPtr& connection) {
    if (connection->in_transaction() || !connection->options().is_autocommit()) return;
    throw InvalidRequestError(
        "This connection is in autocommit: a lock of the transaction needs one, which begin() begins.");
}

}  // namespace

AdvisoryLock::AdvisoryLock(std::shared_ptr<detail::ConnectionState> connection, std::string unlock) noexcept
    : connection_(std::move(connection)), unlock_(std::move(unlock)) {
    connection_->lock_taken();
}

AdvisoryLock::AdvisoryLock(AdvisoryLock&& other) noexcept = default;

AdvisoryLock& AdvisoryLock::operator=(AdvisoryLock&& other) noexcept {
    drop();
    connection_ = std::move(other.connection_);
    unlock_ = std::move(other.unlock_);
    return *this;
}

AdvisoryLock::~AdvisoryLock() { drop(); }

void AdvisoryLock::drop() noexcept {
    if (const ConnectionPtr connection = std::move(connection_)) connection->drop_lock(std::move(unlock_));
}

task<void> AdvisoryLock::unlock() {
    const ConnectionPtr connection = connection_;
    drop();
    if (connection != nullptr && !connection->is_closed()) co_await detail::settle(connection);
}

task<AdvisoryLock> advisory_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode) {
    const ConnectionPtr state = detail::ConnectionAccess::state(connection);
    const AdvisoryRequest request = request_for(key, mode);
    std::string unlock = state->commands().advisory_unlock(request);
    co_await ask(state, request);
    co_return AdvisoryLock(state, std::move(unlock));
}

task<std::optional<AdvisoryLock>> try_advisory_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode) {
    const ConnectionPtr state = detail::ConnectionAccess::state(connection);
    AdvisoryRequest request = request_for(key, mode);
    request.wait = false;
    std::string unlock = state->commands().advisory_unlock(request);
    const bool given = co_await ask(state, request);
    std::optional<AdvisoryLock> lock;
    if (given) lock = AdvisoryLock(state, std::move(unlock));
    co_return lock;
}

task<void> advisory_transaction_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode) {
    const ConnectionPtr state = detail::ConnectionAccess::state(connection);
    AdvisoryRequest request = request_for(key, mode);
    request.transaction = true;
    check_transaction(state);
    co_await ask(state, request);
}

task<bool> try_advisory_transaction_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode) {
    const ConnectionPtr state = detail::ConnectionAccess::state(connection);
    AdvisoryRequest request = request_for(key, mode);
    request.transaction = true;
    request.wait = false;
    check_transaction(state);
    co_return co_await ask(state, request);
}

}  // namespace azoth
