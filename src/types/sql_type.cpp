#include "types/type_descriptor.hpp"
#include <azoth/error.hpp>
#include <azoth/types/sql_type.hpp>

#include <algorithm>
#include <utility>

namespace azoth {
namespace {

TypeDetail with_elements(std::vector<SqlType> elements) {
    TypeDetail detail;
    detail.elements = std::move(elements);
    return detail;
}

TypeDetail named_detail(std::string_view name, std::string_view schema, std::vector<SqlType> elements = {}) {
    TypeDetail detail = with_elements(std::move(elements));
    detail.name = name;
    detail.schema = schema;
    return detail;
}

// The only place that creates a type's details.
std::shared_ptr<const TypeDetail> shared_detail(TypeDetail detail) {
    std::uint16_t deepest = 0;
    std::uint64_t parts = 0;
    for (const auto* const types : {&detail.elements, &detail.variant_types}) {
        for (const SqlType& type : *types) {
            deepest = std::max(deepest, type.detail().depth);
            parts += 1 + type.detail().parts;
        }
    }
    if (parts > max_type_parts) {
        throw ArgumentError("a type is made of more than " + std::to_string(max_type_parts) +
                            " types, counting those in its composites, arrays, domains and variants");
    }
    detail.parts = static_cast<std::uint32_t>(parts);
    if (deepest >= max_type_depth) {
        throw ArgumentError("a type has more than " + std::to_string(max_type_depth) +
                            " levels of types within types (composites, arrays, domains, variants)");
    }
    detail.depth = static_cast<std::uint16_t>(deepest + 1);
    return std::make_shared<const TypeDetail>(std::move(detail));
}

}  // namespace

SqlType::SqlType(TypeKind kind, TypeDetail detail, int length)
    : kind_(kind), length_(length), detail_(shared_detail(std::move(detail))) {}

const TypeDetail& SqlType::detail() const noexcept {
    static const TypeDetail none;
    return detail_ ? *detail_ : none;
}

const SqlType& SqlType::element() const noexcept {
    static const SqlType null_type;
    return detail_ && !detail_->elements.empty() ? detail_->elements.front() : null_type;
}

template <class Change>
SqlType SqlType::with_detail(const Change& change) const {
    TypeDetail extended = detail();
    change(extended);
    SqlType result = *this;
    result.detail_ = shared_detail(std::move(extended));
    return result;
}

SqlType SqlType::with_variant(const SqlType& other, std::string_view dialect) const {
    return with_detail([&](TypeDetail& extended) {
        extended.variants.emplace_back(dialect);
        extended.variant_types.push_back(other);
    });
}

const SqlType& SqlType::variant_for(std::string_view dialect) const noexcept {
    if (!detail_) return *this;
    const auto& names = detail_->variants;
    const auto found = std::find(names.begin(), names.end(), dialect);
    return found == names.end() ? *this : detail_->variant_types[static_cast<std::size_t>(found - names.begin())];
}

SqlType SqlType::with_collation(std::string_view collation) const {
    return with_detail([&](TypeDetail& extended) { extended.collation = collation; });
}

namespace {

std::string around_value(std::string_view sql) {
    const std::size_t place = sql.find("{}");
    if (place == std::string_view::npos || sql.find("{}", place + 2) != std::string_view::npos) {
        throw ArgumentError("the SQL around a value must contain {} exactly once, in the place of the value; it is \"" +
                            std::string(sql) + '"');
    }
    return std::string(sql);
}

}  // namespace

SqlType SqlType::with_bind_expression(std::string_view sql) const {
    return with_detail([&](TypeDetail& extended) { extended.bind_sql = around_value(sql); });
}

SqlType SqlType::with_column_expression(std::string_view sql) const {
    return with_detail([&](TypeDetail& extended) { extended.column_sql = around_value(sql); });
}

SqlType SqlType::spelled(std::string_view name) const {
    return with_detail([&](TypeDetail& extended) { extended.spelling = name; });
}

bool operator==(const SqlType& a, const SqlType& b) noexcept {
    if (a.kind_ != b.kind_ || a.with_timezone_ != b.with_timezone_ || a.length_ != b.length_ || a.scale_ != b.scale_) {
        return false;
    }
    if (a.detail_ == b.detail_) return true;
    const TypeDetail& x = a.detail();
    const TypeDetail& y = b.detail();
    return x.name == y.name && x.schema == y.schema && x.collation == y.collation && x.labels == y.labels &&
           x.spelling == y.spelling && x.domain == y.domain && x.elements == y.elements && x.variants == y.variants &&
           x.variant_types == y.variant_types && x.bind_sql == y.bind_sql && x.column_sql == y.column_sql &&
           x.native_enum == y.native_enum && x.check_enum == y.check_enum;
}

Oid wire_oid(const SqlType& type) noexcept {
    switch (type.kind()) {
        case TypeKind::array: return array_oid(wire_oid(type.element()));
        case TypeKind::domain: return wire_oid(base_type(type));
        default: return detail::descriptor(type).format;
    }
}

SqlType type_of_format(Oid format) {
    switch (format) {
        case oid::name:
        case oid::bpchar: return String();
        case oid::record:
        case oid::unspecified: return {};
        default: break;
    }
    if (const detail::TypeDescriptor* const row = detail::descriptor_of_format(format)) {
        return SqlType(row->kind, -1, -1, row->zoned);
    }
    const SqlType element = type_of_format(element_oid(format));
    return element.is_null() ? SqlType() : Array(element);
}

Oid array_oid(Oid element) noexcept {
    const detail::TypeDescriptor* const row = detail::descriptor_of_format(element);
    return row == nullptr ? oid::unspecified : row->array_format;
}

Oid element_oid(Oid array) noexcept {
    const detail::TypeDescriptor* const row = detail::descriptor_of_elements(array);
    return row == nullptr ? oid::unspecified : row->format;
}

namespace {

// The kind whose values consist of values of this format; null if there is none.
TypeKind kind_over(Oid part) noexcept {
    if (part == oid::unspecified) return TypeKind::null;
    const auto rows = detail::descriptors();
    const auto found = std::ranges::find(rows, part, &detail::TypeDescriptor::part);
    return found == rows.end() ? TypeKind::null : found->kind;
}

}  // namespace

TypeKind range_kind(const SqlType& subtype) noexcept {
    const Oid format = wire_oid(subtype);
    // With a range as the element it would be the multirange.
    return subtype_oid(format) == oid::unspecified ? kind_over(format) : TypeKind::null;
}

TypeKind multirange_kind(const SqlType& subtype) noexcept { return kind_over(wire_oid(SqlType(range_kind(subtype)))); }

const SqlType& detail::base_of_domain(const SqlType& domain) noexcept {
    static const Text text;
    return domain.element().is_null() ? text : base_type(domain.element());
}

Oid subtype_oid(Oid range_or_multirange) noexcept {
    const detail::TypeDescriptor* const row = detail::descriptor_of_format(range_or_multirange);
    return row == nullptr ? oid::unspecified : row->part;
}

std::string to_string(const SqlType& type) {
    if (type.kind() == TypeKind::array) return to_string(type.element()) + "[]";
    if (!type.detail().name.empty() && type.kind() != TypeKind::boolean) {
        const TypeDetail& detail = type.detail();
        return detail.schema.empty() ? detail.name : detail.schema + '.' + detail.name;
    }
    std::string text{detail::descriptor(type).name};
    if (type.length() >= 0) {
        text += '(' + std::to_string(type.length());
        if (type.scale() >= 0) text += ", " + std::to_string(type.scale());
        text += ')';
    }
    if (type.with_timezone()) text += " WITH TIME ZONE";
    return text;
}

Array::Array(const SqlType& element, int dimensions) : SqlType(TypeKind::array, with_elements({element}), dimensions) {}

Enum::Enum(std::string_view name, std::vector<std::string> labels, std::string_view schema)
    : SqlType(TypeKind::enumeration, named_detail(name, schema)) {
    TypeDetail extended = detail();
    extended.labels = std::move(labels);
    static_cast<SqlType&>(*this) = SqlType(TypeKind::enumeration, std::move(extended));
}

Enum Enum::not_native() const {
    TypeDetail extended = detail();
    extended.native_enum = false;
    return Enum(SqlType(TypeKind::enumeration, std::move(extended), length()));
}

Enum Enum::with_check() const {
    TypeDetail extended = detail();
    extended.check_enum = true;
    return Enum(SqlType(TypeKind::enumeration, std::move(extended), length()));
}

Enum Enum::with_length(int length) const { return Enum(SqlType(TypeKind::enumeration, TypeDetail(detail()), length)); }

Domain::Domain(std::string_view name, const SqlType& base, std::string_view schema)
    : SqlType(TypeKind::domain, named_detail(name, schema, {base})) {}

template <class Change>
Domain Domain::changed(const Change& change) const {
    TypeDetail extended = detail();
    change(extended.domain);
    return Domain(SqlType(TypeKind::domain, std::move(extended)));
}

Domain Domain::check(std::string_view sql, std::string_view constraint_name) const {
    return changed([&](DomainDetail& domain) {
        domain.check_sql = sql;
        domain.constraint = constraint_name;
    });
}

Domain Domain::not_null() const {
    return changed([](DomainDetail& domain) { domain.not_null = true; });
}

Domain Domain::default_value(std::string_view value) const {
    // As the server prints it: a text with a backslash is an E'' string, whose meaning no setting changes.
    std::string sql = value.find('\\') == std::string_view::npos ? "'" : "E'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') sql += c;
        sql += c;
    }
    return default_sql(sql + '\'');
}

Domain Domain::default_sql(std::string_view sql) const {
    return changed([&](DomainDetail& domain) { domain.default_sql = sql; });
}

Composite::Composite(std::string_view name, std::vector<SqlType> fields, std::string_view schema)
    : SqlType(TypeKind::composite, named_detail(name, schema, std::move(fields))) {}

UserDefinedType::UserDefinedType(std::string_view name, std::string_view schema)
    : SqlType(TypeKind::user_defined, named_detail(name, schema)) {}

Composite::Composite(std::string_view name, std::vector<std::pair<std::string, SqlType>> fields,
                     std::string_view schema) {
    TypeDetail composite = named_detail(name, schema);
    for (auto& [field, type] : fields) {
        composite.labels.push_back(std::move(field));
        composite.elements.push_back(std::move(type));
    }
    static_cast<SqlType&>(*this) = SqlType(TypeKind::composite, std::move(composite));
}

Float::Float(int precision)
    : SqlType(SqlType(precision > 0 && precision <= 24 ? TypeKind::real : TypeKind::double_precision, precision)
                  .spelled("FLOAT")) {}

Char::Char(int length) : SqlType(SqlType(TypeKind::string, length).spelled("CHAR")) {}

SqlType Boolean::with_check(std::string_view constraint_name) const {
    TypeDetail extended = detail();
    extended.name = constraint_name;
    extended.check_enum = true;
    return SqlType(TypeKind::boolean, std::move(extended));
}

SqlType interval_type(std::string_view fields, int precision) {
    TypeDetail detail;
    if (!fields.empty()) detail.labels.emplace_back(fields);
    return SqlType(TypeKind::interval, std::move(detail), precision);
}

}  // namespace azoth
