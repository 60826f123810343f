#include "engine/copy_text.hpp"

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

[[noreturn]] void throw_client_default(const std::string& column) {
    throw InvalidRequestError("COPY cannot apply the client-side default of column \"" + column + "\"");
}

/// The columns of the parameters of one row, in the order of the parameters.
std::vector<const ast::Column*> copied_columns(const ast::InsertNode& insert, const Compiled& compiled) {
    std::vector<const ast::Column*> columns;
    for (const auto& bind : compiled.binds) {
        const auto& row = insert.rows.front();
        const auto given = std::ranges::find_if(row, [&](const auto& pair) { return pair.second.get() == bind.get(); });
        const ast::Column* const column = given == row.end() ? nullptr : given->first->plain_column();
        if (column == nullptr) throw_client_default(bind->key);
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
        throw InvalidRequestError("copy_in() needs an INSERT with a table and columns, and nothing else");
    }
    const std::vector<const ast::Column*> columns = copied_columns(*insert, compiled);
    for (const auto& column : table->columns()) {
        const ast::Column* const plain = column.get();
        if (!plain->info->default_value || std::ranges::find(columns, plain) != columns.end()) continue;
        throw_client_default(plain->name);
    }
    return dialect.copy_in(*table, columns);
}

void check_copied_out(const ParameterBuffer& parameters) {
    if (parameters.count() == 0) return;
    throw InvalidRequestError("copy_out() cannot bind values, because COPY has no parameters; use stream()");
}

}  // namespace azoth::detail
