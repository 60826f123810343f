#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast_forms.hpp>
#include <azoth/expression/ast_functions.hpp>
#include <azoth/expression/known_function.hpp>
#include <azoth/sql/query_node.hpp>
#include <azoth/sql/sql_output.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class DdlCompiler;

/// One virtual function for each construct that databases write differently; the generic dialect's form is the default.
/// The second of the three classes that a dialect's compiler derives from; see Compiler.
class DialectSpelling : public SqlOutput {
public:
    /// Returns the compiler of this dialect's DDL.
    virtual std::unique_ptr<DdlCompiler> ddl_compiler() const;

    // Names, values and types.
    /// The placeholder of parameter `index` (from 0); `name` is its unique key if placeholders_named.
    virtual void write_placeholder(std::size_t index, std::string_view name);
    /// The next number of a sequence; `qualified` is its name.
    virtual void write_next_value(std::string_view qualified);
    /// TRUE or FALSE.
    virtual void write_boolean(bool value);
    /// A value as a literal.
    virtual void write_literal(const Value& value);
    /// `value` as a literal that is neither NULL nor a number, text or truth value.
    virtual void write_special_literal(const Value& value);
    /// Whether a literal of the type that is selected by itself shows its type, also where nothing lasting is defined.
    virtual bool selects_typed_literal(const SqlType& type) const noexcept;
    /// Whether parameters of the type are sent without a type, so that the database reads them as text unless the
    /// expression around them shows the type.
    virtual bool is_untyped_parameter(const SqlType& type) const;
    /// Returns the type that is declared for a parameter of a text(), where azoth cannot see which type the database
    /// expects. By default it is the value's own type; PostgreSQL's dialect leaves that of a string to the server.
    virtual SqlType type_in_text(const SqlType& type) const;
    /// The type as CAST names it.
    virtual std::string type_name(const SqlType& type) const;

    // Clauses.
    /// LIMIT and OFFSET, of which there is at least one.
    virtual void write_limit(const ast::QueryNode& node);
    /// The limit as FETCH FIRST.
    virtual void write_fetch(const ast::QueryNode& node);
    /// A member of a set operation that has an order or a limit of its own, or is a set operation itself.
    virtual void write_member_group(const ast::StatementNode& member);
    /// VALUES in FROM, with the names of its columns.
    virtual void write_values_from(const ast::ValuesNode& node);
    /// A table with its hint; not called for hints of another dialect.
    virtual void write_hinted(const ast::FromClause& from, std::string_view hint);
    /// Assignments of an UPDATE to parts of one column's value, in their order.
    virtual void write_parts(const ast::Column& column, const ast::Assignments& parts, std::string_view equals);

    // Operators and forms.
    /// The operator between two operands. Throws UnsupportedCompilationError for an operator that the dialect does not
    /// have.
    virtual std::string_view operator_text(Operator op) const;
    /// Division that keeps the fractional part.
    virtual void write_true_division(const ast::Binary& node);
    /// Division that drops the fractional part.
    virtual void write_floor_division(const ast::Binary& node);
    /// Exclusive or of bits.
    virtual void write_bitwise_xor(const ast::Binary& node);
    /// A match of a text with a regular expression.
    virtual void write_regexp_match(const ast::Binary& node);
    /// regexp_replace().
    virtual void write_regexp_replace(const ast::RegexpReplace& node);
    /// Writes a full-text search, match(): by default `left MATCH right`. node.modifier is the name of a configuration
    /// of text search, empty if none was given.
    virtual void write_match(const ast::Binary& node);
    /// The right side of IN for an empty list.
    virtual void write_empty_list(const ast::Binary& node);
    /// The right side of IN for a list of tuples.
    virtual void write_tuples(const ast::ExpressionList& list);
    /// BETWEEN.
    virtual void write_between(const ast::Between& node);
    /// EXTRACT.
    virtual void write_extract(const ast::Extract& node);
    /// How the dialect writes a known function.
    virtual const ast::FunctionSpelling& spelling(const ast::KnownFunction& function) const noexcept;
    /// An aggregate of ordered values.
    virtual void write_within_group(const ast::WithinGroup& node);
    /// ARRAY[...].
    virtual void write_array(const ast::ArrayLiteral& node);
    /// An element of a JSON value.
    virtual void write_json_access(const ast::JsonAccess& node);
    /// ANY (...) and ALL (...).
    virtual void write_any_or_all(const ast::Unary& node);

    // Building blocks for overrides.
    /// The name of a column, without its table.
    void write_column_name(const ast::Column& node);
    /// "(a, b)": all of them.
    void write_column_names(const ast::FromClause& from);
    /// VALUES with its rows, without parentheses.
    void write_values(const ast::ValuesNode& node);
    /// " AS name".
    void write_alias_name(const ast::FromClause& from);
    /// The operands of an operator with `text` between them, in parentheses where the operator needs them.
    void write_infix(const ast::Binary& node, std::string_view text);
    /// The same, without parentheses around the whole.
    void write_between_operands(const ast::Expression& left, std::string_view text, const ast::Expression& right,
                                Operator op);
    /// "name(a, b)".
    void write_call(std::string_view name, const std::vector<ast::ExpressionPtr>& arguments);
    /// A known function in the given spelling.
    void write_known_function(const ast::FunctionSpelling& spelling, const std::vector<ast::ExpressionPtr>& arguments);
    /// Inside of OVER or WINDOW: PARTITION BY, ORDER BY and the frame.
    void write_window(const ast::Window& window);
    /// An operand whose sibling has the same type; the database infers the type of a parameter or literal from the
    /// sibling.
    void write_beside(const ast::Expression& operand, const ast::Expression& beside, Operator op, Side side);
    /// Whether the other operand shows the type of a literal.
    bool shows_type(const ast::Expression& operand, const ast::Expression& beside) const noexcept;
    /// Whether it is a parameter that needs a cast where no other operand shows its type, as in a list of columns.
    bool needs_cast(const ast::Expression& node) const;
    /// Whether the parameters in the list need casts: its expressions share one type, as the branches of CASE do.
    bool needs_casts(const std::vector<ast::ExpressionPtr>& items) const;
    /// An expression; if `cast` is set, a parameter for which needs_cast() is true gets its cast.
    void write_cast_parameter(const ast::Expression& node, bool cast);
    /// Whether both operands of the division are integers; such a division drops the fractional part.
    static bool divides_integers(const ast::Binary& node) noexcept;

protected:
    using SqlOutput::SqlOutput;
};

}  // namespace azoth

AZOTH_EXPORT_END
