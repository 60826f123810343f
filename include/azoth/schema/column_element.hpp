#pragma once

#include <azoth/expression/expr.hpp>
#include <azoth/schema/assignment.hpp>

#include <concepts>
#include <string_view>

namespace azoth {

template <class T>
class ColumnElement;

namespace detail {

/// The value of an element of JSON: numbers, truth values and text are converted to JSON, JSON is not changed. Throws
/// DataError for a number that JSON cannot express.
ast::ExpressionPtr make_json_value(const Value& value, const ast::Expression& element);
bool is_json_element(const ast::Expression& element) noexcept;

template <class R>
ast::ExpressionPtr assigned_to_element(const R& value, const ast::Expression& element) {
    if constexpr (!Expression<R>) {
        if (is_json_element(element)) {
            if constexpr (std::same_as<R, Value>) {
                return make_json_value(value, element);
            } else {
                return make_json_value(Value(stored(value)), element);
            }
        }
    }
    return assigned(value, element);
}

template <class T, class E>
ColumnElement<E> column_element(const Expr<E>& element) {
    return ColumnElement<E>(element.node());
}

}  // namespace detail

/// The value of a key or at a position of a column's value, as an expression. As an assignment in the values() of an
/// UPDATE it replaces only that part: `update(t).values(t.doc["size"] = 7, t.tags[2] = "b")`.
///
/// PostgreSQL (14 and later) assigns by subscript to jsonb, hstore and arrays, slices of arrays included. SQLite
/// changes JSON with JSON_SET(). For arrays on SQLite, and for json on PostgreSQL, CompileError is thrown. A value
/// assigned to an element of JSON is converted to JSON: `t.doc["name"] = "ada"` stores the string "ada". A NULL column
/// becomes an object, or an array if the first step is a position.
template <class T>
class ColumnElement : public Expr<T> {
public:
    using Expr<T>::Expr;
    ColumnElement(const ColumnElement&) = default;
    ColumnElement(ColumnElement&&) = default;
    ~ColumnElement() = default;

    Assignment operator=(const ColumnElement& other) const { return Assignment(this->node(), other.node()); }
    /// Assigns a value to the element, in the values() of an UPDATE.
    template <detail::Operand R>
    Assignment operator=(const R& value) const {
        using Given = detail::operand_value<R>;
        if constexpr (!detail::is_null_literal<T, R> && !detail::is_collection<T>) {
            detail::check_assignable<T, Given>();
        }
        return Assignment(this->node(), detail::assigned_to_element(value, *this->node()));
    }

    /// Returns an element of the element.
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
};

}  // namespace azoth
