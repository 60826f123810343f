#pragma once

#include <azoth/expression/expr.hpp>
#include <azoth/expression/param.hpp>
#include <azoth/schema/column.hpp>
#include <azoth/sql/cte.hpp>
#include <azoth/sql/statement.hpp>

#include <concepts>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

ast::NodePtr<const ast::StatementNode> make_text_statement(std::string_view sql);
ast::ExpressionPtr make_result_column(std::string_view name, const SqlType& type);

/// The part of a TextStatement that does not depend on its row types.
class TextBase : public Statement {
public:
    using Statement::Statement;

    /// The text as an item of FROM.
    ast::FromPtr from_clause() const;

protected:
    /// Replaces a parameter by an expression, or by a list of expressions in parentheses. Throws ArgumentError if the
    /// text has no parameter of that name.
    void set_parameter(std::string_view name, ast::ExpressionPtr value);
    void set_parameter(std::string_view name, std::vector<ast::ExpressionPtr> values, const SqlType& type);
    void set_columns(std::vector<ast::ExpressionPtr> columns);
    void set_types(std::vector<SqlType> types);
    ast::ExpressionPtr as_expression(const SqlType& type) const;
};

}  // namespace detail

/// The values of a range, written as a list after IN: `bind("names", expanding(wanted))`. Lifetime: refers to the
/// range.
template <std::ranges::input_range Range>
class Expanding {
public:
    /// Refers to `values`, which must outlive this object.
    explicit Expanding(const Range& values) : values_(&values) {}
    /// The range.
    const Range& values() const noexcept { return *values_; }

private:
    const Range* values_;
};
/// Makes a list of values for TextStatement::bind(). Lifetime: `values` must outlive the result.
template <std::ranges::input_range Range>
Expanding<Range> expanding(const Range& values) {
    return Expanding<Range>(values);
}

/// SQL written by the user; see text(). Methods return a changed copy. Besides being executed it can be used as a
/// condition, as an order, in select_from() (its columns are literal_column()s), and, with as<T>(), as an expression.
template <class... Ts>
class TextStatement : public detail::TextBase {
public:
    /// The types of its rows.
    using rows = RowTypes<Ts...>;
    using TextBase::TextBase;

    /// Sets the value of a parameter. PostgreSQL derives the type of a string from its context (uuid, date, an enum,
    /// jsonb, ...); where there is none, as among the arguments of concat(), give a type. Throws ArgumentError if the
    /// text has no parameter of that name.
    template <detail::Literal T>
    TextStatement bind(std::string_view name, const T& value) const {
        TextStatement copy(*this);
        copy.set_parameter(name, detail::make_named(name, detail::bound_value(value)));
        return copy;
    }
    /// Does not compile: the message says what is wrong with the value.
    template <class T>
    requires(!detail::Operand<T>) TextStatement bind(std::string_view, const T&)
    const {
        static_assert(detail::Operand<T>, "azoth: this type can't be bound: it has no Codec");
        return *this;
    }
    /// Sets the value of a parameter, sent as a type. Throws ArgumentError if the text has no parameter of that name.
    template <detail::Literal T>
    TextStatement bind(std::string_view name, const T& value, const SqlType& type) const {
        TextStatement copy(*this);
        copy.set_parameter(name, detail::make_named(name, Value(detail::stored(value), type)));
        return copy;
    }
    /// Replaces a parameter by an expression, such as a bindparam() of another name.
    template <detail::Expression E>
    TextStatement bind(std::string_view name, const E& expression) const {
        TextStatement copy(*this);
        copy.set_parameter(name, expression.node());
        return copy;
    }
    /// Replaces a parameter by a list of values in parentheses.
    template <class Range>
    TextStatement bind(std::string_view name, const Expanding<Range>& values) const {
        std::vector<ast::ExpressionPtr> list;
        for (const auto& value : values.values()) list.push_back(detail::make_bind(detail::bound_value(value), name));
        TextStatement copy(*this);
        copy.set_parameter(name, std::move(list), detail::bound_type<std::ranges::range_value_t<Range>>());
        return copy;
    }
    /// Replaces each parameter by the bindparam() of the same name.
    template <detail::Parameter... Params>
    TextStatement bindparams(const Params&... params) const {
        TextStatement copy(*this);
        (copy.set_parameter(params.node()->as_parameter()->key, params.node()), ...);
        return copy;
    }

    /// Sets the types of the answer's columns, by position: `columns<std::int64_t, std::string>()`. With names the text
    /// can be a subquery: `columns<std::int64_t, std::string>("id", "name")`.
    template <class... Us, std::convertible_to<std::string_view>... Names>
    requires(sizeof...(Us) > 0 && (sizeof...(Names) == 0 || sizeof...(Names) == sizeof...(Us)))
        TextStatement<Us...> columns(const Names&... names)
    const {
        static_assert(((std::same_as<Us, Value> || Storable<value_of<Us>>)&&...),
                      "azoth: this type can't be read: it has no Codec");
        TextStatement copy(*this);
        if constexpr (sizeof...(Names) > 0) {
            copy.set_columns({detail::make_result_column(names, Param<Us>::sql_type())...});
        } else {
            copy.set_types({Param<Us>::sql_type()...});
        }
        return TextStatement<Us...>(copy.node());
    }
    /// Sets the columns of the answer, by position; rows can be read by these columns.
    template <class... Us>
    requires(sizeof...(Us) > 0) TextStatement<Us...> columns(const Column<Us>&... columns)
    const {
        TextStatement copy(*this);
        copy.set_columns({columns.node()...});
        return TextStatement<Us...>(copy.node());
    }

    /// Returns the text as an item of FROM, with the columns of columns(), which must name them.
    Subquery<Ts...> subquery(std::string_view name = {}) const {
        return Subquery<Ts...>(detail::make_subquery(*this, name, false));
    }
    /// Returns the text as a CTE, with the columns of columns(), which must name them.
    Cte<Ts...> cte(std::string_view name = {}, CteFlags flags = CteFlags::none) const {
        return Cte<Ts...>(detail::make_cte(*this, name, flags));
    }

    /// Returns the text as an expression, in parentheses where an operator needs them.
    template <class T>
    Expr<T> as() const {
        return Expr<T>(this->as_expression(Param<T>::sql_type()));
    }
    /// Converts to a condition.
    operator Condition() const { return Condition(this->as_expression(SqlType())); }
    /// Converts to an order.
    operator OrderBy() const { return OrderBy(this->as_expression(SqlType())); }
};

/// Makes a statement, or a part of one, of SQL text: `text("SELECT id FROM users WHERE name ~
/// :pattern").bind("pattern", "^a")`. A word after a colon is a parameter, except in a string, a quoted identifier or a
/// comment, and after another colon or a word; `\:` is always a colon. Rows are dynamic unless columns() sets their
/// types. The text is sent as it is: never put user input into it.
inline TextStatement<Dynamic> text(std::string_view sql) {
    return TextStatement<Dynamic>(detail::make_text_statement(sql));
}

}  // namespace azoth
