#pragma once

#include <azoth/expression/node.hpp>
#include <azoth/expression/operators.hpp>
#include <azoth/types/sql_type.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

struct ColumnInfo;

namespace ast {

class BindParameter;
class Constant;
class Cte;
class ExpressionList;
class JsonAccess;
class Join;
class Label;
class TableNode;
class Column;
class Tuple;

/// A node with a value: a column, a parameter, an operator with its operands, a function call.
class Expression : public Node {
public:
    /// The node as a parameter, or null.
    virtual const BindParameter* as_parameter() const noexcept { return nullptr; }
    /// The node as a constant, or null.
    virtual const Constant* as_constant() const noexcept { return nullptr; }
    /// The node as a list, or null.
    virtual const ExpressionList* as_list() const noexcept { return nullptr; }
    /// The node as a tuple, or null.
    virtual const Tuple* as_tuple() const noexcept { return nullptr; }
    /// The node as an access to JSON, or null.
    virtual const JsonAccess* as_json_access() const noexcept { return nullptr; }
    /// The opposite expression without NOT; null: there is none.
    virtual NodePtr<const Expression> negated() const;
    /// Whether it is always written in parentheses: a subquery, a tuple.
    virtual bool has_brackets() const noexcept { return false; }
    /// How tightly it binds as an operand; by default the precedence of its operator.
    virtual int precedence() const noexcept { return info(op).precedence; }

    /// The name in rows: a column's, a label's; empty: the compiler makes one.
    virtual std::string_view row_name() const noexcept { return {}; }
    /// Whether a SELECT may add a name to it; SQL text is left as the user wrote it.
    virtual bool takes_label([[maybe_unused]] bool in_subquery) const noexcept { return true; }
    /// The beginning of a name that the compiler makes: count_1.
    virtual std::string_view name_seed() const noexcept { return "anon"; }
    /// The column that it is or renames; null if it is neither.
    virtual const Column* plain_column() const noexcept { return nullptr; }
    /// The node as a label, or null.
    virtual const Label* as_label() const noexcept { return nullptr; }

    /// Type of the value.
    SqlType type;
    Operator op = Operator::none;  ///< determines the parentheses around it

protected:
    Expression() = default;
    explicit Expression(SqlType t, Operator o = Operator::none) noexcept : type(std::move(t)), op(o) {}
    Expression(const Node* owner, SqlType t) noexcept : Node(owner), type(std::move(t)) {}
};

/// A shared, immutable expression.
using ExpressionPtr = NodePtr<const Expression>;

/// An item of FROM with columns: a table, an alias, a subquery, a join.
class FromClause : public Node {
public:
    FromClause();
    /// Copies no columns: a derived class makes its own.
    FromClause(const FromClause& other);

    /// The columns, in their order.
    const std::vector<std::unique_ptr<Column>>& columns() const noexcept { return columns_; }
    /// Returns the column of a name, or null.
    const Column* find(std::string_view name) const noexcept;
    /// The qualifier of its columns in the text; empty: none (a join).
    virtual std::string_view name() const noexcept = 0;
    /// The beginning of a name that the compiler makes: users_1, anon_1.
    virtual std::string_view name_seed() const noexcept { return "anon"; }
    void collect_from(FromList& list) const override;
    /// Adds the clauses that are not written separately in FROM beside this one: those of a join.
    virtual void hidden_from(FromList&) const {}
    /// The clause as a table, or null.
    virtual const TableNode* as_table() const noexcept { return nullptr; }
    /// The clause as a CTE, or null.
    virtual const Cte* as_cte() const noexcept { return nullptr; }
    /// The clause as a join, or null.
    virtual const Join* as_join() const noexcept { return nullptr; }

    /// Adds a column; only while the clause is being built.
    Column& add_column(std::string column_name, SqlType type, std::shared_ptr<const ColumnInfo> info,
                       const Column* origin);

protected:
    ~FromClause() override;

private:
    std::vector<std::unique_ptr<Column>> columns_;
};

/// A shared, immutable item of FROM.
using FromPtr = NodePtr<const FromClause>;

}  // namespace ast
}  // namespace azoth
