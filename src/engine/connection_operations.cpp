#include "engine/connection_hooks.hpp"
#include "engine/connection_state.hpp"
#include "engine/flush_pending.hpp"
#include "engine/schema.hpp"
#include "engine/transaction_control.hpp"
#include <azoth/engine/async_connection.hpp>
#include <azoth/error.hpp>

#include <algorithm>
#include <utility>

namespace azoth {

task<Result<Dynamic>> AsyncConnection::exec_driver_sql(std::string sql) {
    return execute_typed(detail::Execution(state(), detail::raw_sql(std::move(sql))), RowTypes<Dynamic>());
}

task<void> AsyncConnection::commit() { return detail::commit(state()); }

task<void> AsyncConnection::rollback() { return detail::rollback(state()); }

task<AsyncTransaction> AsyncConnection::begin(TransactionOptions options) {
    return begin_transaction(state(), options);
}

task<AsyncTransaction> AsyncConnection::begin_nested() { return begin_savepoint(state()); }

task<AsyncTransaction> AsyncConnection::begin_transaction(std::shared_ptr<detail::ConnectionState> state,
                                                          TransactionOptions options) {
    state->session();
    if (state->has_pending()) co_await detail::flush_pending(state);
    AsyncTransaction transaction(state, state->begin(options), false);
    if (!state->hooks().begin.empty()) co_await detail::call_begin_hooks(state);
    co_return transaction;
}

task<AsyncTwoPhaseTransaction> AsyncConnection::begin_twophase(std::string xid, TransactionOptions options) {
    return begin_prepared(state(), std::move(xid), options);
}

task<AsyncTwoPhaseTransaction> AsyncConnection::begin_prepared(std::shared_ptr<detail::ConnectionState> state,
                                                               std::string xid, TransactionOptions options) {
    static_cast<void>(state->commands().prepare_transaction(xid));
    AsyncTransaction transaction = co_await begin_transaction(state, options);
    co_return AsyncTwoPhaseTransaction(std::move(transaction), std::move(xid));
}

task<Isolation> AsyncConnection::get_isolation_level() { return query_isolation_level(state()); }

task<Isolation> AsyncConnection::query_isolation_level(std::shared_ptr<detail::ConnectionState> state) {
    auto query = std::make_shared<const StatementText>(state->commands().isolation_level());
    detail::Execution execution(std::move(state), std::move(query));
    execution.without_transaction();
    const Result<std::string> result(co_await detail::run(std::move(execution)));
    std::string level = result.one().get<0>();
    std::ranges::transform(level, level.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    for (const Isolation known : {Isolation::read_uncommitted, Isolation::read_committed, Isolation::repeatable_read,
                                  Isolation::serializable}) {
        if (level == to_string(known)) co_return known;
    }
    Diagnostics diagnostics;
    diagnostics.message = "unknown isolation level of the database: " + level;
    throw InterfaceError(std::move(diagnostics));
}

task<std::vector<std::string>> AsyncConnection::recover_twophase() { return prepared_names(state()); }

task<std::vector<std::string>> AsyncConnection::prepared_names(std::shared_ptr<detail::ConnectionState> state) {
    auto query = std::make_shared<const StatementText>(state->commands().prepared_transactions());
    detail::Execution execution(std::move(state), std::move(query));
    execution.without_transaction();
    const Result<std::string> result(co_await detail::run(std::move(execution)));
    co_return result.scalars().all();
}

task<void> AsyncConnection::commit_prepared(std::string xid) {
    return detail::control_outside(state(), state()->commands().commit_prepared(xid));
}

task<void> AsyncConnection::rollback_prepared(std::string xid) {
    return detail::control_outside(state(), state()->commands().rollback_prepared(xid));
}

task<AsyncTransaction> AsyncConnection::begin_savepoint(std::shared_ptr<detail::ConnectionState> state) {
    const std::uint64_t id = co_await detail::begin_nested(state);
    co_return AsyncTransaction(std::move(state), id, true);
}

task<void> AsyncConnection::create_all(const MetaData& metadata) { return detail::create_all(state(), metadata); }

task<void> AsyncConnection::drop_all(const MetaData& metadata) { return detail::drop_all(state(), metadata); }

task<void> AsyncConnection::close() { return detail::close(state()); }

}  // namespace azoth
