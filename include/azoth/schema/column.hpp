#pragma once

#include <azoth/expression/expr.hpp>
#include <azoth/schema/column_default.hpp>
#include <azoth/schema/column_element.hpp>
#include <azoth/schema/column_options.hpp>

#include <concepts>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace azoth {

namespace detail {

ast::ExpressionPtr make_column(std::string_view name, std::shared_ptr<const ColumnInfo> info);

}  // namespace detail

/// A column of type T, nullable if T is std::optional: `Column<std::string> name{"name", String(50), unique}`. The SQL
/// type is derived from T unless one is given. A member of a struct of columns becomes a table's column when
/// Table<Struct> is made. Column{"id", Integer(), primary_key}, without T, is a column whose type is known only at run
/// time.
///
/// A column may name the struct it is a member of, `Column<std::string, Users> name{"name"}`: setting it in the INSERT
/// or UPDATE of another table then does not compile, instead of throwing ArgumentError at run time.
template <class T = Value, class Owner = void>
class Column;

/// A column of no particular struct.
template <class T>
class Column<T, void> : public Expr<T> {
public:
    template <ColumnOption... Options>
    explicit Column(std::string_view name, const Options&... options)
        : Expr<T>(detail::make_column(name, describe(options...))) {}
    Column(const Column&) = default;
    Column(Column&&) = default;
    ~Column() = default;

    /// Makes a handle on a column of a table, alias or subquery.
    explicit Column(ast::ExpressionPtr node) noexcept : Expr<T>(std::move(node)) {}

    /// For Table only: makes this handle refer to the column of a table.
    void bind_to(ast::ExpressionPtr node) noexcept { this->set_node(std::move(node)); }

    Assignment operator=(const Column& other) const { return Assignment(this->node(), other.node()); }
    template <class R>
    requires detail::Operand<R> Assignment operator=(const R& value) const {
        using Given = detail::operand_value<R>;
        if constexpr (!detail::is_null_literal<T, R>) {
            detail::check_assignable<T, Given>();
        } else {
            static_assert(is_nullable<T> || std::same_as<T, Value>,
                          "azoth: NULL can't be stored in a column that is not optional");
        }
        return Assignment(this->node(), detail::assigned(value, *this->node()));
    }

    /// Returns an element, as in any expression; in an UPDATE it can be assigned to, see ColumnElement.
    ColumnElement<detail::optional_element_of<T>> operator[](
        std::string_view key) const requires detail::is_collection<T> {
        return detail::column_element<T>(Expr<T>::operator[](key));
    }
    ColumnElement<detail::optional_element_of<T>> operator[](const char* key) const requires detail::is_collection<T> {
        return detail::column_element<T>(Expr<T>::operator[](key));
    }
    ColumnElement<detail::optional_element_of<T>> operator[](int index) const requires detail::is_collection<T> {
        return detail::column_element<T>(Expr<T>::operator[](index));
    }
    template <detail::Expression I>
    ColumnElement<detail::optional_element_of<T>> operator[](const I& index) const requires detail::is_collection<T> {
        return detail::column_element<T>(Expr<T>::operator[](index));
    }
    /// Returns the elements of an array from `lower` to `upper`, inclusive.
    template <detail::Operand L, detail::Operand U>
    ColumnElement<T> slice(const L& lower, const U& upper) const {
        return ColumnElement<T>(Expr<T>::slice(lower, upper).node());
    }

private:
    template <class... Options>
    static std::shared_ptr<const ColumnInfo> describe(const Options&... options) {
        auto info = std::make_shared<ColumnInfo>();
        if constexpr (std::same_as<T, Value>) {
            info->cpp_nullable = true;
        } else if constexpr (Storable<value_of<T>>) {
            info->type = Codec<value_of<T>>::sql_type();
            info->cpp_nullable = is_nullable<T>;
        } else {
            static_assert(Storable<value_of<T>>, "azoth: this type can't be stored: it has no Codec");
        }
        (apply(*info, options), ...);
        return info;
    }
    template <class Option>
    static void apply(ColumnInfo& info, const Option& option) {
        if constexpr (std::derived_from<Option, SqlType>) {
            info.type = option;
        } else {
            option.apply(info);
        }
    }
};

template <class T, class Owner>
class Column : public Column<T> {
public:
    using Column<T>::Column;
    Column(const Column&) = default;
    Column(Column&&) = default;
    ~Column() = default;

    AssignmentTo<Owner> operator=(const Column& other) const { return *this = static_cast<const Column<T>&>(other); }
    /// Assigns a value or an expression, for INSERT and UPDATE.
    template <class R>
    requires detail::Operand<R> AssignmentTo<Owner>
    operator=(const R& value) const { return AssignmentTo<Owner>(static_cast<const Column<T>&>(*this) = value); }
};

template <ColumnOption... Options>
Column(const char*, const Options&...) -> Column<Value>;

}  // namespace azoth
