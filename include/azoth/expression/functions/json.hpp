#pragma once

#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace azoth::detail {

template <class R, class... Args>
FunctionExpr<R> json_call(std::string_view name, const SqlType& type, const Args&... args) {
    return FunctionExpr<R>(make_function(name, arguments(name, args...), type));
}

}  // namespace azoth::detail

namespace azoth::func {

/// Converts a value to JSON. Give the C++ type of the result, as in `to_jsonb<boost::json::value>(users.name)`; by
/// default it is known only at run time. The same applies to the functions below that return JSON.
template <class R = Value, detail::Operand A>
auto to_json(const A& value) {
    return detail::json_call<R>("to_json", SqlType(TypeKind::json), value);
}
/// Converts a value to jsonb.
template <class R = Value, detail::Operand A>
auto to_jsonb(const A& value) {
    return detail::json_call<R>("to_jsonb", SqlType(TypeKind::jsonb), value);
}
/// Makes a JSON object of alternating keys and values.
template <class R = Value, detail::Operand... More>
auto json_build_object(const More&... more) {
    return detail::json_call<R>("json_build_object", SqlType(TypeKind::json), more...);
}
/// Makes a jsonb object of alternating keys and values.
template <class R = Value, detail::Operand... More>
auto jsonb_build_object(const More&... more) {
    return detail::json_call<R>("jsonb_build_object", SqlType(TypeKind::jsonb), more...);
}
/// Makes a JSON array of values.
template <class R = Value, detail::Operand... More>
auto json_build_array(const More&... more) {
    return detail::json_call<R>("json_build_array", SqlType(TypeKind::json), more...);
}
/// Makes a jsonb array of values.
template <class R = Value, detail::Operand... More>
auto jsonb_build_array(const More&... more) {
    return detail::json_call<R>("jsonb_build_array", SqlType(TypeKind::jsonb), more...);
}
/// Collects the values of a group in a JSON array.
template <class R = Value, detail::Operand A>
auto json_agg(const A& value) {
    return detail::json_call<R>("json_agg", SqlType(TypeKind::json), value);
}
/// Collects the values of a group in a jsonb array.
template <class R = Value, detail::Operand A>
auto jsonb_agg(const A& value) {
    return detail::json_call<R>("jsonb_agg", SqlType(TypeKind::jsonb), value);
}
/// Collects the keys and values of a group in a JSON object.
template <class R = Value, detail::Operand A, detail::Operand B>
auto json_object_agg(const A& key, const B& value) {
    return detail::json_call<R>("json_object_agg", SqlType(TypeKind::json), key, value);
}
/// Collects the keys and values of a group in a jsonb object.
template <class R = Value, detail::Operand A, detail::Operand B>
auto jsonb_object_agg(const A& key, const B& value) {
    return detail::json_call<R>("jsonb_object_agg", SqlType(TypeKind::jsonb), key, value);
}
/// Converts a row to a JSON object.
template <class R = Value, detail::Operand A>
auto row_to_json(const A& row) {
    return detail::json_call<R>("row_to_json", SqlType(TypeKind::json), row);
}
/// Returns the target with the value at a path replaced; the path is an array of text.
template <class R = Value, detail::Operand A, detail::Operand B, detail::Operand C, detail::Operand... More>
auto jsonb_set(const A& target, const B& path, const C& value, const More&... more) {
    return detail::json_call<R>("jsonb_set", SqlType(TypeKind::jsonb), target, path, value, more...);
}
/// Returns the target with a value inserted at a path, given as an array of text.
template <class R = Value, detail::Operand A, detail::Operand B, detail::Operand C, detail::Operand... More>
auto jsonb_insert(const A& target, const B& path, const C& value, const More&... more) {
    return detail::json_call<R>("jsonb_insert", SqlType(TypeKind::jsonb), target, path, value, more...);
}
/// Returns the value without object fields that are null, recursively.
template <class R = Value, detail::Operand A>
auto jsonb_strip_nulls(const A& target) {
    return detail::json_call<R>("jsonb_strip_nulls", SqlType(TypeKind::jsonb), target);
}
/// Returns the first value that a JSON path finds.
template <class R = Value, detail::Operand A, detail::Operand B, detail::Operand... More>
auto jsonb_path_query_first(const A& target, const B& path, const More&... more) {
    return detail::json_call<R>("jsonb_path_query_first", SqlType(TypeKind::jsonb), target, path, more...);
}
/// Returns the values that a JSON path finds, as an array.
template <class R = Value, detail::Operand A, detail::Operand B, detail::Operand... More>
auto jsonb_path_query_array(const A& target, const B& path, const More&... more) {
    return detail::json_call<R>("jsonb_path_query_array", SqlType(TypeKind::jsonb), target, path, more...);
}
/// Makes a JSON object of alternating keys and values (SQLite).
template <class R = Value, detail::Operand... More>
auto json_object(const More&... more) {
    return detail::json_call<R>("json_object", SqlType(TypeKind::json), more...);
}
/// Makes a JSON array of values (SQLite).
template <class R = Value, detail::Operand... More>
auto json_array(const More&... more) {
    return detail::json_call<R>("json_array", SqlType(TypeKind::json), more...);
}
/// Collects the values of a group in a JSON array (SQLite).
template <class R = Value, detail::Operand A>
auto json_group_array(const A& value) {
    return detail::json_call<R>("json_group_array", SqlType(TypeKind::json), value);
}
/// Collects the keys and values of a group in a JSON object (SQLite).
template <class R = Value, detail::Operand A, detail::Operand B>
auto json_group_object(const A& key, const B& value) {
    return detail::json_call<R>("json_group_object", SqlType(TypeKind::json), key, value);
}
/// Returns the value at a path (SQLite).
template <class R = Value, detail::Operand A, detail::Operand B>
auto json_extract(const A& target, const B& path) {
    return detail::json_call<R>("json_extract", SqlType(TypeKind::json), target, path);
}
/// Returns the target with the value at a path set (SQLite).
template <class R = Value, detail::Operand A, detail::Operand B, detail::Operand C, detail::Operand... More>
auto json_set(const A& target, const B& path, const C& value, const More&... more) {
    return detail::json_call<R>("json_set", SqlType(TypeKind::json), target, path, value, more...);
}
/// Returns the number of elements of a JSON array.
template <detail::Operand A>
auto json_array_length(const A& array) {
    return detail::strict_call<std::int32_t>("json_array_length", array);
}
/// Returns the number of elements of a jsonb array.
template <detail::Operand A>
auto jsonb_array_length(const A& array) {
    return detail::strict_call<std::int32_t>("jsonb_array_length", array);
}
/// Returns the kind of a JSON value: object, array, string, number, boolean, null.
template <detail::Operand A>
auto json_typeof(const A& value) {
    return detail::strict_call<std::string>("json_typeof", value);
}
/// Returns the kind of a jsonb value: object, array, string, number, boolean, null.
template <detail::Operand A>
auto jsonb_typeof(const A& value) {
    return detail::strict_call<std::string>("jsonb_typeof", value);
}
/// Returns the kind of a JSON value, of the one at a path if that is given (SQLite).
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto json_type(const A& value, const More&... more) {
    return detail::strict_call<std::string>("json_type", value, more...);
}
/// Whether a text is well-formed JSON (SQLite).
template <detail::Operand A>
auto json_valid(const A& text) {
    return detail::strict_call<bool>("json_valid", text);
}
/// Returns a jsonb value as text with line breaks and indentation.
template <detail::Operand A>
auto jsonb_pretty(const A& value) {
    return detail::strict_call<std::string>("jsonb_pretty", value);
}
/// Returns the value at a path of keys, as text.
template <detail::Operand A, detail::Operand... B>
auto json_extract_path_text(const A& target, const B&... path) {
    return detail::fixed_call<std::optional<std::string>>("json_extract_path_text", target, path...);
}
/// Returns the value at a path of keys in jsonb, as text.
template <detail::Operand A, detail::Operand... B>
auto jsonb_extract_path_text(const A& target, const B&... path) {
    return detail::fixed_call<std::optional<std::string>>("jsonb_extract_path_text", target, path...);
}
/// Whether a JSON path finds a value.
template <detail::Operand A, detail::Operand B>
auto jsonb_path_exists(const A& target, const B& path) {
    return detail::strict_call<bool>("jsonb_path_exists", target, path);
}
/// Returns the result of a JSON path predicate.
template <detail::Operand A, detail::Operand B>
auto jsonb_path_match(const A& target, const B& path) {
    return detail::strict_call<bool>("jsonb_path_match", target, path);
}

}  // namespace azoth::func
