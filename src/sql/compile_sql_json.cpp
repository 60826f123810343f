#include <azoth/expression/ast_forms.hpp>
#include <azoth/expression/functions/sql_json.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/json_table.hpp>

#include <string>
#include <utility>

namespace azoth {
namespace {

using SqlJsonForm = ast::SqlJson::Form;

ast::SqlJson::Fallback fallback_of(JsonFallback given) {
    return given == JsonFallback::error ? ast::SqlJson::Fallback::error : ast::SqlJson::Fallback::null_value;
}

ast::NodePtr<ast::SqlJson> make_sql_json(SqlJsonForm form, ast::ExpressionPtr element, std::string_view path,
                                         const SqlType& type) {
    return ast::make_node<ast::SqlJson>(form, std::move(element), std::string(path), type);
}

std::string_view function_name(SqlJsonForm form) {
    switch (form) {
        case SqlJsonForm::value: return "JSON_VALUE";
        case SqlJsonForm::query: return "JSON_QUERY";
        case SqlJsonForm::exists: return "JSON_EXISTS";
        case SqlJsonForm::table: break;
    }
    return "JSON_TABLE";
}

}  // namespace

namespace detail {

ast::ExpressionPtr make_json_value_function(ast::ExpressionPtr element, std::string_view path, const SqlType& type,
                                            JsonFallback on_empty, JsonFallback on_error) {
    auto node = make_sql_json(SqlJsonForm::value, std::move(element), path, type);
    node->on_empty = fallback_of(on_empty);
    node->on_error = fallback_of(on_error);
    return node;
}

ast::ExpressionPtr make_json_query_function(ast::ExpressionPtr element, std::string_view path, bool wrapped) {
    auto node = make_sql_json(SqlJsonForm::query, std::move(element), path, SqlType(TypeKind::jsonb));
    node->wrapped = wrapped;
    return node;
}

ast::ExpressionPtr make_json_exists_function(ast::ExpressionPtr element, std::string_view path) {
    return make_sql_json(SqlJsonForm::exists, std::move(element), path, Boolean());
}

ast::ExpressionPtr make_json_table(ast::ExpressionPtr element, std::string_view path,
                                   const std::vector<ast::ExpressionPtr>& columns, std::vector<std::string> paths) {
    auto node = make_sql_json(SqlJsonForm::table, std::move(element), path, SqlType());
    for (const auto& column : columns) {
        node->names.emplace_back(column->row_name());
        node->types.push_back(column->type);
    }
    node->paths = std::move(paths);
    return node;
}

}  // namespace detail

void Compiler::visit(const ast::SqlJson& node) {
    if (!traits().sql_json) unsupported(function_name(node.form));
    write(function_name(node.form));
    write("(");
    write(*node.element);
    write(", ");
    write_string(node.path);
    if (node.form == SqlJsonForm::value && !node.type.is_null()) write(" RETURNING " + type_name(node.type));
    if (node.wrapped) write(" WITH CONDITIONAL WRAPPER");
    if (node.on_empty == ast::SqlJson::Fallback::error) write(" ERROR ON EMPTY");
    if (node.on_error == ast::SqlJson::Fallback::error) write(" ERROR ON ERROR");
    for (std::size_t i = 0; i < node.names.size(); ++i) {
        write(i == 0 ? " COLUMNS (" : ", ");
        write_identifier(node.names[i]);
        if (node.paths[i].empty()) {
            write(" FOR ORDINALITY");
        } else {
            write(" " + type_name(node.types[i]) + " PATH ");
            write_string(node.paths[i]);
        }
    }
    write(node.names.empty() ? ")" : "))");
}

}  // namespace azoth
