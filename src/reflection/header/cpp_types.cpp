#include "reflection/header/cpp_types.hpp"

#include "reflection/header/cpp_text.hpp"
#include "types/type_descriptor.hpp"

#include <string_view>

namespace azoth::detail {
namespace {

std::string full_type_name(const SqlType& type) { return type.detail().schema + '.' + type.detail().name; }

// "az::String(50)", "az::Numeric(6, 2)"
std::string sized(std::string_view name, const SqlType& type) {
    std::string text(name);
    text += '(';
    if (type.length() >= 0) {
        text += std::to_string(type.length());
        if (type.scale() >= 0) text += ", " + std::to_string(type.scale());
    }
    return text + ')';
}

std::string timed(std::string_view name, const SqlType& type) {
    if (!type.with_timezone()) return sized(name, type);
    std::string text(name);
    text += "(az::with_timezone";
    if (type.length() >= 0) text += ", " + std::to_string(type.length());
    return text + ')';
}

std::string built_in(const SqlType& type) {
    const TypeDescriptor& row = descriptor(type);
    const bool timely = row.family == TypeFamily::time || row.family == TypeFamily::timestamp;
    if (timely || (row.sized && !row.cpp_type.empty())) return timed(row.cpp_type, type);
    if (!row.cpp_type.empty()) return std::string(row.cpp_type) + "()";
    std::string text = "az::SqlType(az::TypeKind::" + std::string(row.enumerator);
    if (type.length() >= 0) text += ", " + std::to_string(type.length());
    return text + ')';
}

}  // namespace

bool is_unknown(const SqlType& type) {
    if (type.kind() == TypeKind::array) return is_unknown(type.element());
    return type.kind() == TypeKind::user_defined;
}

std::string CppTypes::declare(const SqlType& type) {
    const std::string name = names_.take(cpp_identifier(type.detail().name));
    const std::string declaration = "inline const az::SqlType " + name + " = " + construction(type) + ';';
    declared_.emplace(full_type_name(type), "types::" + name);
    return declaration;
}

std::string CppTypes::construction(const SqlType& type) const {
    const TypeDetail& detail = type.detail();
    const std::string schema = detail.schema.empty() ? std::string() : ", " + cpp_literal(detail.schema);
    std::string text;
    switch (type.kind()) {
        case TypeKind::enumeration:
            for (const std::string& label : detail.labels) text += (text.empty() ? "" : ", ") + cpp_literal(label);
            return "az::Enum(" + cpp_literal(detail.name) + ", {" + text + '}' + schema + ')';
        case TypeKind::composite:
            for (std::size_t i = 0; i < detail.elements.size(); ++i) {
                text += (i == 0 ? "{" : ", {") + cpp_literal(detail.labels.at(i)) + ", " +
                        expression(detail.elements[i]) + '}';
            }
            return "az::Composite(" + cpp_literal(detail.name) + ", {" + text + '}' + schema + ')';
        default: break;
    }
    text = "az::Domain(" + cpp_literal(detail.name) + ", " + expression(type.element()) + schema + ')';
    if (!detail.domain.check_sql.empty()) {
        text += ".check(" + cpp_literal(detail.domain.check_sql);
        if (!detail.domain.constraint.empty()) text += ", " + cpp_literal(detail.domain.constraint);
        text += ')';
    }
    if (detail.domain.not_null) text += ".not_null()";
    if (!detail.domain.default_sql.empty()) text += ".default_sql(" + cpp_literal(detail.domain.default_sql) + ')';
    if (!detail.collation.empty()) text += ".with_collation(" + cpp_literal(detail.collation) + ')';
    return text;
}

std::string CppTypes::value_type(const SqlType& type) const {
    if (type.kind() == TypeKind::domain) return value_type(base_type(type));
    if (type.kind() == TypeKind::array) {
        const std::string element = value_type(type.element());
        if (type.dimensions() > 1 || element == "az::Value" || is_unknown(type)) return "az::Value";
        return "std::vector<" + element + '>';
    }
    const std::string_view value = descriptor(type).cpp_value;
    return std::string(value.empty() ? "std::string" : value);
}

std::string CppTypes::expression(const SqlType& type) const {
    const TypeDetail& detail = type.detail();
    if (const auto found = declared_.find(full_type_name(type)); found != declared_.end()) return found->second;
    std::string text;
    switch (type.kind()) {
        case TypeKind::interval:
            text = "az::interval_type(" + cpp_literal(detail.labels.empty() ? "" : detail.labels.front());
            if (type.precision() >= 0) text += ", " + std::to_string(type.precision());
            text += ')';
            break;
        case TypeKind::array:
            text = "az::Array(" + expression(type.element());
            if (type.dimensions() > 0) text += ", " + std::to_string(type.dimensions());
            text += ')';
            break;
        case TypeKind::enumeration:
        case TypeKind::domain:
        case TypeKind::composite: text = construction(type); break;
        case TypeKind::user_defined:
            text = "az::UserDefinedType(" + cpp_literal(detail.name);
            if (!detail.schema.empty()) text += ", " + cpp_literal(detail.schema);
            text += ')';
            break;
        default: text = built_in(type);
    }
    if (!detail.spelling.empty()) text += ".spelled(" + cpp_literal(detail.spelling) + ')';
    const bool own_collation = type.kind() != TypeKind::domain && !detail.collation.empty();
    if (own_collation) text += ".with_collation(" + cpp_literal(detail.collation) + ')';
    return text;
}

bool CppTypes::is_implied(const SqlType& type) const {
    return descriptor(type).cpp_implied && type == SqlType(type.kind());
}

}  // namespace azoth::detail
