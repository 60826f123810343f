#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>
#include <azoth/types/array_codec.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth::func {

/// NULL for the empty array.
template <detail::Operand A, detail::Operand B>
auto array_length(const A& array, const B& dimension) {
    return detail::fixed_call<std::optional<std::int32_t>>("array_length", array, dimension);
}
/// Elements in all dimensions.
template <detail::Operand A>
auto cardinality(const A& array) {
    return detail::strict_call<std::int32_t>("cardinality", array);
}
template <detail::Operand A>
auto array_ndims(const A& array) {
    return detail::fixed_call<std::optional<std::int32_t>>("array_ndims", array);
}
template <detail::Operand A, detail::Operand B>
auto array_position(const A& array, const B& element) {
    return detail::fixed_call<std::optional<std::int32_t>>("array_position", array, element);
}
/// The array with another element behind it, without all that are equal to it, or with another in their place.
template <class T, detail::Operand E>
FunctionExpr<T> array_append(const Expr<T>& array, const E& element) {
    return FunctionExpr<T>(
        detail::make_function("array_append", detail::arguments("array_append", array, element), array.node()->type));
}
template <class T, detail::Operand E>
FunctionExpr<T> array_prepend(const E& element, const Expr<T>& array) {
    return FunctionExpr<T>(
        detail::make_function("array_prepend", detail::arguments("array_prepend", element, array), array.node()->type));
}
template <class T, detail::Operand E>
FunctionExpr<T> array_remove(const Expr<T>& array, const E& element) {
    return FunctionExpr<T>(
        detail::make_function("array_remove", detail::arguments("array_remove", array, element), array.node()->type));
}
template <class T, detail::Operand A, detail::Operand B>
FunctionExpr<T> array_replace(const Expr<T>& array, const A& what, const B& by) {
    return FunctionExpr<T>(detail::make_function("array_replace", detail::arguments("array_replace", array, what, by),
                                                 array.node()->type));
}
template <class T, class U>
FunctionExpr<T> array_cat(const Expr<T>& left, const Expr<U>& right) {
    return FunctionExpr<T>(
        detail::make_function("array_cat", detail::arguments("array_cat", left, right), left.node()->type));
}
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto array_to_string(const A& array, const B& delimiter, const More&... more) {
    return detail::strict_call<std::string>("array_to_string", array, delimiter, more...);
}
// Ranges
template <detail::Expression E>
auto isempty(const E& range) {
    return detail::strict_call<bool>("isempty", range);
}
template <detail::Expression E>
auto lower_inc(const E& range) {
    return detail::strict_call<bool>("lower_inc", range);
}
template <detail::Expression E>
auto upper_inc(const E& range) {
    return detail::strict_call<bool>("upper_inc", range);
}
template <detail::Expression E>
auto lower_inf(const E& range) {
    return detail::strict_call<bool>("lower_inf", range);
}
template <detail::Expression E>
auto upper_inf(const E& range) {
    return detail::strict_call<bool>("upper_inf", range);
}
/// The smallest range that holds both, with what lies between them.
template <class T, detail::Operand R>
FunctionExpr<T> range_merge(const Expr<T>& left, const R& right) {
    return FunctionExpr<T>(
        detail::make_function("range_merge", {left.node(), detail::operand(right, *left.node())}, left.node()->type));
}

// hstore
template <detail::Expression E>
auto akeys(const E& store) {
    return detail::strict_call<std::vector<std::string>>("akeys", store);
}
template <detail::Expression E>
auto avals(const E& store) {
    return detail::strict_call<std::vector<std::optional<std::string>>>("avals", store);
}
/// Whether there is a value, other than NULL, under the key.
template <detail::Expression E, detail::Operand K>
auto defined(const E& store, const K& key) {
    return detail::strict_call<bool>("defined", store, key);
}
/// hstore without a key, or without the keys of an array.
template <class T, detail::Operand K>
FunctionExpr<T> delete_(const Expr<T>& store, const K& keys) {
    return FunctionExpr<T>(
        detail::make_function("delete", detail::arguments("delete", store, keys), store.node()->type));
}
/// Those pairs of a hstore whose keys stand in an array.
template <class T, detail::Operand K>
FunctionExpr<T> slice(const Expr<T>& store, const K& keys) {
    return FunctionExpr<T>(detail::make_function("slice", detail::arguments("slice", store, keys), store.node()->type));
}

}  // namespace azoth::func

AZOTH_EXPORT_END
