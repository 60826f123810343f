#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/expr.hpp>
#include <azoth/schema/actions.hpp>
#include <azoth/schema/column_info.hpp>
#include <azoth/schema/constraint_info.hpp>
#include <azoth/schema/naming_convention.hpp>
#include <azoth/schema/table_node.hpp>

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A column of a constraint or index: a name or a handle.
class ColumnRef {
public:
    /// Refers to a column by name.
    ColumnRef(const char* name) : name_(name) {}
    ColumnRef(std::string_view name) : name_(name) {}
    ColumnRef(std::string name) : name_(std::move(name)) {}
    /// Refers to a column by a handle. Throws ArgumentError if it is not a column.
    template <class T>
    ColumnRef(const Expr<T>& column) : ColumnRef(column.node()) {}
    /// Refers to a column. Throws ArgumentError if the expression is not a column.
    explicit ColumnRef(ast::ExpressionPtr node);

    /// The column's name.
    const std::string& name() const noexcept { return name_; }
    /// The column; null if only its name is known.
    const ast::ExpressionPtr& node() const noexcept { return node_; }
    /// The table of the column, or null.
    ast::NodePtr<const ast::TableNode> table() const;

private:
    std::string name_;
    ast::ExpressionPtr node_;
};

namespace detail {

template <class C>
concept ColumnReference = std::convertible_to<const C&, ColumnRef>;

using TableRef = ast::NodePtr<const ast::TableNode>;

std::vector<std::string> names_of(const std::vector<ColumnRef>& columns);
/// The table of the columns, or null if they are names.
TableRef table_of(const std::vector<ColumnRef>& columns);
/// The table of the first column in an expression, or null.
TableRef table_of(const ast::ExpressionPtr& expression);

template <class... Columns>
std::vector<ColumnRef> column_refs(const Columns&... columns) {
    std::vector<ColumnRef> refs;
    refs.reserve(sizeof...(columns));
    (refs.emplace_back(columns), ...);
    return refs;
}

/// The methods that all constraints have in common. They return a changed copy.
template <class Derived, class Info>
class ConstraintBuilder {
public:
    /// Sets the constraint's name, which a naming convention may use.
    Derived name(std::string value) const {
        return changed([&](Info& info) { info.name = std::move(value); });
    }
    Derived name(const conv& value) const {
        return changed([&](Info& info) {
            info.name = value.name();
            info.name_is_final = true;
        });
    }
    Derived comment(std::string text) const {
        return changed([&](Info& info) { info.comment = std::move(text); });
    }
    Derived deferrable(bool on = true) const {
        return changed([&](Info& info) { info.deferrable = on; });
    }
    /// When it is checked, unless SET CONSTRAINTS changes that: `deferrable().initially(Initially::deferred)`.
    Derived initially(Initially when) const { return initially(std::string(to_string(when))); }
    /// The same as text: "DEFERRED" or "IMMEDIATE".
    Derived initially(std::string when) const {
        return changed([&](Info& info) { info.initially = std::move(when); });
    }
    /// Does not check existing rows (PostgreSQL).
    Derived not_valid(bool on = true) const {
        return changed([&](Info& info) { info.not_valid = on; });
    }
    /// Declares a CHECK or foreign key that the database does not check: NOT ENFORCED (PostgreSQL 18).
    Derived not_enforced(bool on = true) const {
        return changed([&](Info& info) { info.not_enforced = on; });
    }

    /// Limits the dialects that create the constraint as part of its table: `ddl_if("postgresql")`.
    template <class... Names>
    requires(sizeof...(Names) > 0) Derived ddl_if(const Names&... dialects)
    const {
        return changed([&](Info& info) { info.dialects = {std::string(dialects)...}; });
    }

    const Info& info() const noexcept { return info_; }
    /// The table of its columns; null if only names were given.
    const TableRef& table() const noexcept { return table_; }

protected:
    ConstraintBuilder() = default;
    template <class Change>
    Derived changed(const Change& change) const {
        Derived copy = static_cast<const Derived&>(*this);
        change(copy.info_);
        return copy;
    }

    Info info_;
    TableRef table_;
};

}  // namespace detail

/// PRIMARY KEY of several columns, or with a name: `PrimaryKeyConstraint("hall", "seat").name("pk_seats")`. Without
/// columns it sets the name of the key that the columns declare.
class [[nodiscard]] PrimaryKeyConstraint : public detail::ConstraintBuilder<PrimaryKeyConstraint, PrimaryKeyInfo> {
public:
    /// Makes a key of these columns.
    template <detail::ColumnReference... Columns>
    explicit PrimaryKeyConstraint(const Columns&... columns) : PrimaryKeyConstraint(detail::column_refs(columns...)) {}
    /// Makes a key of these columns.
    explicit PrimaryKeyConstraint(const std::vector<ColumnRef>& columns);

    /// Adds columns to the index that are not part of the key (PostgreSQL).
    template <detail::ColumnReference... Columns>
    PrimaryKeyConstraint include(const Columns&... columns) const {
        return changed([&](PrimaryKeyInfo& info) { info.include = detail::names_of(detail::column_refs(columns...)); });
    }
    /// Makes the last column a range in which rows with the same other columns must not overlap: WITHOUT OVERLAPS
    /// (PostgreSQL 18). Other types than ranges in the key need the extension btree_gist.
    PrimaryKeyConstraint without_overlaps(bool on = true) const {
        return changed([&](PrimaryKeyInfo& info) { info.without_overlaps = on; });
    }
    /// SQLite: what happens to a row that violates it.
    PrimaryKeyConstraint on_conflict(ConflictResolution what) const {
        return on_conflict(std::string(to_string(what)));
    }
    /// The same as text: "ROLLBACK", "ABORT", "FAIL", "IGNORE" or "REPLACE".
    PrimaryKeyConstraint on_conflict(std::string what) const {
        return changed([&](PrimaryKeyInfo& info) { info.on_conflict = std::move(what); });
    }
    /// Sets the key of a table that is being built.
    void apply(ast::TableNode& table) const;
};

/// UNIQUE.
class [[nodiscard]] UniqueConstraint : public detail::ConstraintBuilder<UniqueConstraint, UniqueInfo> {
public:
    /// Makes a constraint on these columns.
    template <detail::ColumnReference... Columns>
    requires(sizeof...(Columns) > 0) explicit UniqueConstraint(const Columns&... columns)
        : UniqueConstraint(detail::column_refs(columns...)) {}
    /// Makes a constraint on these columns.
    explicit UniqueConstraint(const std::vector<ColumnRef>& columns);

    /// Treats NULLs as equal (PostgreSQL 15).
    UniqueConstraint nulls_not_distinct(bool on = true) const {
        return changed([&](UniqueInfo& info) { info.nulls_not_distinct = on; });
    }
    /// Adds columns to the index that are not part of the constraint (PostgreSQL).
    template <detail::ColumnReference... Columns>
    UniqueConstraint include(const Columns&... columns) const {
        return changed([&](UniqueInfo& info) { info.include = detail::names_of(detail::column_refs(columns...)); });
    }
    /// Makes the last column a range in which rows with the same other columns must not overlap: WITHOUT OVERLAPS
    /// (PostgreSQL 18). Other types than ranges in the key need the extension btree_gist.
    UniqueConstraint without_overlaps(bool on = true) const {
        return changed([&](UniqueInfo& info) { info.without_overlaps = on; });
    }
    /// SQLite: what happens to a row that violates it.
    UniqueConstraint on_conflict(ConflictResolution what) const { return on_conflict(std::string(to_string(what))); }
    /// The same as text: "ROLLBACK", "ABORT", "FAIL", "IGNORE" or "REPLACE".
    UniqueConstraint on_conflict(std::string what) const {
        return changed([&](UniqueInfo& info) { info.on_conflict = std::move(what); });
    }
    /// Adds the constraint to a table that is being built.
    void apply(ast::TableNode& table) const;
};

/// CHECK, of a table or of a column: SQL text, written as it is, or a condition on the table's columns.
class [[nodiscard]] CheckConstraint : public detail::ConstraintBuilder<CheckConstraint, CheckInfo> {
public:
    /// Checks a condition in SQL.
    explicit CheckConstraint(std::string_view sql);
    explicit CheckConstraint(const char* sql) : CheckConstraint(std::string_view(sql)) {}
    /// Checks a condition on columns.
    template <class T>
    explicit CheckConstraint(const Expr<T>& condition) : CheckConstraint(condition.node()) {}
    /// Checks a condition on columns.
    explicit CheckConstraint(ast::ExpressionPtr condition);

    /// Excludes inheriting tables (PostgreSQL).
    CheckConstraint no_inherit(bool on = true) const {
        return changed([&](CheckInfo& info) { info.no_inherit = on; });
    }
    /// Adds the check to a column.
    void apply(ColumnInfo& info) const { info.checks.push_back(info_); }
    /// Adds the check to a table that is being built.
    void apply(ast::TableNode& table) const;
};

/// NOT NULL of a column with the name that PostgreSQL 18 gives the constraint: `Column<int> a{"a",
/// NotNullConstraint("a_given")}`. Earlier versions and SQLite accept the name and forget it.
class NotNullConstraint {
public:
    /// Makes a constraint with a name; empty: the database makes one.
    explicit NotNullConstraint(std::string name = {}) { info_.name = std::move(name); }
    /// Does not check existing rows, where the constraint is added to a column that exists (PostgreSQL 18).
    NotNullConstraint not_valid(bool on = true) const {
        NotNullConstraint copy = *this;
        copy.info_.not_valid = on;
        return copy;
    }
    /// Makes a column NOT NULL.
    void apply(ColumnInfo& info) const {
        info.nullable = false;
        info.not_null = info_;
    }

private:
    NotNullInfo info_;
};

namespace detail {

/// The methods that both forms of a foreign key have in common.
template <class Derived>
class ForeignKeyBuilder : public ConstraintBuilder<Derived, ForeignKeyInfo> {
public:
    /// What happens to the rows that point to a row that is deleted: `on_delete(Action::cascade)`.
    Derived on_delete(Action action) const { return on_delete(std::string(to_string(action))); }
    /// The same as text: "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT" or "NO ACTION".
    Derived on_delete(std::string action) const {
        return this->changed([&](ForeignKeyInfo& info) { info.on_delete = std::move(action); });
    }
    /// Sets ON DELETE to SET NULL or SET DEFAULT of these columns only (PostgreSQL 15).
    template <ColumnReference... Columns>
    requires(sizeof...(Columns) > 0) Derived on_delete(Action action, const Columns&... columns)
    const { return on_delete(std::string(to_string(action)), columns...); }
    template <ColumnReference... Columns>
    requires(sizeof...(Columns) > 0) Derived on_delete(std::string action, const Columns&... columns)
    const {
        return this->changed([&](ForeignKeyInfo& info) {
            info.on_delete = std::move(action);
            info.on_delete_columns = names_of(column_refs(columns...));
        });
    }
    /// What happens to them when the key that they point to is changed.
    Derived on_update(Action action) const { return on_update(std::string(to_string(action))); }
    Derived on_update(std::string action) const {
        return this->changed([&](ForeignKeyInfo& info) { info.on_update = std::move(action); });
    }
    /// How NULL among its columns is treated.
    Derived match(Match how) const { return match(std::string(to_string(how))); }
    /// The same as text: "FULL", "SIMPLE" or "PARTIAL".
    Derived match(std::string how) const {
        return this->changed([&](ForeignKeyInfo& info) { info.match = std::move(how); });
    }
    /// Adds the key with ALTER TABLE after all tables, and drops it before them, for which it needs a name. Ignored on
    /// SQLite.
    Derived use_alter(bool on = true) const {
        return this->changed([&](ForeignKeyInfo& info) { info.use_alter = on; });
    }
};

}  // namespace detail

/// A column's foreign key: `ForeignKey("users.id").on_delete(Action::cascade)` or `ForeignKey(users.id)`. The name form
/// may point to a table that is declared later.
class [[nodiscard]] ForeignKey : public detail::ForeignKeyBuilder<ForeignKey> {
public:
    /// Makes a key that refers to a column.
    explicit ForeignKey(const ColumnRef& target);
    /// Adds the key to a column.
    void apply(ColumnInfo& info) const { info.foreign_keys.push_back(info_); }
};

/// A foreign key of several columns: `ForeignKeyConstraint({"hall", "seat"}, {"seats.hall", "seats.number"})`.
class [[nodiscard]] ForeignKeyConstraint : public detail::ForeignKeyBuilder<ForeignKeyConstraint> {
public:
    /// Throws ArgumentError if the numbers of columns differ.
    ForeignKeyConstraint(std::initializer_list<ColumnRef> columns, std::initializer_list<ColumnRef> targets)
        : ForeignKeyConstraint(std::vector<ColumnRef>(columns), std::vector<ColumnRef>(targets)) {}
    ForeignKeyConstraint(const std::vector<ColumnRef>& columns, const std::vector<ColumnRef>& targets);
    /// Makes the last columns ranges, of which the rows referred to must together cover the referring one: PERIOD
    /// (PostgreSQL 18). The key referred to is WITHOUT OVERLAPS.
    ForeignKeyConstraint period(bool on = true) const {
        return changed([&](ForeignKeyInfo& info) { info.period = on; });
    }
    /// Adds the key to a table that is being built.
    void apply(ast::TableNode& table) const;
};

/// An element of an index: a column, or an expression with or without a direction.
class IndexElement {
public:
    /// Makes an element of a column.
    IndexElement(const char* column) { info_.column = column; }
    IndexElement(std::string column) { info_.column = std::move(column); }
    /// Makes an element of an expression.
    template <class E>
    requires requires(const E& e) { ast::ExpressionPtr(e.node()); }
    IndexElement(const E& expression) : IndexElement(ast::ExpressionPtr(expression.node())) {}
    /// Makes an element of an expression.
    explicit IndexElement(ast::ExpressionPtr node);

    /// The element as data.
    const IndexElementInfo& info() const noexcept { return info_; }
    /// The table of its columns; null if only names were given.
    const detail::TableRef& table() const noexcept { return table_; }

private:
    IndexElementInfo info_;
    detail::TableRef table_;
};

/// EXCLUDE (PostgreSQL): no two rows for which all operators are true: `ExcludeConstraint().element("room",
/// "=").element("during", "&&")`.
class [[nodiscard]] ExcludeConstraint : public detail::ConstraintBuilder<ExcludeConstraint, ExcludeInfo> {
public:
    ExcludeConstraint() = default;
    /// Adds a column or expression with the operator that compares it, and the operator class of the index if it is not
    /// the type's default.
    ExcludeConstraint element(const IndexElement& what, std::string with, std::string operator_class = {}) const;
    /// The access method of its index; gist by default.
    ExcludeConstraint using_(IndexMethod method) const { return using_(std::string(to_string(method))); }
    ExcludeConstraint using_(std::string method) const {
        return changed([&](ExcludeInfo& info) { info.method = std::move(method); });
    }
    /// Limits the constraint to rows for which the condition is true.
    template <class T>
    ExcludeConstraint where(const Expr<T>& condition) const {
        return changed([&](ExcludeInfo& info) { info.where = condition.node(); });
    }
    /// Limits the constraint to rows for which the condition, in SQL, is true.
    ExcludeConstraint where(std::string_view sql) const;
    /// Adds the constraint to a table that is being built.
    void apply(ast::TableNode& table) const;
};

}  // namespace azoth

AZOTH_EXPORT_END
