#include "postgresql/type_names.hpp"

#include "postgresql/compiler.hpp"

#include <string_view>

namespace azoth::postgresql {
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

std::string zoned(std::string_view name, const SqlType& type) {
    return sized(name, type) + (type.with_timezone() ? " WITH TIME ZONE" : " WITHOUT TIME ZONE");
}

std::string named(const TypeDetail& detail) {
    PostgresqlCompiler writer;
    if (detail.schema.empty()) {
        writer.write_identifier(detail.name);
        return std::string(writer.text());
    }
    writer.write_qualified(detail.schema, detail.name);
    return std::string(writer.text());
}

std::string plain_name(const SqlType& type) {
    switch (type.kind()) {
        case TypeKind::string: return sized("VARCHAR", type);
        case TypeKind::numeric: return sized("NUMERIC", type);
        case TypeKind::bit: return sized("BIT", type);
        case TypeKind::varbit: return sized("BIT VARYING", type);
        case TypeKind::time: return zoned("TIME", type);
        case TypeKind::timestamp: return zoned("TIMESTAMP", type);
        case TypeKind::real: return "REAL";
        case TypeKind::double_precision: return "DOUBLE PRECISION";
        case TypeKind::interval: {
            std::string text = "INTERVAL";
            for (const std::string& fields : type.detail().labels) text += ' ' + fields;
            if (type.precision() >= 0) text += " (" + std::to_string(type.precision()) + ')';
            return text;
        }
        case TypeKind::array: {
            std::string text = type_name(type.element());
            for (int i = 0; i < (type.dimensions() > 0 ? type.dimensions() : 1); ++i) text += "[]";
            return text;
        }
        case TypeKind::enumeration:
            if (!type.detail().native_enum) return sized("VARCHAR", type);
            return named(type.detail());
        case TypeKind::domain:
        case TypeKind::composite:
        case TypeKind::user_defined: return named(type.detail());
        default: return to_string(type);
    }
}

}  // namespace

std::string type_name(const SqlType& given) {
    const SqlType& type = given.variant_for("postgresql");
    std::string text = plain_name(type);
    if (!type.detail().collation.empty()) {
        PostgresqlCompiler writer;
        writer.write_identifier(type.detail().collation);
        text += " COLLATE " + std::string(writer.text());
    }
    return text;
}

}  // namespace azoth::postgresql
