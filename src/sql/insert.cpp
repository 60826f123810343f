#include <azoth/error.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/statement_node.hpp>

#include <algorithm>

namespace azoth::detail {

ast::NodePtr<const ast::StatementNode> make_insert(const ast::FromPtr& table) {
    auto node = ast::make_node<ast::InsertNode>();
    node->table = table;
    return node;
}

void InsertBase::add_row(std::vector<Assignment> row) {
    auto& node = edit<ast::InsertNode>();
    ast::InsertNode::Row values;
    values.reserve(row.size());
    // Columns stand in the order of the table, however the values were given.
    for (const auto& column : node.table->columns()) {
        for (const Assignment& assignment : row) {
            if (assignment.column().get() != column.get()) continue;
            if (!values.empty() && values.back().first == assignment.column()) {
                throw ArgumentError("column " + column->name + " is given two values");
            }
            values.emplace_back(assignment.column(), assignment.value());
        }
    }
    for (const Assignment& assignment : row) {
        const auto& column = dynamic_cast<const ast::Column&>(*assignment.column());
        if (column.from != node.table.get()) {
            throw ArgumentError("column " + column.name + " is not a column of the table " +
                                std::string(node.table->name()) + " that is inserted into");
        }
    }
    if (!node.rows.empty()) {
        const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
        if (!std::ranges::equal(node.rows.front(), values, same)) {
            throw ArgumentError("every row of an INSERT names the same columns");
        }
    }
    node.rows.push_back(std::move(values));
}

void InsertBase::set_columns(std::vector<ast::ExpressionPtr> columns) {
    edit<ast::InsertNode>().columns = std::move(columns);
}

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
        throw ArgumentError("rows of " + std::to_string(fields) + " fields don't fit the " +
                            std::to_string(columns.size()) + " columns of table " + std::string(plain.table->name()) +
                            "; name the columns with columns()");
    }
    auto node = ast::make_node<ast::InsertNode>(plain);
    ast::InsertNode::Row row;
    for (std::size_t i = 0; i < fields; ++i) {
        const auto& column = dynamic_cast<const ast::Column&>(*columns[i]);
        row.emplace_back(columns[i],
                         ast::make_node<const ast::BindParameter>(column.name, column.type, static_cast<int>(i)));
    }
    node->rows.push_back(std::move(row));
    return node;
}

void InsertBase::set_returning(std::vector<ast::ExpressionPtr> columns) {
    edit<ast::InsertNode>().returning = std::move(columns);
}

}  // namespace azoth::detail
