#pragma once

#include <azoth/export.hpp>
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

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {

ast::NodePtr<const ast::StatementNode> make_text_statement(std::string_view sql);
ast::ExpressionPtr make_result_column(std::string_view name, const SqlType& type);

/// The part of a TextStatement that is the same for all row types.
class TextBase : public Statement {
public:
    using Statement::Statement;

    /// The text as it stands in FROM.
    ast::FromPtr from_clause() const;

protected:
    /// Puts an expression, or a list of them in parentheses, in the place of a parameter. Throws ArgumentError if the
    /// text has no parameter of that name.
    void set_parameter(std::string_view name, ast::ExpressionPtr value);
    void set_parameter(std::string_view name, std::vector<ast::ExpressionPtr> values, const SqlType& type);
    void set_columns(std::vector<ast::ExpressionPtr> columns);
    void set_types(std::vector<SqlType> types);
    ast::ExpressionPtr as_expression(const SqlType& type) const;
};

}  // namespace detail

/// The values of a range, written out behind IN: `bind("names", expanding(wanted))`.
template <std::ranges::input_range Range>
class [[nodiscard]] Expanding {
public:
    explicit Expanding(const Range& values) : values_(&values) {}
    const Range& values() const noexcept { return *values_; }

private:
    const Range* values_;
};
template <std::ranges::input_range Range>
Expanding<Range> expanding(const Range& values) {
    return Expanding<Range>(values);
}

/// SQL as the user writes it; see text(). Every method gives a new statement. Besides being executed it may stand
/// wherever a condition or an order does, in select_from() (its columns are literal_column()s), and, with as<T>(),
/// wherever an expression does.
template <class... Ts>
class [[nodiscard]] TextStatement : public detail::TextBase {
public:
    using rows = RowTypes<Ts...>;
    using TextBase::TextBase;

    /// The value of a parameter. PostgreSQL finds the type of a string by what stands beside the parameter (uuid, date,
    /// an enum, jsonb, ...); where nothing does, as among the arguments of concat(), the type is to be said: see below.
    /// Throws ArgumentError if the text has none of that name.
    template <detail::Literal T>
    TextStatement bind(std::string_view name, const T& value) const {
        TextStatement copy(*this);
        copy.set_parameter(name, detail::make_named(name, detail::bound_value(value)));
        return copy;
    }
    /// Says what is wrong with the value.
    template <class T>
    requires(!detail::Operand<T>) TextStatement bind(std::string_view, const T&)
    const {
        static_assert(detail::Operand<T>, "azoth: this type can't be bound: it has no Codec");
        return *this;
    }
    /// The same, sent as a type of choice.
    template <detail::Literal T>
    TextStatement bind(std::string_view name, const T& value, const SqlType& type) const {
        TextStatement copy(*this);
        copy.set_parameter(name, detail::make_named(name, Value(detail::stored(value), type)));
        return copy;
    }
    /// An expression in the place of a parameter, such as a bindparam() of another name.
    template <detail::Expression E>
    TextStatement bind(std::string_view name, const E& expression) const {
        TextStatement copy(*this);
        copy.set_parameter(name, expression.node());
        return copy;
    }
    template <class Range>
    TextStatement bind(std::string_view name, const Expanding<Range>& values) const {
        std::vector<ast::ExpressionPtr> list;
        for (const auto& value : values.values()) list.push_back(detail::make_bind(detail::bound_value(value), name));
        TextStatement copy(*this);
        copy.set_parameter(name, std::move(list), detail::bound_type<std::ranges::range_value_t<Range>>());
        return copy;
    }
    /// bindparam()s, each in the place of its name.
    template <detail::Parameter... Params>
    TextStatement bindparams(const Params&... params) const {
        TextStatement copy(*this);
        (copy.set_parameter(params.node()->as_parameter()->key, params.node()), ...);
        return copy;
    }

    /// What a row of the answer holds, by place: `columns<std::int64_t, std::string>()`. With names it can be a
    /// subquery: `columns<std::int64_t, std::string>("id", "name")`.
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
    /// The same, by columns: the row knows them.
    template <class... Us>
    requires(sizeof...(Us) > 0) TextStatement<Us...> columns(const Column<Us>&... columns)
    const {
        TextStatement copy(*this);
        copy.set_columns({columns.node()...});
        return TextStatement<Us...>(copy.node());
    }

    /// The text as something to select from; its columns are those of columns(), which has to name them.
    Subquery<Ts...> subquery(std::string_view name = {}) const {
        return Subquery<Ts...>(detail::make_subquery(*this, name, false));
    }
    Cte<Ts...> cte(std::string_view name = {}, CteFlags flags = CteFlags::none) const {
        return Cte<Ts...>(detail::make_cte(*this, name, flags));
    }

    /// The text as an expression, in parentheses where an operator needs them.
    template <class T>
    Expr<T> as() const {
        return Expr<T>(this->as_expression(Param<T>::sql_type()));
    }
    operator Condition() const { return Condition(this->as_expression(SqlType())); }
    operator OrderBy() const { return OrderBy(this->as_expression(SqlType())); }
};

/// A statement, or a piece of one, in SQL: `text("SELECT id FROM users WHERE name ~ :pattern").bind("pattern", "^a")`.
/// A word behind a colon is a parameter, unless it stands in a string, a quoted identifier or a comment, or follows
/// another colon or a word; `\:` is a colon in any case. Rows are dynamic until columns() says what they are. The text
/// is sent as it stands: never put user input there.
inline TextStatement<Dynamic> text(std::string_view sql) {
    return TextStatement<Dynamic>(detail::make_text_statement(sql));
}

}  // namespace azoth

AZOTH_EXPORT_END
