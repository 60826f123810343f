#pragma once

#include <azoth/driver/session.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/export.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/task.hpp>

#include <boost/asio/this_coro.hpp>

#include <optional>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

/// Carries out an execution and returns a result with the types of the statement. The usual case, one statement and its
/// rows, is done here, which saves a coroutine; run() does all others.
template <class... Ts>
task<Result<Ts...>> execute_typed(Execution execution, RowTypes<Ts...>) {
    try {
        if (execution.needs_connection() && !execution.try_share(co_await boost::asio::this_coro::executor)) {
            co_await execution.acquire_connection();
        }
        if (execution.needs_run()) co_return Result<Ts...>(co_await run(std::move(execution)));
        Session& session = execution.start();
        const Request request = execution.request();
        co_return Result<Ts...>(execution.finish(co_await session.execute(request)));
    } catch (...) {
        execution.fail();
    }
}

/// Does not compile: a static_assert explains in one sentence why the argument can't be executed.
template <class S>
task<Result<Dynamic>> refuse_statement() {
    say_no_statement<S>();
}

template <class... Ts>
task<std::optional<value_of<typename ColumnType<0, Ts...>::type>>> scalar_typed(Execution execution,
                                                                                RowTypes<Ts...> types) {
    const Result<Ts...> result = co_await execute_typed(std::move(execution), types);
    co_return result.scalar();
}

template <class... Ts>
task<ScalarResult<typename ColumnType<0, Ts...>::type>> scalars_typed(Execution execution, RowTypes<Ts...> types) {
    const Result<Ts...> result = co_await execute_typed(std::move(execution), types);
    co_return result.scalars();
}

}  // namespace azoth::detail

AZOTH_EXPORT_END
