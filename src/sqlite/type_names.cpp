#include "sqlite/type_names.hpp"

#include "sql/type_text.hpp"
#include "sqlite/compiler.hpp"
#include <azoth/error.hpp>

namespace azoth::sqlite {
namespace {

std::string plain_name(const SqlType& type) {
    switch (type.kind()) {
        case TypeKind::null: return "NULL";
        case TypeKind::boolean: return spelled_or(type, "BOOLEAN");
        case TypeKind::small_integer: return spelled_or(type, "SMALLINT");
        case TypeKind::integer: return spelled_or(type, "INTEGER");
        case TypeKind::big_integer: return spelled_or(type, "BIGINT");
        case TypeKind::real: return spelled_or(type, "REAL");
        case TypeKind::double_precision: return spelled_or(type, "DOUBLE");
        case TypeKind::numeric: return sized_type(spelled_or(type, "NUMERIC"), type);
        case TypeKind::string: return sized_type(spelled_or(type, "VARCHAR"), type);
        case TypeKind::enumeration: return "VARCHAR(" + std::to_string(enum_length(type)) + ')';
        case TypeKind::text:
        case TypeKind::citext: return "TEXT";
        case TypeKind::binary: return spelled_or(type, "BLOB");
        case TypeKind::date: return "DATE";
        case TypeKind::time: return "TIME";
        case TypeKind::timestamp: return spelled_or(type, "DATETIME");
        case TypeKind::interval: return "DATETIME";
        case TypeKind::uuid: return "CHAR(32)";
        case TypeKind::json:
        case TypeKind::jsonb: return "JSON";
        case TypeKind::domain: return type_name(base_type(type));
        case TypeKind::user_defined: return checked_spelling(type.detail().name);
        default: throw UnsupportedCompilationError("sqlite has no type " + to_string(type));
    }
}

}  // namespace

std::string type_name(const SqlType& given) {
    const SqlType& type = given.variant_for("sqlite");
    std::string text = plain_name(type);
    if (!type.detail().collation.empty()) {
        text += " COLLATE " + quoted_identifier(type.detail().collation);
    }
    return text;
}

}  // namespace azoth::sqlite
