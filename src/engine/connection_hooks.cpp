#include "engine/connection_hooks.hpp"

#include "engine/connection_access.hpp"
#include "engine/hooks.hpp"

#include <cstdint>
#include <utility>

namespace azoth::detail {
namespace {

/// Marks the transaction as being committed, so that hooks do not end it.
class CommitHooksScope {
public:
    explicit CommitHooksScope(TransactionState& transaction) noexcept : transaction_(transaction) {
        transaction_.set_in_commit_hooks(true);
    }
    CommitHooksScope(const CommitHooksScope&) = delete;
    CommitHooksScope& operator=(const CommitHooksScope&) = delete;
    ~CommitHooksScope() { transaction_.set_in_commit_hooks(false); }

private:
    TransactionState& transaction_;
};

}  // namespace

task<void> autobegin(ConnectionPtr connection) {
    const bool begins = connection->would_autobegin();
    connection->autobegin();  // throws also where it begins nothing
    if (begins) co_await call_begin_hooks(std::move(connection));
}

task<void> call_begin_hooks(ConnectionPtr connection) {
    const std::uint64_t transaction = connection->transaction().id();
    std::exception_ptr error;
    try {
        BorrowedConnection borrowed(connection);
        co_await call_hooks(connection->hooks().begin, *borrowed);
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    connection->drop_handle(transaction);
    std::rethrow_exception(error);
}

task<void> call_commit_hooks(ConnectionPtr connection) {
    const CommitHooksScope scope(connection->transaction());
    BorrowedConnection borrowed(connection);
    co_await call_hooks(connection->hooks().commit, *borrowed);
}

task<void> call_rollback_hooks(ConnectionPtr connection) {
    const ConnectionEvent event = connection->lease().event();
    co_await notify_hooks(connection->echo(), connection->hooks().rollback, "rollback", event);
}

task<std::exception_ptr> call_error_hooks(std::shared_ptr<EngineState> engine, std::string operation, std::string sql,
                                          std::exception_ptr error) {
    ErrorEvent event;
    event.operation = operation;
    event.sql = sql;
    event.error = error;
    co_await notify_hooks(*engine->echo, engine->events->error, "error", event);
    co_return event.error != nullptr ? event.error : error;
}

}  // namespace azoth::detail
