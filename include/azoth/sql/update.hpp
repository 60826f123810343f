#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/dml.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

ast::NodePtr<const ast::StatementNode> make_update(const ast::FromPtr& table);
ast::ExpressionPtr make_dml_column(const ast::Expression& column);
Assignment make_tuple_assignment(std::vector<ast::ExpressionPtr> columns, const Statement& select);

/// The part of an Update that is the same for all row types.
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

/// UPDATE of a table of the struct of columns Target, void if that is known only at run time; the rows that RETURNING
/// gives back are Row<Ts...>. Every method gives a new statement. Other tables that the conditions and values name
/// stand in FROM.
template <class Target, class... Ts>
class [[nodiscard]] Update : public detail::UpdateBase {
public:
    /// The same statement with other rows.
    template <class... Us>
    using with_rows = Update<Target, Us...>;
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
    /// A condition on a column by name.
    Update filter_by(std::string_view column, const Value& value) const {
        Update copy(*this);
        copy.add_filter(column, value);
        return copy;
    }

    /// What is set, written in the order of the table's columns; a column that is given again takes the later value.
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
    /// Does not compile: `==` where `=` is meant. Here so that the error is one sentence.
    template <detail::Expression First, detail::Expression... Rest>
    Update values(const First&, const Rest&...) const& {
        static_assert(!detail::Expression<First>, "azoth: values() takes assignments: write column = value");
        return *this;
    }
    /// The same, written in the order in which they are given.
    template <std::derived_from<Assignment>... Assignments>
    Update ordered_values(const Assignments&... assignments) const {
        Update copy(*this);
        copy.add_values(detail::assignments<Target>(assignments...), true);
        return copy;
    }

    /// The changed rows come back with these columns, as they are now.
    template <detail::Selected... Items>
    auto returning(const Items&... items) const {
        return detail::returning(
            *this, [](Update& copy, auto columns) { copy.set_returning(std::move(columns)); }, items...);
    }
    /// What the database works out comes back beside the count of rows, for Result::returned_defaults(): these columns;
    /// none given, those that are computed, declared server_generated, or set to an expression.
    template <detail::Expression... Columns>
    Update return_defaults(const Columns&... columns) const {
        Update copy(*this);
        copy.set_return_defaults({columns.node()...});
        return copy;
    }

    /// Words behind UPDATE, for one dialect or for all. Written as they stand.
    Update prefix_with(std::string_view text, std::string_view dialect = {}) const {
        Update copy(*this);
        copy.append_prefix(text, dialect);
        return copy;
    }
    /// Beside the table: `with_hint("ONLY", "postgresql")`, or SQLite's INDEXED BY. When the statement is compiled,
    /// CompileError is thrown for a hint that the dialect doesn't know.
    Update with_hint(std::string_view text, std::string_view dialect = {}) const {
        Update copy(*this);
        copy.append_hint(text, dialect);
        return copy;
    }
    /// A clause of the user's own. Throws ArgumentError if an UPDATE has no such point.
    Update ext(const Extension& extension) const {
        Update copy(*this);
        copy.append_extension(extension);
        return copy;
    }
    /// The statement in the WITH of another, which uses what it returns.
    Cte<Ts...> cte(std::string_view name = {}, CteFlags flags = CteFlags::none) const {
        return Cte<Ts...>(detail::make_cte(*this, name, flags));
    }
    /// A CTE that stands in front although nothing here refers to it.
    template <detail::From Item>
    Update add_cte(const Item& cte) const {
        Update copy(*this);
        copy.append_cte(cte.from_clause());
        return copy;
    }
};

template <detail::From Item>
Update<detail::target_of<Item>> update(const Item& table) {
    return Update<detail::target_of<Item>>(detail::make_update(table.from_clause()));
}

/// In the values of an INSERT or UPDATE: the value that the same statement assigns to a column; the column itself if it
/// assigns none.
template <class T>
Expr<T> from_dml_column(const Column<T>& column) {
    return Expr<T>(detail::make_dml_column(*column.node()));
}

/// Several columns that are assigned to at once: `assign(a, b).from(select(...))`, SET (a, b) = (SELECT ...).
template <class... Ts>
class [[nodiscard]] TupleTarget {
public:
    explicit TupleTarget(const Column<Ts>&... columns) : columns_{columns.node()...} {}
    /// The select's only row; NULLs if there is none.
    Assignment from(const Statement& select) const { return detail::make_tuple_assignment(columns_, select); }

private:
    std::vector<ast::ExpressionPtr> columns_;
};

template <class... Ts>
TupleTarget<Ts...> assign(const Column<Ts>&... columns) {
    return TupleTarget<Ts...>(columns...);
}

}  // namespace azoth

AZOTH_EXPORT_END
