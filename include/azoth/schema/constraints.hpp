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

/// A column as constraints and indexes name it: by its name, or by a handle.
class ColumnRef {
public:
    ColumnRef(const char* name) : name_(name) {}
    ColumnRef(std::string_view name) : name_(name) {}
    ColumnRef(std::string name) : name_(std::move(name)) {}
    template <class T>
    ColumnRef(const Expr<T>& column) : ColumnRef(column.node()) {}
    /// Throws ArgumentError if it is not a column.
    explicit ColumnRef(ast::ExpressionPtr node);

    const std::string& name() const noexcept { return name_; }
    /// The column, or null where only its name is known.
    const ast::ExpressionPtr& node() const noexcept { return node_; }
    /// The table that the column belongs to, or null.
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
/// The table that the columns belong to, or null where they are names.
TableRef table_of(const std::vector<ColumnRef>& columns);
/// The first table whose column stands in an expression, or null.
TableRef table_of(const ast::ExpressionPtr& expression);

template <class... Columns>
std::vector<ColumnRef> column_refs(const Columns&... columns) {
    std::vector<ColumnRef> refs;
    refs.reserve(sizeof...(columns));
    (refs.emplace_back(columns), ...);
    return refs;
}

/// What all constraints have in common: each method gives a changed copy.
template <class Derived, class Info>
class ConstraintBuilder {
public:
    /// The constraint's name; a naming convention may build on it.
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
    /// PostgreSQL: the rows that are there already aren't checked.
    Derived not_valid(bool on = true) const {
        return changed([&](Info& info) { info.not_valid = on; });
    }

    /// The constraint is created by these dialects only, as part of its table: `ddl_if("postgresql")`.
    template <class... Names>
    requires(sizeof...(Names) > 0) Derived ddl_if(const Names&... dialects)
    const {
        return changed([&](Info& info) { info.dialects = {std::string(dialects)...}; });
    }

    const Info& info() const noexcept { return info_; }
    /// The table it belongs to, or null where only names were given.
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
/// columns it names the key that the columns themselves declare.
class [[nodiscard]] PrimaryKeyConstraint : public detail::ConstraintBuilder<PrimaryKeyConstraint, PrimaryKeyInfo> {
public:
    template <detail::ColumnReference... Columns>
    explicit PrimaryKeyConstraint(const Columns&... columns) : PrimaryKeyConstraint(detail::column_refs(columns...)) {}
    explicit PrimaryKeyConstraint(const std::vector<ColumnRef>& columns);

    /// PostgreSQL: columns that the index carries along.
    template <detail::ColumnReference... Columns>
    PrimaryKeyConstraint include(const Columns&... columns) const {
        return changed([&](PrimaryKeyInfo& info) { info.include = detail::names_of(detail::column_refs(columns...)); });
    }
    /// SQLite: what happens to a row that violates it.
    PrimaryKeyConstraint on_conflict(ConflictResolution what) const {
        return on_conflict(std::string(to_string(what)));
    }
    /// The same as text: "ROLLBACK", "ABORT", "FAIL", "IGNORE" or "REPLACE".
    PrimaryKeyConstraint on_conflict(std::string what) const {
        return changed([&](PrimaryKeyInfo& info) { info.on_conflict = std::move(what); });
    }
    void apply(ast::TableNode& table) const;
};

class [[nodiscard]] UniqueConstraint : public detail::ConstraintBuilder<UniqueConstraint, UniqueInfo> {
public:
    template <detail::ColumnReference... Columns>
    requires(sizeof...(Columns) > 0) explicit UniqueConstraint(const Columns&... columns)
        : UniqueConstraint(detail::column_refs(columns...)) {}
    explicit UniqueConstraint(const std::vector<ColumnRef>& columns);

    /// PostgreSQL 15: two NULLs are one too many.
    UniqueConstraint nulls_not_distinct(bool on = true) const {
        return changed([&](UniqueInfo& info) { info.nulls_not_distinct = on; });
    }
    /// PostgreSQL: columns that the index carries along.
    template <detail::ColumnReference... Columns>
    UniqueConstraint include(const Columns&... columns) const {
        return changed([&](UniqueInfo& info) { info.include = detail::names_of(detail::column_refs(columns...)); });
    }
    /// SQLite: what happens to a row that violates it.
    UniqueConstraint on_conflict(ConflictResolution what) const { return on_conflict(std::string(to_string(what))); }
    /// The same as text: "ROLLBACK", "ABORT", "FAIL", "IGNORE" or "REPLACE".
    UniqueConstraint on_conflict(std::string what) const {
        return changed([&](UniqueInfo& info) { info.on_conflict = std::move(what); });
    }
    void apply(ast::TableNode& table) const;
};

/// CHECK, of a table or behind a column: SQL text, written as it stands, or a condition on the table's columns.
class [[nodiscard]] CheckConstraint : public detail::ConstraintBuilder<CheckConstraint, CheckInfo> {
public:
    explicit CheckConstraint(std::string_view sql);
    explicit CheckConstraint(const char* sql) : CheckConstraint(std::string_view(sql)) {}
    template <class T>
    explicit CheckConstraint(const Expr<T>& condition) : CheckConstraint(condition.node()) {}
    explicit CheckConstraint(ast::ExpressionPtr condition);

    /// PostgreSQL: inheriting tables don't have it.
    CheckConstraint no_inherit(bool on = true) const {
        return changed([&](CheckInfo& info) { info.no_inherit = on; });
    }
    void apply(ColumnInfo& info) const { info.checks.push_back(info_); }
    void apply(ast::TableNode& table) const;
};

namespace detail {

/// What the two forms of a foreign key have in common.
template <class Derived>
class ForeignKeyBuilder : public ConstraintBuilder<Derived, ForeignKeyInfo> {
public:
    /// What happens to the rows that point to a row that is deleted: `on_delete(Action::cascade)`.
    Derived on_delete(Action action) const { return on_delete(std::string(to_string(action))); }
    /// The same as text: "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT" or "NO ACTION".
    Derived on_delete(std::string action) const {
        return this->changed([&](ForeignKeyInfo& info) { info.on_delete = std::move(action); });
    }
    /// PostgreSQL 15: SET NULL or SET DEFAULT of these columns only.
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
    /// Added by ALTER TABLE when all tables are there; dropped before them, for which it needs a name. SQLite: ignored.
    Derived use_alter(bool on = true) const {
        return this->changed([&](ForeignKeyInfo& info) { info.use_alter = on; });
    }
};

}  // namespace detail

/// A column's foreign key: `ForeignKey("users.id").on_delete(Action::cascade)` or `ForeignKey(users.id)`. The name form
/// may point to a table that is declared later.
class [[nodiscard]] ForeignKey : public detail::ForeignKeyBuilder<ForeignKey> {
public:
    explicit ForeignKey(const ColumnRef& target);
    void apply(ColumnInfo& info) const { info.foreign_keys.push_back(info_); }
};

/// A foreign key of several columns: `ForeignKeyConstraint({"hall", "seat"}, {"seats.hall", "seats.number"})`.
class [[nodiscard]] ForeignKeyConstraint : public detail::ForeignKeyBuilder<ForeignKeyConstraint> {
public:
    /// Throws ArgumentError if the counts differ.
    ForeignKeyConstraint(std::initializer_list<ColumnRef> columns, std::initializer_list<ColumnRef> targets)
        : ForeignKeyConstraint(std::vector<ColumnRef>(columns), std::vector<ColumnRef>(targets)) {}
    ForeignKeyConstraint(const std::vector<ColumnRef>& columns, const std::vector<ColumnRef>& targets);
    void apply(ast::TableNode& table) const;
};

/// What an index is over: a column, or an expression with or without a direction.
class IndexElement {
public:
    IndexElement(const char* column) { info_.column = column; }
    IndexElement(std::string column) { info_.column = std::move(column); }
    template <class E>
    requires requires(const E& e) { ast::ExpressionPtr(e.node()); }
    IndexElement(const E& expression) : IndexElement(ast::ExpressionPtr(expression.node())) {}
    explicit IndexElement(ast::ExpressionPtr node);

    const IndexElementInfo& info() const noexcept { return info_; }
    const detail::TableRef& table() const noexcept { return table_; }

private:
    IndexElementInfo info_;
    detail::TableRef table_;
};

/// PostgreSQL: EXCLUDE, no two rows for which all the operators are true: `ExcludeConstraint().element("room",
/// "=").element("during", "&&")`.
class [[nodiscard]] ExcludeConstraint : public detail::ConstraintBuilder<ExcludeConstraint, ExcludeInfo> {
public:
    ExcludeConstraint() = default;
    /// A column or expression, the operator that compares it, and the operator class of the index if it isn't the
    /// type's own.
    ExcludeConstraint element(const IndexElement& what, std::string with, std::string operator_class = {}) const;
    /// The access method of its index; gist by default.
    ExcludeConstraint using_(IndexMethod method) const { return using_(std::string(to_string(method))); }
    ExcludeConstraint using_(std::string method) const {
        return changed([&](ExcludeInfo& info) { info.method = std::move(method); });
    }
    template <class T>
    ExcludeConstraint where(const Expr<T>& condition) const {
        return changed([&](ExcludeInfo& info) { info.where = condition.node(); });
    }
    ExcludeConstraint where(std::string_view sql) const;
    void apply(ast::TableNode& table) const;
};

}  // namespace azoth

AZOTH_EXPORT_END
