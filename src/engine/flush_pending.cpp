#include "engine/flush_pending.hpp"

#include "engine/control_statement.hpp"
#include <azoth/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace azoth::detail {
namespace {

constexpr std::string_view query_canceled = "57014";
constexpr std::string_view undefined_object = "42704";

bool has_sqlstate(const std::exception_ptr& error, std::string_view sqlstate) noexcept {
    try {
        std::rethrow_exception(error);
    } catch (const StatementError& failure) {
        return failure.sqlstate() == sqlstate;
    } catch (...) {
        return false;
    }
}

/// Whether the flush continues after this error. Invalidates the connection if the statement cannot be executed.
bool may_go_on(ConnectionState& connection, const PendingStatements::Step& step, const std::exception_ptr& error) {
    PendingStatements& pending = connection.pending();
    const PendingStatements::Refusal refusal{has_sqlstate(error, undefined_object),
                                             connection.session().transaction_status()};
    if (!pending.refused(step, refusal)) {
        connection.invalidate();
        return false;
    }
    // 57014: a cancel request for an earlier statement arrived late.
    if (refusal.gone || has_sqlstate(error, query_canceled)) return true;
    return step.kind == PendingStatements::Kind::rollback && !pending.has_rollback();
}

task<void> send_session_timeout(ConnectionPtr connection, std::chrono::milliseconds limit) {
    std::string sql = connection->commands().statement_timeout(limit, false);
    connection->server_timeout().session_limit_sent();
    if (!sql.empty()) {
        connection->echo().line(sql);
        co_await execute_control(connection, plain_control(std::move(sql)));
    }
    if (!connection->is_closed()) connection->server_timeout().session_limit_set(limit);
}

task<void> send_pending(ConnectionPtr connection, ExecutionOptions effective) {
    for (;;) {
        connection->session();
        const std::optional<PendingStatements::Step> step = connection->pending().next(connection->situation());
        if (!step) break;
        ControlStatement control = plain_control(step->sql);
        control.first = step->first;
        if (!step->first.empty()) connection->echo().line(step->first);
        connection->echo().line(step->sql);
        std::exception_ptr error;
        try {
            co_await execute_control(connection, std::move(control));
        } catch (...) {
            error = std::current_exception();
        }
        if (connection->is_closed()) co_return;  // the check-in executes the rest
        if (!error) {
            connection->pending().confirmed(*step);
            continue;
        }
        if (!connection->session().is_usable() || !may_go_on(*connection, *step, error)) std::rethrow_exception(error);
    }
    const std::optional<std::chrono::milliseconds> limit = connection->session_timeout_to_set(effective);
    if (limit) co_await send_session_timeout(std::move(connection), *limit);
}

void check_deadline(async::Deadline deadline) {
    if (std::chrono::steady_clock::now() < deadline) return;
    throw StatementTimeoutError(
        "the statement was not sent: those that must precede it, such as a pending ROLLBACK, did not end in time",
        Outcome::not_sent);
}

}  // namespace

task<void> flush_pending(ConnectionPtr connection, ExecutionOptions effective, async::Deadline deadline) {
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    OperationGate& gate = connection->gate();
    while (connection->has_pending(effective)) {
        check_deadline(deadline);
        if (gate.is_closed()) {
            co_await gate.wait(deadline);
            continue;
        }
        // In a coroutine of its own, which a cancellation of the caller does not reach.
        const auto error = std::make_shared<std::exception_ptr>();
        std::function<void()> start = [connection, effective, executor, error] {
            connection->gate().begin_flush();
            boost::asio::co_spawn(executor, send_pending(connection, effective),
                                  [connection, error](const std::exception_ptr& failed) {
                                      *error = failed;
                                      connection->gate().end_flush();
                                  });
        };
        co_await gate.wait(deadline, std::move(start));
        while (gate.is_flushing()) {
            check_deadline(deadline);
            co_await gate.wait(deadline);
        }
        if (*error) std::rethrow_exception(*error);
    }
}

task<void> flush_pending(ConnectionPtr connection) {
    const ExecutionOptions effective = connection->options();
    return flush_pending(std::move(connection), effective);
}

}  // namespace azoth::detail
