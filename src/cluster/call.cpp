#include "cluster/node_failure.hpp"
#include "cluster/runtime.hpp"
#include "error_copy.hpp"
#include "sql/query_plan.hpp"
#include <azoth/cluster/call.hpp>
#include <azoth/cluster/node_unavailable.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/statement_text.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace azoth::detail {
namespace {

using Clock = std::chrono::steady_clock;

// Between two checks of a call that waits for a node; doubled after each.
constexpr std::chrono::milliseconds first_wait_step{1};
constexpr std::chrono::milliseconds longest_wait_step{32};

// Attempts of a statement that may itself be the reason: a transaction that is read-only by its own options.
constexpr int most_refused_writes = 3;

bool reads_only(const Statement& statement, const Dialect& dialect) {
    if (statement.node()->changes_rows()) return false;
    if (const ast::BoundQueryNode* const bound = statement.node()->as_bound_query()) {
        return bound->plan->compiled(dialect, false)->text->reads_only;
    }
    return dialect.compile(statement).text->reads_only;
}

}  // namespace

ClusterCall::ClusterCall(std::shared_ptr<ClusterRuntime> cluster, const on& route)
    : cluster_(std::move(cluster)),
      route_(route),
      begun_(Clock::now()),
      deadline_(begun_ + route.limit().value_or(cluster_->options().node_wait)) {}
ClusterCall::ClusterCall(const ClusterCall&) = default;
ClusterCall::ClusterCall(ClusterCall&&) noexcept = default;
ClusterCall::~ClusterCall() = default;

task<void> ClusterCall::enter() {
    const auto position_due = std::min(deadline_, Clock::now() + cluster_->options().position_wait);
    std::chrono::milliseconds time = first_wait_step;
    for (;;) {
        node_ = cluster_->choose(route_, position_due);
        if (node_ != nullptr) co_return;
        const auto now = Clock::now();
        if (now >= deadline_) {
            const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - begun_);
            throw NodeUnavailableError(cluster_->missing(route_, waited));
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - now);
        try {
            co_await pause(std::min(time, left));
        } catch (const boost::system::system_error& error) {
            if (error.code() == boost::asio::error::operation_aborted) throw CancelledError(Outcome::not_sent);
            throw;
        }
        time = std::min(time * 2, longest_wait_step);
    }
}

const AsyncEngine& ClusterCall::engine() const noexcept { return node_->engine; }

bool ClusterCall::may_go_on() const noexcept { return Clock::now() < deadline_; }

void ClusterCall::review(const std::exception_ptr& error, const Statement& statement) {
    const NodeFailure failure = node_failure_of(error);
    if (failure.replay_conflict && route_.role() != Role::primary && may_go_on() &&
        reads_only(statement, cluster_->dialect())) {
        return;
    }
    if (!failure.of_node) std::rethrow_exception(error);
    if (failure.read_only) {
        // A statement that writes was sent to a standby on purpose.
        const bool meant_for_primary = route_.role() == Role::primary || route_.role() == Role::prefer_primary;
        if (!meant_for_primary || ++refused_writes_ >= most_refused_writes) std::rethrow_exception(error);
    }
    cluster_->suspect(node_);
    if (!may_go_on()) std::rethrow_exception(error);
    if (!failure.undone && !reads_only(statement, cluster_->dialect())) std::rethrow_exception(error);
}

void ClusterCall::review_start(const std::exception_ptr& error) {
    const NodeFailure failure = node_failure_of(error);
    if (!failure.of_node) std::rethrow_exception(error);
    cluster_->suspect(node_);
    if (!may_go_on()) std::rethrow_exception(error);
}

void ClusterCall::fail_function(const std::exception_ptr& error, const AsyncConnection& connection) {
    const NodeFailure failure = node_failure_of(error);
    // The connection is in the transaction until COMMIT has been sent, by whatever way.
    if (failure.of_node && !failure.undone && connection.in_transaction()) {
        std::rethrow_exception(with_outcome(error, Outcome::rolled_back));
    }
    std::rethrow_exception(error);
}

void ClusterCall::note_failure(const std::exception_ptr& error) {
    if (node_ != nullptr && node_failure_of(error).of_node) cluster_->suspect(node_);
}

std::optional<std::chrono::milliseconds> ClusterCall::next_attempt(const TransactionOptions& options,
                                                                   const retries& policy, int failures,
                                                                   const std::exception_ptr& error) const {
    // Without a node: the call was cancelled, or the cluster closed, while it waited for one.
    if (failures >= policy.attempts() || !may_go_on() || node_ == nullptr) return std::nullopt;
    const NodeFailure failure = node_failure_of(error);
    // enter() waits for a node that fits; there is no crowd to disperse.
    if (failure.of_node && failure.undone) return std::chrono::milliseconds(0);
    return detail::next_attempt(engine(), options, policy, failures, error);
}

on default_route(const ClusterRuntime& cluster, const Statement& statement) {
    const Role role = cluster.options().reads;
    if (role == Role::primary || !reads_only(statement, cluster.dialect())) return on(Role::primary);
    return on(role);
}

}  // namespace azoth::detail
