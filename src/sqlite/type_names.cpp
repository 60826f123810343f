#include "sqlite/type_names.hpp"

#include "sql/type_text.hpp"
#include "sqlite/compiler.hpp"
#include "types/type_descriptor.hpp"
#include <azoth/error.hpp>

namespace azoth::sqlite {
namespace {

// These types are stored as text. Their name decides the column's affinity, and so whether the column converts that
// text.
bool keeps_spelling(TypeKind kind) {
    switch (kind) {
        case TypeKind::text:
        case TypeKind::citext:
        case TypeKind::date:
        case TypeKind::time:
        case TypeKind::interval:
        case TypeKind::uuid:
        case TypeKind::json:
        case TypeKind::jsonb: return false;
        default: return true;
    }
}

std::string plain_name(const SqlType& type) {
    switch (type.kind()) {
        case TypeKind::enumeration: return "VARCHAR(" + std::to_string(enum_length(type)) + ')';
        case TypeKind::domain: return type_name(base_type(type));
        case TypeKind::user_defined: return checked_spelling(type.detail().name);
        default: break;
    }
    const detail::TypeDescriptor& row = detail::descriptor(type);
    if (row.sqlite_name.empty()) throw UnsupportedCompilationError("sqlite has no type " + to_string(type));
    const std::string name =
        keeps_spelling(type.kind()) ? spelled_or(type, row.sqlite_name) : std::string(row.sqlite_name);
    return row.sized ? sized_type(name, type) : name;
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
