#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

template <class R, class... Args>
FunctionExpr<R> json_call(std::string_view name, const SqlType& type, const Args&... args) {
    return FunctionExpr<R>(make_function(name, arguments(name, args...), type));
}

}  // namespace azoth::detail

namespace azoth::func {

/// JSON made of values. Their C++ type is to be given, as in `to_jsonb<boost::json::value>(users.name)`; by default it
/// is known only at run time.
template <class R = Value, detail::Operand A>
auto to_json(const A& value) {
    return detail::json_call<R>("to_json", SqlType(TypeKind::json), value);
}
template <class R = Value, detail::Operand A>
auto to_jsonb(const A& value) {
    return detail::json_call<R>("to_jsonb", SqlType(TypeKind::jsonb), value);
}
template <class R = Value, detail::Operand... More>
auto json_build_object(const More&... more) {
    return detail::json_call<R>("json_build_object", SqlType(TypeKind::json), more...);
}
template <class R = Value, detail::Operand... More>
auto jsonb_build_object(const More&... more) {
    return detail::json_call<R>("jsonb_build_object", SqlType(TypeKind::jsonb), more...);
}
template <class R = Value, detail::Operand... More>
auto json_build_array(const More&... more) {
    return detail::json_call<R>("json_build_array", SqlType(TypeKind::json), more...);
}
template <class R = Value, detail::Operand... More>
auto jsonb_build_array(const More&... more) {
    return detail::json_call<R>("jsonb_build_array", SqlType(TypeKind::jsonb), more...);
}
template <class R = Value, detail::Operand A>
auto json_agg(const A& value) {
    return detail::json_call<R>("json_agg", SqlType(TypeKind::json), value);
}
template <class R = Value, detail::Operand A>
auto jsonb_agg(const A& value) {
    return detail::json_call<R>("jsonb_agg", SqlType(TypeKind::jsonb), value);
}
template <class R = Value, detail::Operand A, detail::Operand B>
auto json_object_agg(const A& key, const B& value) {
    return detail::json_call<R>("json_object_agg", SqlType(TypeKind::json), key, value);
}
template <class R = Value, detail::Operand A, detail::Operand B>
auto jsonb_object_agg(const A& key, const B& value) {
    return detail::json_call<R>("jsonb_object_agg", SqlType(TypeKind::jsonb), key, value);
}
template <class R = Value, detail::Operand A>
auto row_to_json(const A& row) {
    return detail::json_call<R>("row_to_json", SqlType(TypeKind::json), row);
}
/// The target with a value at a path, given as an array of text.
template <class R = Value, detail::Operand A, detail::Operand B, detail::Operand C, detail::Operand... More>
auto jsonb_set(const A& target, const B& path, const C& value, const More&... more) {
    return detail::json_call<R>("jsonb_set", SqlType(TypeKind::jsonb), target, path, value, more...);
}
template <class R = Value, detail::Operand A, detail::Operand B, detail::Operand C, detail::Operand... More>
auto jsonb_insert(const A& target, const B& path, const C& value, const More&... more) {
    return detail::json_call<R>("jsonb_insert", SqlType(TypeKind::jsonb), target, path, value, more...);
}
template <class R = Value, detail::Operand A>
auto jsonb_strip_nulls(const A& target) {
    return detail::json_call<R>("jsonb_strip_nulls", SqlType(TypeKind::jsonb), target);
}
template <class R = Value, detail::Operand A, detail::Operand B, detail::Operand... More>
auto jsonb_path_query_first(const A& target, const B& path, const More&... more) {
    return detail::json_call<R>("jsonb_path_query_first", SqlType(TypeKind::jsonb), target, path, more...);
}
template <class R = Value, detail::Operand A, detail::Operand B, detail::Operand... More>
auto jsonb_path_query_array(const A& target, const B& path, const More&... more) {
    return detail::json_call<R>("jsonb_path_query_array", SqlType(TypeKind::jsonb), target, path, more...);
}
/// SQLite: JSON as text.
template <class R = Value, detail::Operand... More>
auto json_object(const More&... more) {
    return detail::json_call<R>("json_object", SqlType(TypeKind::json), more...);
}
template <class R = Value, detail::Operand... More>
auto json_array(const More&... more) {
    return detail::json_call<R>("json_array", SqlType(TypeKind::json), more...);
}
template <class R = Value, detail::Operand A>
auto json_group_array(const A& value) {
    return detail::json_call<R>("json_group_array", SqlType(TypeKind::json), value);
}
template <class R = Value, detail::Operand A, detail::Operand B>
auto json_group_object(const A& key, const B& value) {
    return detail::json_call<R>("json_group_object", SqlType(TypeKind::json), key, value);
}
template <class R = Value, detail::Operand A, detail::Operand B>
auto json_extract(const A& target, const B& path) {
    return detail::json_call<R>("json_extract", SqlType(TypeKind::json), target, path);
}
template <class R = Value, detail::Operand A, detail::Operand B, detail::Operand C, detail::Operand... More>
auto json_set(const A& target, const B& path, const C& value, const More&... more) {
    return detail::json_call<R>("json_set", SqlType(TypeKind::json), target, path, value, more...);
}
template <detail::Operand A>
auto json_array_length(const A& array) {
    return detail::strict_call<std::int32_t>("json_array_length", array);
}
template <detail::Operand A>
auto jsonb_array_length(const A& array) {
    return detail::strict_call<std::int32_t>("jsonb_array_length", array);
}
template <detail::Operand A>
auto json_typeof(const A& value) {
    return detail::strict_call<std::string>("json_typeof", value);
}
template <detail::Operand A>
auto jsonb_typeof(const A& value) {
    return detail::strict_call<std::string>("jsonb_typeof", value);
}
template <detail::Operand A, detail::Operand... More>
requires(sizeof...(More) <= 1) auto json_type(const A& value, const More&... more) {
    return detail::strict_call<std::string>("json_type", value, more...);
}
template <detail::Operand A>
auto json_valid(const A& text) {
    return detail::strict_call<bool>("json_valid", text);
}
template <detail::Operand A>
auto jsonb_pretty(const A& value) {
    return detail::strict_call<std::string>("jsonb_pretty", value);
}
template <detail::Operand A, detail::Operand... B>
auto json_extract_path_text(const A& target, const B&... path) {
    return detail::fixed_call<std::optional<std::string>>("json_extract_path_text", target, path...);
}
template <detail::Operand A, detail::Operand... B>
auto jsonb_extract_path_text(const A& target, const B&... path) {
    return detail::fixed_call<std::optional<std::string>>("jsonb_extract_path_text", target, path...);
}
template <detail::Operand A, detail::Operand B>
auto jsonb_path_exists(const A& target, const B& path) {
    return detail::strict_call<bool>("jsonb_path_exists", target, path);
}
template <detail::Operand A, detail::Operand B>
auto jsonb_path_match(const A& target, const B& path) {
    return detail::strict_call<bool>("jsonb_path_match", target, path);
}

}  // namespace azoth::func

AZOTH_EXPORT_END
