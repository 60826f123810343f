#pragma once

#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>
#include <azoth/types/chrono_codecs.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace azoth::func {

// Functions that return any number of rows. They are used in FROM, with table_valued() or column_valued(); in a select
// list PostgreSQL returns a row for each value.

/// Returns the values from the first to the last, inclusive, in steps of 1 or of `step`. Dates become instants.
template <detail::Operand A, detail::Operand B, detail::Operand... Step>
requires(sizeof...(Step) <= 1) auto generate_series(const A& first, const B& last, const Step&... step) {
    using T = detail::owned_value<A>;
    using R = std::conditional_t<detail::category_of<T>() == detail::Category::date, detail::lifted<Timestamptz, T>, T>;
    return detail::fixed_call<R>("generate_series", first, last, step...);
}
/// Returns the subscripts of a dimension of an array.
template <detail::Operand A, detail::Operand B>
auto generate_subscripts(const A& array, const B& dimension) {
    return detail::fixed_call<std::int32_t>("generate_subscripts", array, dimension);
}
/// Returns the elements of an array; of several arrays side by side as columns, the shorter ones filled up with NULL.
template <class T>
auto unnest(const Expr<T>& array) {
    return detail::fixed_call<detail::element_of<T>>("unnest", array);
}
template <class T, class U, class... More>
auto unnest(const Expr<T>& first, const Expr<U>& second, const Expr<More>&... more) {
    return detail::fixed_call<Value>("unnest", first, second, more...);
}
/// Returns the elements of a JSON array, as JSON.
template <class R = Value, detail::Operand A>
auto json_array_elements(const A& array) {
    return FunctionExpr<R>(detail::make_function("json_array_elements", detail::arguments("json_array_elements", array),
                                                 SqlType(TypeKind::json)));
}
/// Returns the elements of a jsonb array, as jsonb.
template <class R = Value, detail::Operand A>
auto jsonb_array_elements(const A& array) {
    return FunctionExpr<R>(detail::make_function(
        "jsonb_array_elements", detail::arguments("jsonb_array_elements", array), SqlType(TypeKind::jsonb)));
}
/// Returns the elements of a JSON array, as text.
template <detail::Operand A>
auto json_array_elements_text(const A& array) {
    return detail::fixed_call<std::optional<std::string>>("json_array_elements_text", array);
}
/// Returns the elements of a jsonb array, as text.
template <detail::Operand A>
auto jsonb_array_elements_text(const A& array) {
    return detail::fixed_call<std::optional<std::string>>("jsonb_array_elements_text", array);
}
/// Returns the keys of a JSON object.
template <detail::Operand A>
auto json_object_keys(const A& object) {
    return detail::fixed_call<std::string>("json_object_keys", object);
}
/// Returns the keys of a jsonb object.
template <detail::Operand A>
auto jsonb_object_keys(const A& object) {
    return detail::fixed_call<std::string>("jsonb_object_keys", object);
}
/// Returns the parts of a text between the matches of a regular expression.
template <detail::Operand A, detail::Operand B, detail::Operand... Flags>
requires(sizeof...(Flags) <= 1) auto regexp_split_to_table(const A& text, const B& pattern, const Flags&... flags) {
    return detail::fixed_call<std::string>("regexp_split_to_table", text, pattern, flags...);
}
/// Returns the parts of a text between delimiters; parts equal to `null_string` are NULL.
template <detail::Operand A, detail::Operand B, detail::Operand... Null>
requires(sizeof...(Null) <= 1) auto string_to_table(const A& text, const B& delimiter, const Null&... null_string) {
    return detail::fixed_call<std::optional<std::string>>("string_to_table", text, delimiter, null_string...);
}

}  // namespace azoth::func
