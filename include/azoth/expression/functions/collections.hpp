#pragma once

#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>
#include <azoth/types/array_codec.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace azoth::func {

/// Returns the length of a dimension of an array; NULL for the empty array.
template <detail::Operand A, detail::Operand B>
auto array_length(const A& array, const B& dimension) {
    return detail::fixed_call<std::optional<std::int32_t>>("array_length", array, dimension);
}
/// Returns the number of elements in all dimensions.
template <detail::Operand A>
auto cardinality(const A& array) {
    return detail::strict_call<std::int32_t>("cardinality", array);
}
/// Returns the number of dimensions.
template <detail::Operand A>
auto array_ndims(const A& array) {
    return detail::fixed_call<std::optional<std::int32_t>>("array_ndims", array);
}
/// Returns the subscript of the first element that is equal; NULL if there is none.
template <detail::Operand A, detail::Operand B>
auto array_position(const A& array, const B& element) {
    return detail::fixed_call<std::optional<std::int32_t>>("array_position", array, element);
}
/// Returns the array with an element appended.
template <class T, detail::Operand E>
FunctionExpr<T> array_append(const Expr<T>& array, const E& element) {
    return FunctionExpr<T>(
        detail::make_function("array_append", detail::arguments("array_append", array, element), array.node()->type));
}
/// Returns the array with an element prepended.
template <class T, detail::Operand E>
FunctionExpr<T> array_prepend(const E& element, const Expr<T>& array) {
    return FunctionExpr<T>(
        detail::make_function("array_prepend", detail::arguments("array_prepend", element, array), array.node()->type));
}
/// Returns the array without the elements that are equal to one.
template <class T, detail::Operand E>
FunctionExpr<T> array_remove(const Expr<T>& array, const E& element) {
    return FunctionExpr<T>(
        detail::make_function("array_remove", detail::arguments("array_remove", array, element), array.node()->type));
}
/// Returns the array with all elements that are equal to one replaced by another.
template <class T, detail::Operand A, detail::Operand B>
FunctionExpr<T> array_replace(const Expr<T>& array, const A& what, const B& by) {
    return FunctionExpr<T>(detail::make_function("array_replace", detail::arguments("array_replace", array, what, by),
                                                 array.node()->type));
}
/// Concatenates two arrays.
template <class T, class U>
FunctionExpr<T> array_cat(const Expr<T>& left, const Expr<U>& right) {
    return FunctionExpr<T>(
        detail::make_function("array_cat", detail::arguments("array_cat", left, right), left.node()->type));
}
/// Concatenates the elements with a delimiter; NULLs are left out, or replaced by a text.
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto array_to_string(const A& array, const B& delimiter, const More&... more) {
    return detail::strict_call<std::string>("array_to_string", array, delimiter, more...);
}
// Ranges
/// Whether the range is empty.
template <detail::Expression E>
auto isempty(const E& range) {
    return detail::strict_call<bool>("isempty", range);
}
/// Whether the lower bound is inclusive.
template <detail::Expression E>
auto lower_inc(const E& range) {
    return detail::strict_call<bool>("lower_inc", range);
}
/// Whether the upper bound is inclusive.
template <detail::Expression E>
auto upper_inc(const E& range) {
    return detail::strict_call<bool>("upper_inc", range);
}
/// Whether the range has no lower bound.
template <detail::Expression E>
auto lower_inf(const E& range) {
    return detail::strict_call<bool>("lower_inf", range);
}
/// Whether the range has no upper bound.
template <detail::Expression E>
auto upper_inf(const E& range) {
    return detail::strict_call<bool>("upper_inf", range);
}
/// Returns the smallest range that includes both.
template <class T, detail::Operand R>
FunctionExpr<T> range_merge(const Expr<T>& left, const R& right) {
    return FunctionExpr<T>(
        detail::make_function("range_merge", {left.node(), detail::operand(right, *left.node())}, left.node()->type));
}

// hstore
/// Returns the keys of a hstore as an array.
template <detail::Expression E>
auto akeys(const E& store) {
    return detail::strict_call<std::vector<std::string>>("akeys", store);
}
/// Returns the values of a hstore as an array.
template <detail::Expression E>
auto avals(const E& store) {
    return detail::strict_call<std::vector<std::optional<std::string>>>("avals", store);
}
/// Whether the value of a key is not NULL.
template <detail::Expression E, detail::Operand K>
auto defined(const E& store, const K& key) {
    return detail::strict_call<bool>("defined", store, key);
}
/// Returns a hstore without a key, or without the keys in an array.
template <class T, detail::Operand K>
FunctionExpr<T> delete_(const Expr<T>& store, const K& keys) {
    return FunctionExpr<T>(
        detail::make_function("delete", detail::arguments("delete", store, keys), store.node()->type));
}
/// Returns the pairs of a hstore whose keys are in an array.
template <class T, detail::Operand K>
FunctionExpr<T> slice(const Expr<T>& store, const K& keys) {
    return FunctionExpr<T>(detail::make_function("slice", detail::arguments("slice", store, keys), store.node()->type));
}

}  // namespace azoth::func
