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

/// A node that has a value: a column, a parameter, an operator with its operands, a function call.
class Expression : public Node {
public:
    SqlType type;
    Operator op = Operator::none;  ///< decides the parentheses around it

protected:
    Expression() = default;
    explicit Expression(SqlType t, Operator o = Operator::none) noexcept : type(std::move(t)), op(o) {}
    Expression(const Node* owner, SqlType t) noexcept : Node(owner), type(std::move(t)) {}
};

using ExpressionPtr = NodePtr<const Expression>;

class Column;

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
    void collect_from(FromList& list) const override;

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
