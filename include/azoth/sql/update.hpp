#pragma once

#include <azoth/schema/table.hpp>
#include <azoth/sql/dml.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

ast::NodePtr<const ast::StatementNode> make_update(const ast::FromPtr& table);
ast::ExpressionPtr make_dml_column(const ast::Expression& column);
Assignment make_tuple_assignment(std::vector<ast::ExpressionPtr> columns, const Statement& select);

/// The part of an Update that does not depend on row types.
class UpdateBase : public SearchedBase {
public:
    using SearchedBase::SearchedBase;

protected:
    /// Throws ArgumentError if a column is not the table's.
    void add_values(const std::vector<Assignment>& values, bool ordered);
    void set_return_defaults(std::vector<ast::ExpressionPtr> columns);
    void append_extension(const Extension& extension);
};

}  // namespace detail

/// UPDATE. Target is the struct of columns of the table, void if the table is known only at run time; the rows of
/// RETURNING are Row<Ts...>. Methods return a changed copy. Other tables in conditions and values are added to FROM.
template <class Target, class... Ts>
class Update : public detail::UpdateBase {
public:
    /// This statement with other row types.
    template <class... Us>
    using with_rows = Update<Target, Us...>;
    /// The types of the rows of RETURNING.
    using rows = RowTypes<Ts...>;
    using UpdateBase::UpdateBase;

    /// Adds conditions, all of which must hold.
    template <class... Conditions>
    Update where(const Conditions&... conditions) const& {
        return Update(*this).where(conditions...);
    }
    template <class... Conditions>
    Update where(const Conditions&... conditions) && {
        (this->add_where(detail::condition_node(conditions)), ...);
        return std::move(*this);
    }
    /// Adds the condition `column = value`, by the column's name. Throws NoSuchColumnError.
    Update filter_by(std::string_view column, const Value& value) const {
        Update copy(*this);
        copy.add_filter(column, value);
        return copy;
    }

    /// Adds assignments, written in the order of the table's columns; a later value of the same column replaces the
    /// earlier.
    template <std::derived_from<Assignment>... Assignments>
    Update values(const Assignments&... assignments) const& {
        return Update(*this).values(assignments...);
    }
    template <std::derived_from<Assignment>... Assignments>
    Update values(const Assignments&... assignments) && {
        return std::move(*this).values(detail::assignments<Target>(assignments...));
    }
    Update values(const std::vector<Assignment>& assignments) const& { return Update(*this).values(assignments); }
    Update values(const std::vector<Assignment>& assignments) && {
        this->add_values(assignments, false);
        return std::move(*this);
    }
    /// Adds assignments, written in the given order.
    template <std::derived_from<Assignment>... Assignments>
    Update ordered_values(const Assignments&... assignments) const {
        Update copy(*this);
        copy.add_values(detail::assignments<Target>(assignments...), true);
        return copy;
    }

    /// RETURNING: the changed rows are returned with these columns, as they are after the change.
    template <detail::Selected... Items>
    auto returning(const Items&... items) const {
        return detail::returning(
            *this, [](Update& copy, auto columns) { copy.set_returning(std::move(columns)); }, items...);
    }
    /// Requests columns that the database computes, in addition to the count of rows, for Result::returned_defaults():
    /// these columns; without arguments those that are computed, declared server_generated, or set to an expression.
    template <detail::Expression... Columns>
    Update return_defaults(const Columns&... columns) const {
        Update copy(*this);
        copy.set_return_defaults({columns.node()...});
        return copy;
    }

    /// Adds SQL after UPDATE, for one dialect or for all. It is written as it is.
    Update prefix_with(std::string_view text, std::string_view dialect = {}) const {
        Update copy(*this);
        copy.append_prefix(text, dialect);
        return copy;
    }
    /// Adds SQL at the table: `with_hint("ONLY", "postgresql")`, or SQLite's INDEXED BY. At compilation CompileError is
    /// thrown for a hint that the dialect does not know.
    Update with_hint(std::string_view text, std::string_view dialect = {}) const {
        Update copy(*this);
        copy.append_hint(text, dialect);
        return copy;
    }
    /// Adds a clause written by the user. Throws ArgumentError if an UPDATE has no such point.
    Update ext(const Extension& extension) const {
        Update copy(*this);
        copy.append_extension(extension);
        return copy;
    }
    /// Returns the statement as a CTE whose rows are those of RETURNING.
    Cte<Ts...> cte(std::string_view name = {}, CteFlags flags = CteFlags::none) const {
        return Cte<Ts...>(detail::make_cte(*this, name, flags));
    }
    /// Adds a CTE to WITH although nothing in the statement refers to it.
    template <detail::From Item>
    Update add_cte(const Item& cte) const {
        Update copy(*this);
        copy.append_cte(cte.from_clause());
        return copy;
    }
};

/// UPDATE of a table.
template <detail::From Item>
Update<detail::target_of<Item>> update(const Item& table) {
    return Update<detail::target_of<Item>>(detail::make_update(table.from_clause()));
}

/// In the values of an INSERT or UPDATE: the value that the statement assigns to a column, or the column itself if it
/// assigns none.
template <class T>
Expr<T> from_dml_column(const Column<T>& column) {
    return Expr<T>(detail::make_dml_column(*column.node()));
}

/// Several columns that are assigned at once: `assign(a, b).from(select(...))`, SET (a, b) = (SELECT ...).
template <class... Ts>
class TupleTarget {
public:
    /// Makes a target of these columns.
    explicit TupleTarget(const Column<Ts>&... columns) : columns_{columns.node()...} {}
    /// Assigns the only row of a SELECT; NULLs if there is no row.
    Assignment from(const Statement& select) const { return detail::make_tuple_assignment(columns_, select); }

private:
    std::vector<ast::ExpressionPtr> columns_;
};

/// Makes a target of several columns.
template <class... Ts>
TupleTarget<Ts...> assign(const Column<Ts>&... columns) {
    return TupleTarget<Ts...>(columns...);
}

}  // namespace azoth
