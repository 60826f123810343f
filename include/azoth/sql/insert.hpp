#pragma once

#include <azoth/schema/table.hpp>
#include <azoth/sql/dml.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

class ExcludeConstraint;
class Extension;
class Index;
class PrimaryKeyConstraint;
class UniqueConstraint;

namespace detail {

ast::NodePtr<const ast::StatementNode> make_insert(const ast::FromPtr& table);

/// Returns the statement with a parameter for each of `fields` columns, for executing it with many rows: the columns
/// named by columns(), or all columns of the table, or all but the one that the database numbers. Throws ArgumentError
/// if the number fits none of these, or the statement has values already.
ast::NodePtr<const ast::StatementNode> insert_with_parameters(const Statement& insert, std::size_t fields);

/// The part of an Insert that does not depend on row types.
class InsertBase : public DmlBase {
public:
    using DmlBase::DmlBase;

protected:
    /// Throws ArgumentError if a column is not the table's or is given twice, or if the rows name different columns.
    void add_row(std::vector<Assignment> row);
    /// The column of value `index` of a row that names no columns.
    ast::ExpressionPtr column_for_value(std::size_t index, std::size_t count) const;
    void set_columns(std::vector<ast::ExpressionPtr> columns);
    void set_select(const Statement& select, bool include_defaults);
    void set_return_defaults();
    void set_inline();
    void append_extension(const Extension& extension);
    void add_conflict(ast::NodePtr<const ast::ConflictClause> conflict);
    void add_conflict_where(ast::ExpressionPtr condition);
};

template <class Target, class... Ts>
class ConflictAction;

}  // namespace detail

/// INSERT. Target is the struct of columns of the table, void if the table is known only at run time; the rows of
/// RETURNING are Row<Ts...>. Methods return a changed copy.
template <class Target, class... Ts>
class Insert : public detail::InsertBase {
public:
    /// This statement with other row types.
    template <class... Us>
    using with_rows = Insert<Target, Us...>;
    /// The types of the rows of RETURNING.
    using rows = RowTypes<Ts...>;
    using InsertBase::InsertBase;

    /// Adds a row: `values(users.name = "a").values(users.name = "b")`. All rows name the same columns, except that
    /// later rows may leave out columns with a default.
    template <std::derived_from<Assignment>... Assignments>
    Insert values(const Assignments&... assignments) const& {
        return Insert(*this).values(assignments...);
    }
    template <std::derived_from<Assignment>... Assignments>
    Insert values(const Assignments&... assignments) && {
        return std::move(*this).values(detail::assignments<Target>(assignments...));
    }
    /// Adds a row of assignments collected at run time.
    Insert values(std::vector<Assignment> row) const& { return Insert(*this).values(std::move(row)); }
    Insert values(std::vector<Assignment> row) && {
        this->add_row(std::move(row));
        return std::move(*this);
    }
    /// Adds a row of values without column names, for the columns of columns(), or else for those of the table in their
    /// order.
    template <detail::Operand First, detail::Operand... Rest>
    Insert values(const First& first, const Rest&... rest) const& {
        return Insert(*this).values(first, rest...);
    }
    template <detail::Operand First, detail::Operand... Rest>
    Insert values(const First& first, const Rest&... rest) && {
        std::vector<Assignment> row;
        row.reserve(1 + sizeof...(rest));
        const auto add = [&](const auto& value) {
            ast::ExpressionPtr column = this->column_for_value(row.size(), 1 + sizeof...(rest));
            ast::ExpressionPtr given = detail::assigned(value, *column);
            row.emplace_back(std::move(column), std::move(given));
        };
        add(first);
        (add(rest), ...);
        return std::move(*this).values(std::move(row));
    }

    /// Sets the columns of rows without column names, in their order: of a range that the statement is executed with,
    /// of from_select(), of values().
    template <detail::Expression... Columns>
    Insert columns(const Columns&... columns) const {
        Insert copy(*this);
        copy.set_columns({columns.node()...});
        return copy;
    }

    /// INSERT ... SELECT: inserts the rows of a statement into the columns of columns(). Defaults of other columns are
    /// added to the SELECT unless `include_defaults` is false.
    Insert from_select(const Statement& select, bool include_defaults = true) const {
        Insert copy(*this);
        copy.set_select(select, include_defaults);
        return copy;
    }

    /// RETURNING: the inserted rows are returned with these columns, as they were stored.
    template <detail::Selected... Items>
    auto returning(const Items&... items) const {
        return detail::returning(
            *this, [](Insert& copy, auto columns) { copy.set_returning(std::move(columns)); }, items...);
    }
    /// Requests what the database filled in, in addition to the key: Result::returned_defaults().
    Insert return_defaults() const {
        Insert copy(*this);
        copy.set_return_defaults();
        return copy;
    }
    /// Does not request the key that the database makes.
    Insert inline_() const {
        Insert copy(*this);
        copy.set_inline();
        return copy;
    }

    /// ON CONFLICT on the columns and expressions of a unique index, or on columns by name; without arguments on any
    /// conflict.
    template <class... Elements>
    requires((detail::Expression<Elements> || std::convertible_to<const Elements&, std::string_view>)&&...)
        detail::ConflictAction<Target, Ts...> on_conflict(const Elements&... elements)
    const;
    /// ON CONFLICT on a declared constraint or index: by its name, if it has one and the database accepts it; else by
    /// its columns and expressions, with the condition of a partial index.
    detail::ConflictAction<Target, Ts...> on_conflict(const PrimaryKeyConstraint& key) const;
    detail::ConflictAction<Target, Ts...> on_conflict(const UniqueConstraint& constraint) const;
    detail::ConflictAction<Target, Ts...> on_conflict(const ExcludeConstraint& constraint) const;
    detail::ConflictAction<Target, Ts...> on_conflict(const Index& index) const;
    /// ON CONFLICT ON CONSTRAINT (PostgreSQL).
    detail::ConflictAction<Target, Ts...> on_conflict_constraint(std::string_view name) const;
    /// on_conflict(...).do_nothing(), by SQLAlchemy's name.
    template <class... Elements>
    Insert on_conflict_do_nothing(const Elements&... elements) const {
        return on_conflict(elements...).do_nothing();
    }
    /// Of ON CONFLICT DO UPDATE: adds conditions; rows that do not satisfy them are left unchanged.
    template <class... Conditions>
    Insert where(const Conditions&... conditions) const {
        Insert copy(*this);
        (copy.add_conflict_where(detail::condition_node(conditions)), ...);
        return copy;
    }

    /// Adds SQL after INSERT, for one dialect or for all: `prefix_with("OR IGNORE", "sqlite")`. It is written as it is.
    Insert prefix_with(std::string_view text, std::string_view dialect = {}) const {
        Insert copy(*this);
        copy.append_prefix(text, dialect);
        return copy;
    }
    /// Adds a clause written by the user. Throws ArgumentError if an INSERT has no such point.
    Insert ext(const Extension& extension) const {
        Insert copy(*this);
        copy.append_extension(extension);
        return copy;
    }
    /// Returns the statement as a CTE whose rows are those of RETURNING.
    Cte<Ts...> cte(std::string_view name = {}, CteFlags flags = CteFlags::none) const {
        return Cte<Ts...>(detail::make_cte(*this, name, flags));
    }
    /// Adds a CTE to WITH although nothing in the statement refers to it.
    template <detail::From Item>
    Insert add_cte(const Item& cte) const {
        Insert copy(*this);
        copy.append_cte(cte.from_clause());
        return copy;
    }

private:
    friend class detail::ConflictAction<Target, Ts...>;
};

/// INSERT INTO a table. Without values() it inserts one row of defaults, or, executed with a range of rows, each of
/// them.
template <detail::From Item>
Insert<detail::target_of<Item>> insert(const Item& table) {
    return Insert<detail::target_of<Item>>(detail::make_insert(table.from_clause()));
}

}  // namespace azoth

#include <azoth/sql/upsert.hpp>
