#include "engine/copy.hpp"

#include "engine/connection_state.hpp"
#include <azoth/engine/copy.hpp>
#include <azoth/error.hpp>
#include <azoth/schema/column_info.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/dml_node.hpp>
#include <azoth/sql/prepare.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace azoth::detail {
namespace {

/// The columns that the parameters of a row are for, in their order.
std::vector<const ast::Column*> copied_columns(const ast::InsertNode& insert, const Compiled& compiled) {
    std::vector<const ast::Column*> columns;
    for (const auto& bind : compiled.binds) {
        const auto& row = insert.rows.front();
        const auto given = std::ranges::find_if(row, [&](const auto& pair) { return pair.second.get() == bind.get(); });
        const ast::Column* const column = given == row.end() ? nullptr : given->first->plain_column();
        if (column == nullptr) throw InvalidRequestError("a default of azoth's own can't be copied: " + bind->key);
        columns.push_back(column);
    }
    return columns;
}

}  // namespace

std::string copy_text(const PreparedMany& statement, const Dialect& dialect) {
    const Compiled& compiled = *statement.compiled();
    const auto* const insert = dynamic_cast<const ast::InsertNode*>(compiled.statement.get());
    const ast::TableNode* const table = insert == nullptr ? nullptr : insert->table->as_table();
    if (table == nullptr || insert->rows.size() != 1 || insert->select || !insert->conflicts.empty() ||
        !insert->returning.empty() || insert->return_defaults || !insert->ctes.empty()) {
        throw InvalidRequestError("an INSERT that is copied has a table and columns, and nothing else");
    }
    const std::vector<const ast::Column*> columns = copied_columns(*insert, compiled);
    for (const auto& column : table->columns()) {
        const ast::Column* const plain = column.get();
        if (!plain->info->default_value || std::ranges::find(columns, plain) != columns.end()) continue;
        throw InvalidRequestError("a default of azoth's own can't be copied: " + plain->name);
    }
    return dialect.copy_in(*table, columns);
}

void check_copied_out(const ParameterBuffer& parameters) {
    if (parameters.count() == 0) return;
    throw InvalidRequestError(
        "a query with values in it can't be copied, for COPY has no parameters: stream() binds them");
}

ConnectionPtr state_of(const AsyncConnection& connection) { return ConnectionAccess::state(connection); }

task<std::int64_t> copy_rows(Execution execution, CopyOptions options) {
    execution.copy(std::move(options.progress), options.progress_every);
    const ConnectionPtr connection = execution.connection();
    std::uint64_t own = 0;
    if (!connection->in_transaction() && connection->options().is_autocommit()) {
        connection->session();
        if (connection->has_pending()) co_await settle(connection);
        own = connection->begin(TransactionOptions());
        execution.add(then_commit);
    }
    std::int64_t rows = 0;
    try {
        const DataPtr data = co_await run(std::move(execution));
        rows = data->row_count;
    } catch (...) {
        // In autocommit nobody else would end the transaction.
        if (own != 0 && connection->is_active(own)) connection->give_up_transaction();
        throw;
    }
    co_return rows;
}

task<AsyncTransaction> begin_copy(AsyncConnection& connection) {
    const bool alone = !connection.in_transaction() && connection.get_execution_options().is_autocommit();
    return alone ? connection.begin() : connection.begin_nested();
}

}  // namespace azoth::detail
