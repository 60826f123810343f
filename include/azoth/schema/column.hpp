#pragma once

#include <azoth/expression/expr.hpp>
#include <azoth/schema/column_default.hpp>
#include <azoth/schema/column_options.hpp>

#include <concepts>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace azoth {

/// `column = value` or `column = expression`: one column of a row to insert, or of the SET of an update.
class Assignment {
public:
    Assignment(ast::ExpressionPtr column, ast::ExpressionPtr value) noexcept
        : column_(std::move(column)), value_(std::move(value)) {}
    const ast::ExpressionPtr& column() const noexcept { return column_; }
    const ast::ExpressionPtr& value() const noexcept { return value_; }

private:
    ast::ExpressionPtr column_;
    ast::ExpressionPtr value_;
};

/// An assignment to a column that says which struct of columns it is a member of.
template <class Owner>
class AssignmentTo : public Assignment {
public:
    explicit AssignmentTo(Assignment assignment) noexcept : Assignment(std::move(assignment)) {}
};

namespace detail {

ast::ExpressionPtr make_column(std::string_view name, std::shared_ptr<const ColumnInfo> info);
/// A parameter for a value that is assigned to a column.
template <class T>
ast::ExpressionPtr assigned(const T& value, const ast::Expression& column) {
    if constexpr (Parameter<T>) {
        return parameter_beside(value.node(), column);
    } else if constexpr (Expression<T>) {
        return value.node();
    } else if constexpr (std::same_as<T, Value>) {
        return make_bind(value, column);
    } else if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>) {
        return make_bind(Value::null(column.type), column);
    } else if constexpr (std::is_array_v<T> || std::is_pointer_v<T>) {
        return make_bind_as(std::string_view(value), column.type, column);
    } else {
        return make_bind_as(value, column.type.is_null() ? Codec<value_of<T>>::sql_type() : column.type, column);
    }
}

template <class T, class R>
constexpr void check_assignable() {
    static_assert(comparable<T, R>(), "azoth: a value of this type can't be stored in the column: cast it");
}

template <class T, class R>
inline constexpr bool is_null_literal = std::same_as<R, std::nullptr_t> || std::same_as<R, std::nullopt_t>;

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
class Column<T, void> : public Expr<T> {
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
    template <class R>
    requires detail::Operand<R> AssignmentTo<Owner>
    operator=(const R& value) const { return AssignmentTo<Owner>(static_cast<const Column<T>&>(*this) = value); }
};

template <ColumnOption... Options>
Column(const char*, const Options&...) -> Column<Value>;

}  // namespace azoth
