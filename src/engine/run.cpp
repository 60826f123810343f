#include "engine/connection_state.hpp"
#include "engine/statement_watch.hpp"
#include "engine/transaction_control.hpp"
#include <azoth/engine/execution.hpp>

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>

namespace azoth::detail {
namespace {

task<Answer> send_rows(Session& session, const Execution& execution, const Request& request, ParameterSource& source) {
    return execution.uses_copy() ? session.copy_in(request, source) : session.execute_many(request, source);
}

// co_await is not allowed in a handler: errors are kept in a variable, or rethrown by fail().

task<DataPtr> send(Execution& execution) {
    try {
        // Statements may have become pending while the caller was waiting.
        while (execution.must_flush()) co_await execution.flush();
        Session& session = execution.start();
        const Request request = execution.request();
        ParameterSource* const source = execution.source();
        if (source == nullptr) co_return execution.finish(co_await session.execute(request));
        co_return execution.finish(co_await send_rows(session, execution, request, *source));
    } catch (...) {
        execution.fail();
    }
}

// One coroutine in most cases: an observer, and hooks that are plain functions, need no other.
task<DataPtr> send_watched(Execution& execution) {
    StatementWatch watch(execution);
    DataPtr data;
    std::exception_ptr error;
    bool sending = false;
    try {
        if (watch.must_wait_before()) {
            co_await watch.before();
        } else {
            watch.before_without_waiting();
        }
        sending = true;
        Session& session = execution.start();
        const Request request = execution.request();
        ParameterSource* const source = execution.source();
        if (source == nullptr) {
            data = execution.finish(co_await session.execute(request));
        } else {
            data = execution.finish(co_await send_rows(session, execution, request, *source));
        }
    } catch (...) {
        error = std::current_exception();
        if (sending) error = execution.failure(error);
    }
    if (error) {
        // Error hooks are called also in a cancelled coroutine.
        const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        error = co_await watch.failed(error);
        co_await boost::asio::this_coro::throw_if_cancelled(throws);
        std::rethrow_exception(error);
    }
    watch.succeeded(*data);
    if (watch.must_wait_after()) co_await watch.after(*data);
    co_return data;
}

task<DataPtr> carry_out(Execution& execution) {
    return execution.engine().watches_statements ? send_watched(execution) : send(execution);
}

task<DataPtr> run_and_commit(Execution execution) {
    const ConnectionPtr connection = execution.connection();
    const bool separately = connection->commits_separately();
    if (separately) execution.commit_separately();
    DataPtr data;
    std::exception_ptr error;
    try {
        data = co_await carry_out(execution);
        if (separately) {
            co_await commit(connection);
            auto committed = std::make_shared<ResultData>(*data);
            committed->outcome = Outcome::committed;
            data = std::move(committed);
        }
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return data;
    // In a cancelled coroutine nothing can be awaited: the next operation rolls back, or the pool.
    const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
    if (cancellation.cancelled() == boost::asio::cancellation_type::none) {
        try {
            co_await rollback(connection);
        } catch (const std::exception&) {
            // The error of the statement is thrown instead.
        }
    } else if (!connection->is_closed() && connection->in_transaction()) {
        connection->abandon_transaction();
        connection->notify_rolled_back();
    }
    std::rethrow_exception(error);
}

}  // namespace

task<DataPtr> run(Execution execution) {
    if (execution.must_flush()) co_await execution.flush();
    if (execution.commits()) co_return co_await run_and_commit(std::move(execution));
    co_return co_await carry_out(execution);
}

}  // namespace azoth::detail
