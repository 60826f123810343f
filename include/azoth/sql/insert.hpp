#pragma once

#include <azoth/schema/table.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

ast::NodePtr<const ast::StatementNode> make_insert(const ast::FromPtr& table);

/// The statement with a parameter for each of `fields` columns, for executing it with many rows: the columns named by
/// columns(), or else all of the table, or all but the one that the database numbers. Throws ArgumentError if the count
/// fits none of these, or the statement has values already.
ast::NodePtr<const ast::StatementNode> insert_with_parameters(const Statement& insert, std::size_t fields);

/// The part of an Insert that is the same for all row types.
class InsertBase : public Statement {
public:
    using Statement::Statement;

protected:
    /// Throws ArgumentError if a column is not the table's or is given twice, or if the rows name different columns.
    void add_row(std::vector<Assignment> row);
    void set_columns(std::vector<ast::ExpressionPtr> columns);
    void set_returning(std::vector<ast::ExpressionPtr> columns);
};

}  // namespace detail

/// INSERT; the rows that RETURNING gives back are Row<Ts...>. Every method gives a new statement.
template <class... Ts>
class Insert : public detail::InsertBase {
public:
    using rows = RowTypes<Ts...>;
    using InsertBase::InsertBase;

    /// One row; called again, one more: `values(users.name = "a").values(users.name = "b")`. All rows name the same
    /// columns.
    template <std::same_as<Assignment>... Assignments>
    Insert values(const Assignments&... assignments) const& {
        return Insert(*this).values(assignments...);
    }
    template <std::same_as<Assignment>... Assignments>
    Insert values(const Assignments&... assignments) && {
        std::vector<Assignment> row;
        row.reserve(sizeof...(assignments));
        (row.push_back(assignments), ...);
        this->add_row(std::move(row));
        return std::move(*this);
    }

    /// Names the columns that the fields of the rows are for, in their order, when the statement is executed with a
    /// range.
    template <detail::Expression... Columns>
    Insert columns(const Columns&... columns) const {
        Insert copy(*this);
        copy.set_columns({columns.node()...});
        return copy;
    }

    /// The rows come back with these columns, as they were stored.
    template <detail::Selected... Items>
    auto returning(const Items&... items) const {
        std::vector<ast::ExpressionPtr> columns;
        (detail::add_selected_item(columns, items), ...);
        Insert copy(*this);
        copy.set_returning(std::move(columns));
        return with_rows(std::move(copy), detail::rows_of<Items...>());
    }

private:
    template <class... Us>
    static Insert<Us...> with_rows(Insert statement, RowTypes<Us...>) {
        return Insert<Us...>(statement.node());
    }
};

/// INSERT INTO a table. Without values() it inserts one row of defaults, or, executed with a range of rows, each of
/// them.
template <detail::From Item>
Insert<> insert(const Item& table) {
    return Insert<>(detail::make_insert(table.from_clause()));
}

}  // namespace azoth
