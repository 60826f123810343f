#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/expr.hpp>
#include <azoth/schema/column_default.hpp>
#include <azoth/schema/column_element.hpp>
#include <azoth/schema/column_options.hpp>

#include <concepts>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

ast::ExpressionPtr make_column(std::string_view name, std::shared_ptr<const ColumnInfo> info);

}  // namespace detail

/// A column of type T, NULL allowed if T is std::optional: `Column<std::string> name{"name", String(50), unique}`.
/// The SQL type follows from T unless one is given. A member of a struct of columns becomes a table's column when
/// Table<Struct> is made. Column{"id", Integer(), primary_key}, without T, is a column typed only at run time.
///
/// A column may say which struct it is a member of, `Column<std::string, Users> name{"name"}`: giving it a value in the
/// INSERT or UPDATE of another table is then an error when the program is compiled, not ArgumentError when it runs.
template <class T = Value, class Owner = void>
class Column;

template <class T>
class [[nodiscard]] Column<T, void> : public Expr<T> {
public:
    template <ColumnOption... Options>
    explicit Column(std::string_view name, const Options&... options)
        : Expr<T>(detail::make_column(name, describe(options...))) {}
    Column(const Column&) = default;
    Column(Column&&) = default;
    ~Column() = default;

    /// A handle on a column of a table, alias or subquery.
    explicit Column(ast::ExpressionPtr node) noexcept : Expr<T>(std::move(node)) {}

    /// Makes this handle mean the column of a table; for Table only.
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

    /// An element as in any expression; in an UPDATE it may be assigned to, see ColumnElement.
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
    /// Elements of an array, both ends included.
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
class [[nodiscard]] Column : public Column<T> {
public:
    using Column<T>::Column;
    Column(const Column&) = default;
    Column(Column&&) = default;
    ~Column() = default;

    AssignmentTo<Owner> operator=(const Column& other) const { return *this = static_cast<const Column<T>&>(other); }
    template <class R>
    requires detail::Operand<R> AssignmentTo<Owner>
    operator=(const R& value) const { return AssignmentTo<Owner>(static_cast<const Column<T>&>(*this) = value); }
};

template <ColumnOption... Options>
Column(const char*, const Options&...) -> Column<Value>;

}  // namespace azoth

AZOTH_EXPORT_END
