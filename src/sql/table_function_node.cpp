#include <azoth/sql/table_function_node.hpp>

namespace azoth::ast {
namespace {

void add_named_columns(FromClause& from, const std::vector<ExpressionPtr>& columns) {
    for (const auto& column : columns) {
        const Column* const named = column->plain_column();
        Column& added =
            from.add_column(std::string(column->row_name()), column->type, named ? named->info : nullptr, named);
        // The function after which it is named lives as long as this node.
        added.expression = column;
    }
}

void copy_columns(FromClause& from, const FromClause& other) {
    for (const auto& column : other.columns()) {
        Column& added = from.add_column(column->name, column->type, column->info, column->origin);
        added.expression = column->expression;
    }
}

}  // namespace

TableSample::TableSample(FromPtr e, std::string alias, ExpressionPtr method, ExpressionPtr repeatable)
    : element(std::move(e)), alias_name(std::move(alias)), sampling(std::move(method)), seed(std::move(repeatable)) {
    for (const auto& column : element->columns()) add_column(column->name, column->type, column->info, column.get());
}

TableSample::TableSample(const TableSample& other)
    : TableSample(other.element, other.alias_name, other.sampling, other.seed) {}

TableFunction::TableFunction(ExpressionPtr call, const std::vector<ExpressionPtr>& columns, std::string alias)
    : function(std::move(call)), alias_name(std::move(alias)) {
    add_named_columns(*this, columns);
}

TableFunction::TableFunction(const TableFunction& other)
    : Described(other),
      function(other.function),
      alias_name(other.alias_name),
      ordinality(other.ordinality),
      derived(other.derived),
      with_types(other.with_types),
      lateral(other.lateral),
      joins_implicitly(other.joins_implicitly) {
    copy_columns(*this, other);
}

void TableFunction::add_ordinality(std::string column_name) {
    ordinality = column_name;
    add_column(std::move(column_name), BigInteger(), nullptr, nullptr);
}

ValuesNode::ValuesNode(const std::vector<ExpressionPtr>& columns, std::string alias) : alias_name(std::move(alias)) {
    add_named_columns(*this, columns);
}

ValuesNode::ValuesNode(const ValuesNode& other)
    : Described(other),
      alias_name(other.alias_name),
      rows(other.rows),
      literal_binds(other.literal_binds),
      lateral(other.lateral) {
    copy_columns(*this, other);
}

}  // namespace azoth::ast
