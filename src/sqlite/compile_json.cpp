#include "sqlite/compiler.hpp"
#include <azoth/error.hpp>
#include <azoth/types/text_codecs.hpp>

#include <string>
#include <string_view>

namespace azoth::sqlite {

void SqliteCompiler::write_json_access(const ast::JsonAccess& node) {
    if (!node.path)
        throw CompileError("a JSON key that contains a quotation mark cannot be written as a path in SQLite");
    if (node.as_other) return write_json_value(node);
    write("JSON_QUOTE(");
    write_json_extract(node, "JSON_EXTRACT");
    write(")");
}

namespace {

// The whole path to an element: the concatenated steps.
std::string path_to(const ast::Expression& target) {
    const ast::JsonAccess* const json = target.as_json_access();
    if (json == nullptr) return "$";
    const ast::BindParameter* const step = json->path ? json->path->as_parameter() : nullptr;
    if (step == nullptr) {
        throw CompileError("a JSON key that contains a quotation mark cannot be written as a path in SQLite");
    }
    return path_to(*json->element) + step->value.as<std::string>().substr(1);
}

}  // namespace

// SQLite uses only the last of several assignments to a column, so all parts are set by one.
void SqliteCompiler::write_parts(const ast::Column& column, const ast::Assignments& parts, std::string_view equals) {
    const TypeKind kind = column.type.variant_for(traits().name).kind();
    if (kind != TypeKind::json && kind != TypeKind::jsonb) {
        unsupported("assignment to a part of column \"" + column.name + "\", whose type is not JSON");
    }
    const bool by_position = path_to(*parts.front().first).starts_with("$[");
    write_identifier(column.name);
    write(equals);
    write("JSON_SET(COALESCE(");
    write_identifier(column.name);
    write(by_position ? ", '[]')" : ", '{}')");
    for (const auto& [target, value] : parts) {
        write(", ");
        const auto path =
            ast::make_node<const ast::BindParameter>(Value(std::string_view(path_to(*target)), Text()), "path");
        write(*path);
        write(", ");
        write_json_part(*value);
    }
    write(")");
}

// JSON_SET() stores a text as a JSON string unless it is the result of a JSON function; it has no booleans.
void SqliteCompiler::write_json_part(const ast::Expression& value) {
    switch (value.type.kind()) {
        case TypeKind::json:
        case TypeKind::jsonb:
            write("JSON(");
            write(value);
            return write(")");
        case TypeKind::boolean:
            if (value.as_constant() != nullptr && value.as_constant()->is_null()) return write(value);
            write("JSON(CASE ");
            write_operand(value, Operator::eq);
            return write(" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)");
        default: return write(value);
    }
}

void SqliteCompiler::write_json_extract(const ast::JsonAccess& node, std::string_view function) {
    write(function);
    write("(");
    write(*node.element);
    write(", ");
    write(*node.path);
    write(")");
}

// JSON_EXTRACT() returns a value of the JSON's own type; it is converted to the requested type. A value that cannot be
// converted is NULL, because an expression cannot fail in SQLite.
void SqliteCompiler::write_json_value(const ast::JsonAccess& node) {
    const auto extract = [&] { write_json_extract(node, "JSON_EXTRACT"); };
    const auto cast = [&](std::string_view type) {
        write("CAST(");
        extract();
        write(" AS ");
        write(type);
        write(")");
    };
    switch (node.type.kind()) {
        case TypeKind::string:
        case TypeKind::text:
            write("CASE ");
            write_json_extract(node, "JSON_TYPE");
            write(" WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE ");
            cast("TEXT");
            return write(" END");
        case TypeKind::boolean:
            write("CASE LOWER(");
            cast("TEXT");
            return write(
                ") WHEN '1' THEN 1 WHEN 'true' THEN 1 WHEN 't' THEN 1 WHEN 'yes' THEN 1 WHEN 'on' THEN 1 "
                "WHEN '0' THEN 0 WHEN 'false' THEN 0 WHEN 'f' THEN 0 WHEN 'no' THEN 0 WHEN 'off' THEN 0 END");
        case TypeKind::small_integer:
        case TypeKind::integer:
        case TypeKind::big_integer:
            write("CASE WHEN CAST(");
            cast("INTEGER");
            write(" AS TEXT) = CAST(");
            extract();
            write(" AS TEXT) AND ");
            write_json_extract(node, "JSON_TYPE");
            write(" IN ('integer', 'text') THEN ");
            cast("INTEGER");
            return write(" END");
        case TypeKind::real:
        case TypeKind::double_precision:
        case TypeKind::numeric:
            write("CASE ");
            write_json_extract(node, "JSON_TYPE");
            write(" WHEN 'integer' THEN ");
            extract();
            write(" WHEN 'real' THEN ");
            extract();
            write(" WHEN 'text' THEN ");
            cast("NUMERIC");
            return write(" END");
        default: unsupported("a JSON value read as " + to_string(node.type));
    }
}

}  // namespace azoth::sqlite
