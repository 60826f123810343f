#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/table_function.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A column of json_table(): the scalar at a path within a row.
template <class T>
struct JsonColumn {
    /// The type of its values.
    using value_type = T;
    /// The column's name.
    std::string name;
    std::string path;  ///< empty: the row's number
};

/// Makes a column of json_table(): `json_column<std::string>("name", "$.name")`. It is NULL where the path finds
/// nothing.
template <class T>
JsonColumn<std::optional<T>> json_column(std::string name, std::string path) {
    return {std::move(name), std::move(path)};
}
/// Makes a column of json_table() that numbers the rows from 1.
inline JsonColumn<std::int32_t> json_ordinality(std::string name) { return {std::move(name), {}}; }

namespace detail {

ast::ExpressionPtr make_json_table(ast::ExpressionPtr element, std::string_view path,
                                   const std::vector<ast::ExpressionPtr>& columns, std::vector<std::string> paths);

}  // namespace detail

/// JSON_TABLE (PostgreSQL 17): a FROM item with a row for each value that a path finds in a document, which may be a
/// column of an item before it in FROM:
///
///     const auto items = json_table(orders.doc, "$.items[*]", json_ordinality("n"),
///                                   json_column<std::string>("name", "$.name"))
///                            .name("items")
///                            .joins_implicitly();
///     select(orders.id, items.column<std::optional<std::string>>("name")).select_from(orders, items)
///
/// SQLite: UnsupportedCompilationError at compilation.
template <detail::Operand A, class... Ts>
requires(sizeof...(Ts) > 0) TableFunction<Ts...> json_table(const A& document, std::string_view path,
                                                            const JsonColumn<Ts>&... columns) {
    const std::vector<ast::ExpressionPtr> declared{Column<Ts>(columns.name).node()...};
    return TableFunction<Ts...>(detail::make_table_function(
        detail::make_json_table(detail::argument(document, "json_table"), path, declared, {columns.path...}),
        declared));
}

}  // namespace azoth

AZOTH_EXPORT_END
