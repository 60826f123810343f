#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/node.hpp>
#include <azoth/expression/operators.hpp>
#include <azoth/types/sql_type.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

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

/// A node that has a value: a column, a parameter, an operator with its operands, a function call.
class Expression : public Node {
public:
    /// The node as a parameter, or null.
    virtual const BindParameter* as_parameter() const noexcept { return nullptr; }
    virtual const Constant* as_constant() const noexcept { return nullptr; }
    virtual const ExpressionList* as_list() const noexcept { return nullptr; }
    virtual const Tuple* as_tuple() const noexcept { return nullptr; }
    virtual const JsonAccess* as_json_access() const noexcept { return nullptr; }
    /// What says the opposite without the word NOT in front; null: nothing does.
    virtual NodePtr<const Expression> negated() const;
    /// Whether it is written in brackets of its own wherever it stands: a subquery, a tuple.
    virtual bool has_brackets() const noexcept { return false; }
    /// How tightly it binds as an operand; only a custom operator says otherwise than the table.
    virtual int precedence() const noexcept { return info(op).precedence; }

    /// The name by which a row knows it: a column's, a label's; empty: the compiler makes one up.
    virtual std::string_view row_name() const noexcept { return {}; }
    /// Whether a SELECT may write a name that was made up behind it; SQL text is left as the user wrote it.
    virtual bool takes_label([[maybe_unused]] bool in_subquery) const noexcept { return true; }
    /// What a name that the compiler makes up begins with: count_1.
    virtual std::string_view name_seed() const noexcept { return "anon"; }
    /// The column that it is, or that it gives another name; null if it is neither.
    virtual const Column* plain_column() const noexcept { return nullptr; }
    virtual const Label* as_label() const noexcept { return nullptr; }

    SqlType type;
    Operator op = Operator::none;  ///< decides the parentheses around it

protected:
    Expression() = default;
    explicit Expression(SqlType t, Operator o = Operator::none) noexcept : type(std::move(t)), op(o) {}
    Expression(const Node* owner, SqlType t) noexcept : Node(owner), type(std::move(t)) {}
};

using ExpressionPtr = NodePtr<const Expression>;

/// Something that stands in FROM and has columns: a table, an alias, a subquery, a join.
class FromClause : public Node {
public:
    FromClause();
    /// Copies no columns: a derived class makes its own again.
    FromClause(const FromClause& other);

    const std::vector<std::unique_ptr<Column>>& columns() const noexcept { return columns_; }
    /// The column of that name, or null.
    const Column* find(std::string_view name) const noexcept;
    /// What columns are qualified with where they are rendered; empty: nothing (a join).
    virtual std::string_view name() const noexcept = 0;
    /// What the name that the compiler makes up for a nameless one begins with: users_1, anon_1.
    virtual std::string_view name_seed() const noexcept { return "anon"; }
    void collect_from(FromList& list) const override;
    /// Adds the clauses that don't stand in FROM by themselves where this one stands: those of a join.
    virtual void hidden_from(FromList&) const {}
    virtual const TableNode* as_table() const noexcept { return nullptr; }
    virtual const Cte* as_cte() const noexcept { return nullptr; }
    virtual const Join* as_join() const noexcept { return nullptr; }

    /// Only while the clause is being built.
    Column& add_column(std::string column_name, SqlType type, std::shared_ptr<const ColumnInfo> info,
                       const Column* origin);

protected:
    ~FromClause() override;

private:
    std::vector<std::unique_ptr<Column>> columns_;
};

using FromPtr = NodePtr<const FromClause>;

}  // namespace ast
}  // namespace azoth

AZOTH_EXPORT_END
