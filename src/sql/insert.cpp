#include "sql/extension.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/statement_node.hpp>

#include <algorithm>

namespace azoth::detail {
namespace {

using Row = ast::InsertNode::Row;

// Columns are written in the table's order, independent of the order of the values.
Row row_in_table_order(const ast::FromClause& table, const std::vector<Assignment>& given) {
    Row values;
    values.reserve(given.size());
    for (const auto& column : table.columns()) {
        for (const Assignment& assignment : given) {
            if (assignment.column().get() != column.get()) continue;
            if (!values.empty() && values.back().first == assignment.column()) {
                throw ArgumentError("column \"" + column->name + "\" has two values");
            }
            values.emplace_back(assignment.column(), assignment.value());
        }
    }
    if (values.size() != given.size()) {
        for (const Assignment& assignment : given) assigned_column(table, *assignment.column());
    }
    return values;
}

bool gives(const Row& row, const ast::Column* column) {
    return std::any_of(row.begin(), row.end(), [&](const auto& value) { return value.first.get() == column; });
}

void check_same_columns(const ast::FromClause& table, const Row& first, const Row& row) {
    for (const auto& column : table.columns()) {
        const bool has_default = static_cast<bool>(column->info->default_value);
        const bool in_first = gives(first, column.get());
        const bool here = gives(row, column.get());
        if (in_first != here && !has_default) throw ArgumentError("every row of an INSERT names the same columns");
    }
}

}  // namespace

ast::NodePtr<const ast::StatementNode> make_insert(const ast::FromPtr& table) {
    if (dynamic_cast<const ast::TableNode*>(table.get()) == nullptr) {
        throw ArgumentError("only a table can be inserted into");
    }
    auto node = ast::make_node<ast::InsertNode>();
    node->table = table;
    return node;
}

const ast::Column& assigned_column(const ast::FromClause& table, const ast::Expression& target) {
    const auto* const column = dynamic_cast<const ast::Column*>(&target);
    if (column == nullptr) throw ArgumentError("the target of an assignment is not a column");
    if (column->from != &table) {
        throw ArgumentError("column \"" + column->name + "\" is not a column of table \"" + std::string(table.name()) +
                            "\", which the statement writes");
    }
    return *column;
}

void InsertBase::add_row(std::vector<Assignment> row) {
    auto& node = edit<ast::InsertNode>();
    if (node.select) throw ArgumentError("an INSERT from a SELECT takes no values");
    Row values = row_in_table_order(*node.table, row);
    if (!node.rows.empty()) check_same_columns(*node.table, node.rows.front(), values);
    node.rows.push_back(std::move(values));
}

ast::ExpressionPtr InsertBase::column_for_value(std::size_t index, std::size_t count) const {
    const auto& insert = static_cast<const ast::InsertNode&>(*node());
    const std::size_t columns = insert.columns.empty() ? insert.table->columns().size() : insert.columns.size();
    if (count > columns || (count < columns && !insert.columns.empty())) {
        throw ArgumentError(std::to_string(count) + (count == 1 ? " value doesn't" : " values don't") + " fit the " +
                            std::to_string(columns) + (columns == 1 ? " column " : " columns ") +
                            (insert.columns.empty() ? "of table " : "that columns() names of table ") +
                            std::string(insert.table->name()));
    }
    return insert.columns.empty() ? ast::ExpressionPtr(insert.table->columns()[index].get()) : insert.columns[index];
}

void InsertBase::set_columns(std::vector<ast::ExpressionPtr> columns) {
    auto& node = edit<ast::InsertNode>();
    for (const auto& column : columns) assigned_column(*node.table, *column);
    node.columns = std::move(columns);
}

void InsertBase::set_select(const Statement& select, bool include_defaults) {
    auto& node = edit<ast::InsertNode>();
    if (!node.rows.empty()) throw ArgumentError("an INSERT that has values can't take the rows of a SELECT");
    if (node.columns.empty()) {
        for (const auto& column : node.table->columns()) node.columns.emplace_back(column.get());
    }
    const std::size_t given = select.node()->result_columns().size();
    if (given != 0 && given != node.columns.size()) {
        throw ArgumentError("a SELECT of " + std::to_string(given) + " columns doesn't fit the " +
                            std::to_string(node.columns.size()) + " columns of table " +
                            std::string(node.table->name()) + "; name them with columns()");
    }
    node.select = select.node();
    node.include_defaults = include_defaults;
}

void InsertBase::set_return_defaults() { edit<ast::InsertNode>().return_defaults = true; }
void InsertBase::set_inline() { edit<ast::InsertNode>().inline_ = true; }

void InsertBase::append_extension(const Extension& extension) {
    add_extension(edit<ast::InsertNode>().extensions, extension, "an INSERT", {ExtensionPoint::post_values});
}

void InsertBase::add_conflict(ast::NodePtr<const ast::ConflictClause> conflict) {
    edit<ast::InsertNode>().conflicts.push_back(std::move(conflict));
}

void InsertBase::add_conflict_where(ast::ExpressionPtr condition) {
    auto& conflicts = edit<ast::InsertNode>().conflicts;
    if (conflicts.empty() || !conflicts.back()->update) {
        throw ArgumentError("only ON CONFLICT DO UPDATE of an INSERT has a WHERE");
    }
    auto changed = ast::make_node<ast::ConflictClause>(*conflicts.back());
    changed->where.push_back(std::move(condition));
    conflicts.back() = std::move(changed);
}

namespace {

std::string counted(std::size_t count, std::string_view noun) {
    return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

// `taken`: the written columns; without columns(), those of the table except the one that the database numbers.
std::string rows_do_not_fit(const ast::InsertNode& insert, std::size_t fields, std::size_t taken) {
    std::string message = "rows of " + counted(fields, "field") + " don't fit the INSERT into table \"" +
                          std::string(insert.table->name()) + "\": ";
    if (!insert.columns.empty()) return message + "columns() names " + counted(taken, "column");
    const std::size_t all = insert.table->columns().size();
    message += "it has " + counted(all, "column");
    if (taken != all) message += ", or " + std::to_string(taken) + " without the key that the database numbers";
    return message + "; name those that the rows have with columns()";
}

}  // namespace

ast::NodePtr<const ast::StatementNode> insert_with_parameters(const Statement& insert, std::size_t fields) {
    const auto& plain = dynamic_cast<const ast::InsertNode&>(*insert.node());
    if (!plain.rows.empty()) throw ArgumentError("an INSERT that has values can't be executed with a range of rows");
    std::vector<ast::ExpressionPtr> columns = plain.columns;
    if (columns.empty()) {
        const auto* const table = dynamic_cast<const ast::TableNode*>(plain.table.get());
        const std::size_t all = plain.table->columns().size();
        const ast::Column* const numbered = table == nullptr ? nullptr : table->autoincrement_column();
        for (const auto& column : plain.table->columns()) {
            if (fields == all || column.get() != numbered) columns.emplace_back(column.get());
        }
    }
    if (columns.size() != fields) {
        throw ArgumentError(rows_do_not_fit(plain, fields, columns.size()));
    }
    std::vector<Assignment> row;
    row.reserve(fields);
    for (std::size_t i = 0; i < fields; ++i) {
        const auto& column = static_cast<const ast::Column&>(*columns[i]);
        row.emplace_back(columns[i],
                         ast::make_node<const ast::BindParameter>(column.name, column.type, static_cast<int>(i)));
    }
    auto node = ast::make_node<ast::InsertNode>(plain);
    node->rows.push_back(row_in_table_order(*node->table, row));
    return node;
}

}  // namespace azoth::detail
