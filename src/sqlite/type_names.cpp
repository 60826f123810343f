#include "sqlite/type_names.hpp"

#include <azoth/error.hpp>

#include <string_view>

namespace azoth::sqlite {
namespace {

std::string sized(std::string_view name, const SqlType& type) {
    std::string text(name);
    if (type.length() >= 0) {
        text += '(' + std::to_string(type.length());
        if (type.scale() >= 0) text += ", " + std::to_string(type.scale());
        text += ')';
    }
    return text;
}

}  // namespace

std::string type_name(const SqlType& given) {
    const SqlType& type = given.variant_for("sqlite");
    switch (type.kind()) {
        case TypeKind::null: return "NULL";
        case TypeKind::boolean: return "BOOLEAN";
        case TypeKind::small_integer: return "SMALLINT";
        case TypeKind::integer: return "INTEGER";
        case TypeKind::big_integer: return "BIGINT";
        case TypeKind::real: return "REAL";
        case TypeKind::double_precision: return "DOUBLE";
        case TypeKind::numeric: return sized("NUMERIC", type);
        case TypeKind::string:
        case TypeKind::enumeration: return sized("VARCHAR", type);
        case TypeKind::text: return "TEXT";
        case TypeKind::binary: return "BLOB";
        case TypeKind::date: return "DATE";
        case TypeKind::time: return "TIME";
        case TypeKind::timestamp:
        case TypeKind::interval: return "DATETIME";
        case TypeKind::uuid: return "CHAR(32)";
        case TypeKind::json: return "JSON";
        default: throw UnsupportedCompilationError("SQLite has no type " + to_string(type));
    }
}

}  // namespace azoth::sqlite
