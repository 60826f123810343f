#pragma once

#include "sql/statement_scopes.hpp"
#include <azoth/sql/dialect_spelling.hpp>
#include <azoth/sql/statement_node.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

// Functions of which a compiler's visits consist, by the file that defines them. `sql` is the compiler.
namespace azoth::detail {

// sql_output.cpp
/// Whether the grammar would split the operand, so that it needs parentheses.
bool is_torn(const SqlOutput& sql, const ast::Expression& operand, const Binding& beside, Operator op,
             Side side) noexcept;
/// Whether it is a boolean expression that is not made by an operator, such as a column.
bool is_bare_condition(const ast::Expression& node);

// compile_expressions.cpp
void write_binary(DialectSpelling& sql, const ast::Binary& node);
void write_conditions(DialectSpelling& sql, std::string_view keyword,
                      const std::vector<ast::ExpressionPtr>& conditions);
/// A value assigned to a column, or an element of a row: every operator gets parentheses.
void write_grouped(DialectSpelling& sql, const ast::Expression& value);

// compile_forms.cpp
void write_like(DialectSpelling& sql, const ast::Binary& node);

// compile_in.cpp
void write_in(DialectSpelling& sql, const ast::Binary& node);

// compile_parameters.cpp
/// A parameter; a non-empty `name` is its key, used without a number.
void write_bind(DialectSpelling& sql, const ast::BindParameter& node, std::string_view name);
/// Writes the placeholders into the complete text, and the parameters into the result.
void finish_placeholders(DialectSpelling& sql);

// compile_columns.cpp
void write_columns(DialectSpelling& sql, const std::vector<ast::ExpressionPtr>& columns, ColumnPlace place);
/// A selected value, inside the SQL that its type adds around result columns.
void write_sent_value(DialectSpelling& sql, const ast::Expression& value);

// compile_select.cpp
/// Text before the selected columns or after the statement, if it is for this dialect.
void write_prefixes(DialectSpelling& sql, const ast::Prefixes& prefixes);
void write_suffixes(DialectSpelling& sql, const ast::Prefixes& suffixes);
void write_order_terms(DialectSpelling& sql, const std::vector<ast::ExpressionPtr>& terms, bool by_label);
/// Whether the SQL that the type adds around this selected value makes the rows distinct by something else than the
/// value. ORDER BY must then name the wrapped value, which the distinct rows have.
bool is_distinct_by_sent_value(const DialectSpelling& sql, const ast::Expression& value) noexcept;

// compile_from.cpp
void write_from_list(DialectSpelling& sql, const ast::FromList& list);
void write_from_item(DialectSpelling& sql, const ast::FromClause& from);
/// A statement within another, in parentheses.
void write_nested(DialectSpelling& sql, const ast::StatementNode& statement, Place place);

// compile_scopes.cpp
/// From here on, subqueries see these FROM clauses as enclosing ones.
void enter_scope(DialectSpelling& sql, const ast::FromList& from, const ast::StatementNode* statement,
                 bool member = false);
/// Removes from FROM the clauses that the SELECT correlates with enclosing statements.
void leave_out_correlated(const DialectSpelling& sql, const ast::SelectNode& node, const Place& place,
                          ast::FromList& from);
void warn_unconnected(DialectSpelling& sql, const ast::SelectNode& node, const ast::FromList& from);

// compile_cte.cpp
/// Compiles a CTE if it was not compiled before.
void declare_cte(DialectSpelling& sql, const ast::Cte& node);
/// Ends the scope of a statement and writes its WITH, if it has CTEs.
void leave_scope(DialectSpelling& sql);

// compile_dml.cpp
/// Writes an INSERT's parameter, named after its key alone; with the number of the row if there are several rows.
void write_row_value(DialectSpelling& sql, const ast::Column& column, const ast::Expression& value, std::size_t row,
                     std::size_t rows);
void write_set(DialectSpelling& sql, const ast::Assignments& values, std::string_view equals);
/// The table that a statement changes, with its hint for this dialect.
void write_target(DialectSpelling& sql, const ast::FromClause& table, const ast::Prefixes& hints);
/// The FROM clauses other than the changed table. Returns whether there are any.
bool write_other_from(DialectSpelling& sql, std::string_view keyword, const ast::FromList& list,
                      const ast::FromClause& target);
/// `result`: the columns are those of the statement's result.
void write_returning(DialectSpelling& sql, const std::vector<ast::ExpressionPtr>& columns,
                     const ast::FromClause& target, bool result);

// extension.cpp
void write_extensions(DialectSpelling& sql, const ast::Extensions& extensions, ExtensionPoint point,
                      std::string_view before, std::string_view after);

}  // namespace azoth::detail
