#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/functions/call.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What JSON_VALUE() and JSON_QUERY() do if a path finds nothing, or a value that cannot be converted.
enum class JsonFallback : std::uint8_t {
    null_value,  ///< return NULL
    error        ///< fail: the statement throws DataError
};

namespace detail {

ast::ExpressionPtr make_json_value_function(ast::ExpressionPtr element, std::string_view path, const SqlType& type,
                                            JsonFallback on_empty, JsonFallback on_error);
ast::ExpressionPtr make_json_query_function(ast::ExpressionPtr element, std::string_view path, bool wrapped);
ast::ExpressionPtr make_json_exists_function(ast::ExpressionPtr element, std::string_view path);

}  // namespace detail
}  // namespace azoth

// SQL/JSON (PostgreSQL 17). A path is written into the statement, as in "$.items[*].price". SQLite:
// UnsupportedCompilationError at compilation.
namespace azoth::func {

/// Returns the scalar at a path, converted to the SQL type of T: JSON_VALUE.
template <class T, detail::Operand A>
Expr<detail::optional_of<T>> json_value(const A& document, std::string_view path,
                                        JsonFallback on_empty = JsonFallback::null_value,
                                        JsonFallback on_error = JsonFallback::null_value) {
    return Expr<detail::optional_of<T>>(detail::make_json_value_function(detail::argument(document, "json_value"), path,
                                                                         detail::sql_type_of<T>(), on_empty, on_error));
}
/// Returns the JSON at a path: JSON_QUERY. A path that finds several values returns NULL, or with `wrapped` an array of
/// them. Give the C++ type of the result, as in `json_query<boost::json::value>(orders.doc, "$.items")`.
template <class R = Value, detail::Operand A>
Expr<detail::optional_of<R>> json_query(const A& document, std::string_view path, bool wrapped = false) {
    return Expr<detail::optional_of<R>>(
        detail::make_json_query_function(detail::argument(document, "json_query"), path, wrapped));
}
/// Whether a path finds something: JSON_EXISTS.
template <detail::Operand A>
Expr<detail::lifted<bool, detail::operand_value<A>>> json_exists(const A& document, std::string_view path) {
    return Expr<detail::lifted<bool, detail::operand_value<A>>>(
        detail::make_json_exists_function(detail::argument(document, "json_exists"), path));
}

}  // namespace azoth::func

AZOTH_EXPORT_END
