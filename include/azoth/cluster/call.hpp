#pragma once

#include <azoth/cluster/role.hpp>
#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/engine/transaction.hpp>
#include <azoth/export.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

class ClusterRuntime;
struct ClusterNode;

/// One call of a cluster: the node that it is executed on now, its deadline, and what its failures say of nodes.
class ClusterCall {
public:
    ClusterCall(std::shared_ptr<ClusterRuntime> cluster, const on& route);
    ClusterCall(const ClusterCall&);
    ClusterCall(ClusterCall&&) noexcept;
    ~ClusterCall();

    /// Waits for a node that fits. Throws NodeUnavailableError at the deadline.
    task<void> enter();
    /// The engine of the node.
    const AsyncEngine& engine() const noexcept;

    /// Returns if a statement that failed with this error is to be executed again, by way of enter(); else throws the
    /// error. The statement is compiled if that depends on its having no effects.
    void review(const std::exception_ptr& error, const Statement& statement);
    /// The same for a transaction or a check-out that failed before the user's function was called.
    void review_start(const std::exception_ptr& error);
    /// The function of a transaction has failed. Throws the error, with the outcome rolled_back if the connection was
    /// lost before COMMIT was sent.
    [[noreturn]] void fail_function(const std::exception_ptr& error, const AsyncConnection& connection);
    /// The transaction has failed after its function was called.
    void note_failure(const std::exception_ptr& error);
    /// The delay before the next attempt of a transaction; empty: there is none.
    std::optional<std::chrono::milliseconds> next_attempt(const TransactionOptions& options, const retries& policy,
                                                          int failures, const std::exception_ptr& error) const;

private:
    bool may_go_on() const noexcept;

    std::shared_ptr<ClusterRuntime> cluster_;
    on route_;
    std::chrono::steady_clock::time_point begun_;
    std::chrono::steady_clock::time_point deadline_;
    std::shared_ptr<ClusterNode> node_;
    int refused_writes_ = 0;  // by a node that was taken for the primary
};

/// Where a call without `on` is executed: ClusterOptions::reads for a query that is known to have no effects.
on default_route(const ClusterRuntime& cluster, const Statement& statement);

}  // namespace azoth::detail

AZOTH_EXPORT_END
