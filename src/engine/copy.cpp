#include "engine/connection_access.hpp"
#include "engine/flush_pending.hpp"
#include <azoth/engine/copy.hpp>

#include <utility>

namespace azoth::detail {

ConnectionPtr state_of(const AsyncConnection& connection) { return ConnectionAccess::state(connection); }

task<std::int64_t> copy_rows(Execution execution, CopyOptions options) {
    execution.use_copy(std::move(options.progress), options.progress_every);
    const ConnectionPtr connection = execution.connection();
    std::uint64_t own = 0;
    if (!connection->in_transaction() && connection->options().is_autocommit()) {
        connection->session();
        if (connection->has_pending()) co_await flush_pending(connection);
        own = connection->begin(TransactionOptions());
        execution.add(then_commit);
    }
    std::int64_t rows = 0;
    try {
        const DataPtr data = co_await run(std::move(execution));
        rows = data->row_count;
    } catch (...) {
        // In autocommit the caller has no transaction to end.
        if (own != 0 && connection->is_active(own)) connection->abandon_transaction();
        throw;
    }
    co_return rows;
}

task<AsyncTransaction> begin_copy(AsyncConnection& connection) {
    const bool autocommit = !connection.in_transaction() && connection.get_execution_options().is_autocommit();
    return autocommit ? connection.begin() : connection.begin_nested();
}

}  // namespace azoth::detail
