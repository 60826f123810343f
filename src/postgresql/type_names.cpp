#include "postgresql/type_names.hpp"

#include "postgresql/compiler.hpp"
#include "sql/type_text.hpp"
#include "types/type_descriptor.hpp"

#include <string_view>

namespace azoth::postgresql {
namespace {

std::string zoned(std::string_view name, const SqlType& type) {
    return sized_type(name, type) + (type.with_timezone() ? " WITH TIME ZONE" : " WITHOUT TIME ZONE");
}

std::string named(const TypeDetail& detail, const CompileOptions& options) {
    PostgresqlCompiler writer(options);
    writer.write_qualified(detail.schema, detail.name);
    return std::string(writer.text());
}

std::string interval_name(const SqlType& type) {
    std::string text = "INTERVAL";
    for (const std::string& fields : type.detail().labels) text += ' ' + checked_spelling(fields);
    if (type.precision() >= 0) text += " (" + std::to_string(type.precision()) + ')';
    return text;
}

std::string plain_name(const SqlType& type, const CompileOptions& options) {
    switch (type.kind()) {
        case TypeKind::time: return zoned(spelled_or(type, "TIME"), type);
        case TypeKind::timestamp: return zoned(spelled_or(type, "TIMESTAMP"), type);
        case TypeKind::real: return sized_type(spelled_or(type, "REAL"), type);
        case TypeKind::double_precision: return sized_type(spelled_or(type, "DOUBLE PRECISION"), type);
        case TypeKind::interval: return interval_name(type);
        case TypeKind::array: {
            std::string text = type_name(type.element(), options);
            for (int i = 0; i < (type.dimensions() > 0 ? type.dimensions() : 1); ++i) text += "[]";
            return text;
        }
        case TypeKind::enumeration:
            if (!type.detail().native_enum) return "VARCHAR(" + std::to_string(enum_length(type)) + ')';
            return named(type.detail(), options);
        case TypeKind::domain:
        case TypeKind::composite:
        case TypeKind::user_defined: return named(type.detail(), options);
        // The length is meant for other databases.
        case TypeKind::text:
        case TypeKind::binary: return type.kind() == TypeKind::text ? "TEXT" : "BYTEA";
        case TypeKind::boolean: return "BOOLEAN";
        default: break;
    }
    const azoth::detail::TypeDescriptor& row = azoth::detail::descriptor(type);
    const std::string name = spelled_or(type, row.name);
    return row.sized ? sized_type(name, type) : name;
}

}  // namespace

std::string type_name(const SqlType& type) { return type_name(type, CompileOptions{}); }

std::string type_name(const SqlType& given, const CompileOptions& options) {
    const SqlType& type = given.variant_for("postgresql");
    std::string text = plain_name(type, options);
    if (!type.detail().collation.empty() && type.kind() != TypeKind::domain) {
        text += " COLLATE " + quoted_identifier(type.detail().collation);
    }
    return text;
}

}  // namespace azoth::postgresql
