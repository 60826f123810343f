#include "engine/connection_state.hpp"
#include "engine/schema.hpp"
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

/// Whether an error says for certain that the lock was not given. A session keeps a lock that it was given just before
/// its statement was stopped.
bool is_refusal(const std::exception_ptr& error) {
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

/// The same of a lock of the session, which `unlock` releases: what comes of it is the ledger's from the start.
task<bool> ask_session(ConnectionPtr connection, AdvisoryRequest request, std::string unlock) {
    detail::Ledger& ledger = connection->ledger();
    ledger.lock_asked(unlock);
    bool given = false;
    std::exception_ptr error;
    try {
        given = co_await ask(connection, request);
    } catch (...) {
        error = std::current_exception();
    }
    if (given) {
        ledger.lock_given(unlock);
    } else if (!error || is_refusal(error)) {
        ledger.lock_refused(unlock);
    } else {
        ledger.lock_unsure(unlock);
    }
    if (error) std::rethrow_exception(error);
    co_return given;
}

void check_transaction(const ConnectionPtr& connection) {
    if (connection->in_transaction() || !connection->options().is_autocommit()) return;
    throw InvalidRequestError(
        "This connection is in autocommit: a lock of the transaction needs one, which begin() begins.");
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
    if (const ConnectionPtr connection = std::move(connection_)) connection->ledger().owe_unlock(unlock_);
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
    co_await ask_session(state, request, unlock);
    co_return AdvisoryLock(state, std::move(unlock));
}

task<std::optional<AdvisoryLock>> try_advisory_lock(AsyncConnection& connection, AdvisoryKey key, LockMode mode) {
    const ConnectionPtr state = detail::ConnectionAccess::state(connection);
    AdvisoryRequest request = request_for(key, mode);
    request.wait = false;
    std::string unlock = state->commands().advisory_unlock(request);
    const bool given = co_await ask_session(state, request, unlock);
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
