#include "engine/connection_access.hpp"
#include "engine/error_outcome.hpp"
#include "engine/flush_pending.hpp"
#include <azoth/engine/advisory_lock.hpp>
#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/error.hpp>

#include <exception>
#include <utility>

namespace azoth {
namespace {

using detail::ConnectionPtr;

AdvisoryRequest request_for(const AdvisoryKey& key, LockMode mode) {
    AdvisoryRequest request{key};
    request.shared = mode == LockMode::shared;
    return request;
}

/// Whether the error means for certain that the lock was not granted. A session keeps a lock that it was granted just
/// before its statement was cancelled.
bool is_denial(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const StatementError& failure) {
        return failure.sqlstate() != "57014" && failure.outcome() != Outcome::unknown;
    } catch (const TimeoutError&) {
        return false;
    } catch (...) {
        return detail::outcome_of(error) == Outcome::not_sent;
    }
}

/// Returns whether the lock was granted.
task<bool> request_lock(ConnectionPtr connection, AdvisoryRequest request) {
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

/// The same for a lock of the session, which `unlock` releases. The connection counts it from the request on.
task<bool> request_session_lock(ConnectionPtr connection, AdvisoryRequest request, std::string unlock) {
    detail::AdvisoryLocks& locks = connection->pending().locks();
    locks.requested(unlock);
    bool granted = false;
    std::exception_ptr error;
    try {
        granted = co_await request_lock(connection, request);
    } catch (...) {
        error = std::current_exception();
    }
    if (granted) {
        locks.granted(unlock);
    } else if (!error || is_denial(error)) {
        locks.denied(unlock);
    } else {
        locks.unknown(unlock);
    }
    if (error) std::rethrow_exception(error);
    co_return granted;
}

void check_transaction(const ConnectionPtr& connection) {
    if (connection->in_transaction() || !connection->options().is_autocommit()) return;
    throw InvalidRequestError(
        "This connection is in autocommit: a lock of a transaction needs one; call begin() first.");
}

}  // namespace

AdvisoryLock::AdvisoryLock(std::shared_ptr<detail::ConnectionState> connection, std::string unlock) noexcept
    : connection_(std::move(connection)), unlock_(std::move(unlock)) {}

AdvisoryLock::AdvisoryLock() noexcept = default;

AdvisoryLock::AdvisoryLock(AdvisoryLock&& other) noexcept = default;

AdvisoryLock& AdvisoryLock::operator=(AdvisoryLock&& other) noexcept {
    drop();
    connection_ = std::move(other.connection_);
    unlock_ = std::move(other.unlock_);
    return *this;
}

AdvisoryLock::~AdvisoryLock() { drop(); }

void AdvisoryLock::drop() noexcept {
    if (const ConnectionPtr connection = std::move(connection_)) connection->pending().locks().release(unlock_);
}

task<void> AdvisoryLock::unlock() {
    const ConnectionPtr connection = connection_;
    drop();
    if (connection != nullptr && !connection->is_closed()) co_await detail::flush_pending(connection);
}

task<AdvisoryLock> advisory_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode) {
    const ConnectionPtr state = detail::ConnectionAccess::state(connection);
    const AdvisoryRequest request = request_for(key, mode);
    std::string unlock = state->commands().advisory_unlock(request);
    co_await request_session_lock(state, request, unlock);
    co_return AdvisoryLock(state, std::move(unlock));
}

task<std::optional<AdvisoryLock>> try_advisory_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode) {
    const ConnectionPtr state = detail::ConnectionAccess::state(connection);
    AdvisoryRequest request = request_for(key, mode);
    request.wait = false;
    std::string unlock = state->commands().advisory_unlock(request);
    const bool granted = co_await request_session_lock(state, request, unlock);
    std::optional<AdvisoryLock> lock;
    if (granted) lock = AdvisoryLock(state, std::move(unlock));
    co_return lock;
}

task<void> advisory_transaction_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode) {
    const ConnectionPtr state = detail::ConnectionAccess::state(connection);
    AdvisoryRequest request = request_for(key, mode);
    request.transaction = true;
    check_transaction(state);
    co_await request_lock(state, request);
}

task<bool> try_advisory_transaction_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode) {
    const ConnectionPtr state = detail::ConnectionAccess::state(connection);
    AdvisoryRequest request = request_for(key, mode);
    request.transaction = true;
    request.wait = false;
    check_transaction(state);
    co_return co_await request_lock(state, request);
}

}  // namespace azoth
