#pragma once

#include <azoth/schema/column.hpp>
#include <azoth/schema/joins.hpp>
#include <azoth/schema/metadata.hpp>

#include <boost/pfr/core.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

/// Builds a table's node, column by column.
class TableBuilder {
public:
    TableBuilder(std::string_view name, MetaData& metadata);
    TableBuilder(const TableBuilder&) = delete;
    TableBuilder& operator=(const TableBuilder&) = delete;
    ~TableBuilder();
    /// Adds a copy of a column and returns the column of the table. Throws ArgumentError if the name is taken.
    ast::ExpressionPtr add(const ast::Expression& column);
    /// Applies an item after the columns: a constraint, an index, an option.
    template <class Item>
    void apply(const Item& item) {
        if constexpr (requires { std::tuple_size<Item>::value; }) {
            std::apply([this](const auto&... items) { (this->apply(items), ...); }, item);
        } else {
            static_assert(
                requires(ast::TableNode & table) { item.apply(table); },
                "azoth: a table's columns are followed by constraints, indexes and table options");
            item.apply(*node_);
        }
    }
    ast::FromPtr from() const noexcept { return node_; }
    /// Adds the table to its MetaData.
    ast::FromPtr finish();

private:
    ast::NodePtr<ast::TableNode> node_;
    MetaData& metadata_;
};

/// Returns the column of a FROM clause at a position. Throws NoSuchColumnError.
ast::ExpressionPtr column_at(const ast::FromPtr& from, std::size_t index);
ast::ExpressionPtr column_named(const ast::FromPtr& from, std::string_view name);
/// Returns the column of `from` for a column of the clause in it.
ast::ExpressionPtr column_for(const ast::FromPtr& from, const ast::Expression& column);
ast::FromPtr make_alias(const ast::FromPtr& element, std::string_view name);
/// Copies a table to another MetaData.
ast::FromPtr copy_table(const ast::FromPtr& table, MetaData& metadata, const std::optional<std::string>& schema_name);

}  // namespace detail

/// Base of Table, Alias and all other items of FROM. Its members have names that a column is unlikely to have, because
/// a table has its columns as members.
class FromItem {
public:
    /// Makes a handle on a node.
    explicit FromItem(ast::FromPtr node) noexcept : from_(std::move(node)) {}
    /// The node of the tree.
    const ast::FromPtr& from_clause() const noexcept { return from_; }
    /// Returns a column by name, whose type is known only at run time. Throws NoSuchColumnError.
    Column<Value> operator[](std::string_view column) const {
        return Column<Value>(detail::column_named(from_clause(), column));
    }

private:
    ast::FromPtr from_;
};

namespace detail {

/// Makes every column of a struct refer to the FROM clause's column at its position.
template <class Shape>
void bind_columns(Shape& shape, const ast::FromPtr& from) {
    std::size_t index = 0;
    boost::pfr::for_each_field(shape, [&](auto& column) { column.bind_to(column_at(from, index++)); });
}

template <class Shape>
struct BuiltTable {
    Shape columns;
    ast::FromPtr from;
};

/// Applies an item of a table or view; a function among the items is called with `columns`.
template <class Columns, class Item>
void apply_item(TableBuilder& builder, const Columns& columns, const Item& item) {
    if constexpr (std::invocable<const Item&, const Columns&>) {
        builder.apply(item(columns));
    } else {
        builder.apply(item);
    }
}

template <class Shape, class... Items>
BuiltTable<Shape> build_table(std::string_view name, MetaData& metadata, const Items&... items) {
    BuiltTable<Shape> built;
    TableBuilder builder(name, metadata);
    boost::pfr::for_each_field(built.columns, [&](auto& column) { column.bind_to(builder.add(*column.node())); });
    (apply_item(builder, built.columns, items), ...);
    built.from = builder.finish();
    return built;
}

}  // namespace detail

/// A table under another name, with the columns of its struct.
template <class Shape>
class Alias : public FromItem, public detail::Joins<Alias<Shape>>, public Shape {
public:
    /// The struct of columns.
    using shape_type = Shape;

    /// For Table::alias() and the like: binds a copy of the struct to the alias.
    Alias(ast::FromPtr node, const Shape& columns) : FromItem(std::move(node)), Shape(columns) {
        detail::bind_columns(static_cast<Shape&>(*this), from_clause());
    }
    using FromItem::operator[];
    /// Returns this alias's column for a column of the table.
    template <class T>
    Column<T> operator[](const Column<T>& column) const {
        return Column<T>(detail::column_for(from_clause(), *column.node()));
    }
    /// Returns the table under another name.
    Alias alias(std::string_view sql_name = {}) const {
        return Alias(detail::make_alias(from_clause(), sql_name), static_cast<const Shape&>(*this));
    }
};

/// An alias of a table whose columns are known only at run time.
template <>
class Alias<void> : public FromItem, public detail::Joins<Alias<void>> {
public:
    using shape_type = void;
    using FromItem::FromItem;

    /// Returns the table under another name.
    Alias alias(std::string_view sql_name = {}) const { return Alias(detail::make_alias(from_clause(), sql_name)); }
};

/// A table. Table<Struct> has the members of a struct of columns: `Table<Users> users{"users", meta}; users.name`.
///
/// Constraints, indexes and options follow the MetaData. A function is called with the columns, and returns one of them
/// or a tuple of several:
///
///     const az::Table<Seats> seats{"seats", meta, az::schema("hall"), az::PrimaryKeyConstraint("row", "number"),
///                                  [](const Seats& t) {
///                                      return std::tuple(az::CheckConstraint(t.row > 0), az::Index("", t.row.desc()));
///                                  }};
template <class Shape = void>
class Table : public FromItem, public detail::Joins<Table<Shape>>, public Shape {
public:
    /// The struct of columns.
    using shape_type = Shape;

    /// Adds the table to the MetaData. Throws ArgumentError if its name is taken there, if two columns have the same
    /// name, or if a constraint names a missing column.
    template <class... Items>
    Table(std::string_view sql_name, MetaData& in_metadata, const Items&... items)
        : Table(detail::build_table<Shape>(sql_name, in_metadata, items...)) {}
    using FromItem::operator[];

    /// Copies the table to another MetaData. If a schema is given the copy belongs to it, and foreign keys that refer
    /// to this table's schema refer to that one.
    Table to_metadata(MetaData& metadata, const std::optional<std::string>& schema_name = std::nullopt) const {
        detail::BuiltTable<Shape> copy{static_cast<const Shape&>(*this),
                                       detail::copy_table(from_clause(), metadata, schema_name)};
        detail::bind_columns(copy.columns, copy.from);
        return Table(std::move(copy));
    }
    /// Returns the table under another name; an empty name is replaced at compilation.
    Alias<Shape> alias(std::string_view sql_name = {}) const {
        return Alias<Shape>(detail::make_alias(from_clause(), sql_name), static_cast<const Shape&>(*this));
    }

private:
    explicit Table(detail::BuiltTable<Shape> built)
        : FromItem(std::move(built.from)), Shape(std::move(built.columns)) {}
};

/// A table whose columns are known only at run time: `Table t{"t", meta, Column{"id", Integer(), primary_key}}`.
/// Constraints, indexes and options are given among the columns or after them; a function among them is called with the
/// table, whose columns it finds by name.
template <>
class Table<void> : public FromItem, public detail::Joins<Table<void>> {
public:
    using shape_type = void;

    template <class... Items>
    Table(std::string_view name, MetaData& metadata, const Items&... items)
        : FromItem(build(name, metadata, items...)) {}
    explicit Table(ast::FromPtr node) : FromItem(std::move(node)) {}

    Alias<void> alias(std::string_view name = {}) const { return Alias<void>(detail::make_alias(from_clause(), name)); }
    /// Copies the table to another MetaData; see Table<Struct>::to_metadata().
    Table to_metadata(MetaData& metadata, const std::optional<std::string>& schema_name = std::nullopt) const {
        return Table(detail::copy_table(from_clause(), metadata, schema_name));
    }

private:
    template <class... Items>
    static ast::FromPtr build(std::string_view name, MetaData& metadata, const Items&... items) {
        detail::TableBuilder builder(name, metadata);
        (add_column(builder, items), ...);
        const FromItem columns(builder.from());
        (add_other(builder, columns, items), ...);
        return builder.finish();
    }
    template <class Item>
    static void add_column(detail::TableBuilder& builder, const Item& item) {
        if constexpr (detail::Expression<Item>) builder.add(*item.node());
    }
    template <class Item>
    static void add_other(detail::TableBuilder& builder, const FromItem& columns, const Item& item) {
        if constexpr (!detail::Expression<Item>) detail::apply_item(builder, columns, item);
    }
};

template <class... Items>
Table(const char*, MetaData&, const Items&...) -> Table<void>;
template <class... Items>
Table(std::string, MetaData&, const Items&...) -> Table<void>;

}  // namespace azoth
