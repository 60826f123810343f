#pragma once

#include "sql/statement_scopes.hpp"
#include <azoth/sql/dialect_spelling.hpp>
#include <azoth/sql/statement_node.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

// What the visits of a compiler are made of, by the files that write it. `sql` is the compiler.
namespace azoth::detail {

// sql_output.cpp
/// Whether the grammar would read an operand otherwise than as a whole.
bool is_torn(const SqlOutput& sql, const ast::Expression& operand, const Binding& beside, Operator op,
             Side side) noexcept;
/// Whether it is a truth value that no operator makes.
bool is_bare_condition(const ast::Expression& node);

// compile_expressions.cpp
void write_binary(DialectSpelling& sql, const ast::Binary& node);
void write_conditions(DialectSpelling& sql, std::string_view keyword,
                      const std::vector<ast::ExpressionPtr>& conditions);
/// A value assigned to a column, or a row's element: every operator in parentheses.
void write_grouped(DialectSpelling& sql, const ast::Expression& value);

// compile_forms.cpp
void write_like(DialectSpelling& sql, const ast::Binary& node);

// compile_in.cpp
void write_in(DialectSpelling& sql, const ast::Binary& node);

// compile_parameters.cpp
/// A parameter; `name` is its key where it is not to be numbered.
void write_bind(DialectSpelling& sql, const ast::BindParameter& node, std::string_view name);
/// Writes the placeholders into the text, which is complete, and the parameters into the result.
void finish_placeholders(DialectSpelling& sql);

// compile_columns.cpp
void write_columns(DialectSpelling& sql, const std::vector<ast::ExpressionPtr>& columns, ColumnPlace place);
/// A value in the SQL that stands around the columns of a result.
void write_sent_value(DialectSpelling& sql, const ast::Expression& value);

// compile_select.cpp
/// Text before and after what a statement selects, for this dialect.
void write_prefixes(DialectSpelling& sql, const ast::Prefixes& prefixes);
void write_suffixes(DialectSpelling& sql, const ast::Prefixes& suffixes);
void write_order_terms(DialectSpelling& sql, const std::vector<ast::ExpressionPtr>& terms, bool by_label);
/// Whether the rows are made distinct by what stands around this value among the selected columns: an order by the
/// value itself would be one by something that the distinct rows don't have.
bool is_distinct_by_sent_value(const DialectSpelling& sql, const ast::Expression& value) noexcept;

// compile_from.cpp
void write_from_list(DialectSpelling& sql, const ast::FromList& list);
void write_from_item(DialectSpelling& sql, const ast::FromClause& from);
/// A statement within another, in parentheses.
void write_nested(DialectSpelling& sql, const ast::StatementNode& statement, Place place);

// compile_scopes.cpp
/// From here on, subqueries see these FROM clauses as those around them.
void enter_scope(DialectSpelling& sql, const ast::FromList& from, const ast::StatementNode* statement,
                 bool member = false);
/// Takes out of FROM what the SELECT takes from the statements around it.
void leave_out_correlated(const DialectSpelling& sql, const ast::SelectNode& node, const Place& place,
                          ast::FromList& from);
void warn_unconnected(DialectSpelling& sql, const ast::SelectNode& node, const ast::FromList& from);

// compile_cte.cpp
/// Compiles a CTE, unless that has been done.
void declare_cte(DialectSpelling& sql, const ast::Cte& node);
/// Writes the WITH of the statement, if it has one.
void leave_scope(DialectSpelling& sql);

// compile_dml.cpp
/// Writes a parameter named after its key alone, with the row's number if there are several: an INSERT's.
void write_row_value(DialectSpelling& sql, const ast::Column& column, const ast::Expression& value, std::size_t row,
                     std::size_t rows);
void write_set(DialectSpelling& sql, const ast::Assignments& values, std::string_view equals);
/// The table that a statement changes, with the hint for this dialect.
void write_target(DialectSpelling& sql, const ast::FromClause& table, const ast::Prefixes& hints);
/// FROM clauses beside the one that is changed; whether there are any.
bool write_other_from(DialectSpelling& sql, std::string_view keyword, const ast::FromList& list,
                      const ast::FromClause& target);
/// `result`: its columns are those of the answer.
void write_returning(DialectSpelling& sql, const std::vector<ast::ExpressionPtr>& columns,
                     const ast::FromClause& target, bool result);

// extension.cpp
void write_extensions(DialectSpelling& sql, const ast::Extensions& extensions, ExtensionPoint point,
                      std::string_view before, std::string_view after);

}  // namespace azoth::detail
