#include "reflection/header/cpp_types.hpp"

#include "reflection/header/cpp_text.hpp"

#include <string_view>

namespace azoth::detail {
namespace {

std::string full_type_name(const SqlType& type) { return type.detail().schema + '.' + type.detail().name; }

std::string kind_name(TypeKind kind) {
    switch (kind) {
        case TypeKind::int4_range: return "int4_range";
        case TypeKind::int8_range: return "int8_range";
        case TypeKind::numeric_range: return "numeric_range";
        case TypeKind::date_range: return "date_range";
        case TypeKind::timestamp_range: return "timestamp_range";
        case TypeKind::timestamptz_range: return "timestamptz_range";
        case TypeKind::int4_multirange: return "int4_multirange";
        case TypeKind::int8_multirange: return "int8_multirange";
        case TypeKind::numeric_multirange: return "numeric_multirange";
        case TypeKind::date_multirange: return "date_multirange";
        case TypeKind::timestamp_multirange: return "timestamp_multirange";
        case TypeKind::timestamptz_multirange: return "timestamptz_multirange";
        case TypeKind::inet: return "inet";
        case TypeKind::cidr: return "cidr";
        case TypeKind::macaddr: return "macaddr";
        case TypeKind::macaddr8: return "macaddr8";
        case TypeKind::bit: return "bit";
        case TypeKind::varbit: return "varbit";
        case TypeKind::hstore: return "hstore";
        case TypeKind::oid: return "oid";
        case TypeKind::regclass: return "regclass";
        case TypeKind::regconfig: return "regconfig";
        case TypeKind::money: return "money";
        case TypeKind::tsvector: return "tsvector";
        case TypeKind::tsquery: return "tsquery";
        case TypeKind::xml: return "xml";
        case TypeKind::jsonpath: return "jsonpath";
        case TypeKind::citext: return "citext";
        default: return "null";
    }
}

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
    switch (type.kind()) {
        case TypeKind::boolean: return "bool";
        case TypeKind::small_integer: return "std::int16_t";
        case TypeKind::integer: return "std::int32_t";
        case TypeKind::big_integer: return "std::int64_t";
        case TypeKind::real: return "float";
        case TypeKind::double_precision: return "double";
        case TypeKind::numeric: return "az::Decimal";
        case TypeKind::binary: return "std::vector<std::byte>";
        case TypeKind::date: return "std::chrono::year_month_day";
        case TypeKind::time: return type.with_timezone() ? "az::ZonedTimeOfDay" : "az::TimeOfDay";
        case TypeKind::timestamp: return type.with_timezone() ? "az::Timestamptz" : "az::Timestamp";
        case TypeKind::interval: return "az::Interval";
        case TypeKind::uuid: return "boost::uuids::uuid";
        case TypeKind::domain: return value_type(base_type(type));
        case TypeKind::int4_range: return "az::Range<std::int32_t>";
        case TypeKind::int8_range: return "az::Range<std::int64_t>";
        case TypeKind::numeric_range: return "az::Range<az::Decimal>";
        case TypeKind::date_range: return "az::Range<std::chrono::year_month_day>";
        case TypeKind::timestamp_range: return "az::Range<az::Timestamp>";
        case TypeKind::timestamptz_range: return "az::Range<az::Timestamptz>";
        case TypeKind::int4_multirange: return "az::MultiRange<std::int32_t>";
        case TypeKind::int8_multirange: return "az::MultiRange<std::int64_t>";
        case TypeKind::numeric_multirange: return "az::MultiRange<az::Decimal>";
        case TypeKind::date_multirange: return "az::MultiRange<std::chrono::year_month_day>";
        case TypeKind::timestamp_multirange: return "az::MultiRange<az::Timestamp>";
        case TypeKind::timestamptz_multirange: return "az::MultiRange<az::Timestamptz>";
        case TypeKind::inet: return "az::Inet";
        case TypeKind::cidr: return "az::Cidr";
        case TypeKind::macaddr: return "az::MacAddr";
        case TypeKind::macaddr8: return "az::MacAddr8";
        case TypeKind::bit:
        case TypeKind::varbit: return "az::BitString";
        case TypeKind::hstore: return "az::HStoreMap";
        case TypeKind::money: return "az::Money";
        case TypeKind::tsvector: return "az::TsVector";
        case TypeKind::tsquery: return "az::TsQuery";
        case TypeKind::oid: return "std::uint32_t";
        case TypeKind::array: {
            const std::string element = value_type(type.element());
            if (type.dimensions() > 1 || element == "az::Value" || is_unknown(type)) return "az::Value";
            return "std::vector<" + element + '>';
        }
        case TypeKind::composite:
        case TypeKind::null: return "az::Value";
        default: return "std::string";
    }
}

std::string CppTypes::expression(const SqlType& type) const {
    const TypeDetail& detail = type.detail();
    if (const auto found = declared_.find(full_type_name(type)); found != declared_.end()) return found->second;
    std::string text;
    switch (type.kind()) {
        case TypeKind::boolean: text = "az::Boolean()"; break;
        case TypeKind::small_integer: text = "az::SmallInteger()"; break;
        case TypeKind::integer: text = "az::Integer()"; break;
        case TypeKind::big_integer: text = "az::BigInteger()"; break;
        case TypeKind::real: text = "az::Real()"; break;
        case TypeKind::double_precision: text = "az::Double()"; break;
        case TypeKind::numeric: text = sized("az::Numeric", type); break;
        case TypeKind::string: text = sized("az::String", type); break;
        case TypeKind::text: text = "az::Text()"; break;
        case TypeKind::binary: text = "az::LargeBinary()"; break;
        case TypeKind::date: text = "az::Date()"; break;
        case TypeKind::time: text = timed("az::Time", type); break;
        case TypeKind::timestamp: text = timed("az::DateTime", type); break;
        case TypeKind::uuid: text = "az::Uuid()"; break;
        case TypeKind::json: text = "az::Json()"; break;
        case TypeKind::jsonb: text = "az::Jsonb()"; break;
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
        default:
            text = "az::SqlType(az::TypeKind::" + kind_name(type.kind());
            if (type.length() >= 0) text += ", " + std::to_string(type.length());
            text += ')';
    }
    if (!detail.spelling.empty()) text += ".spelled(" + cpp_literal(detail.spelling) + ')';
    const bool own_collation = type.kind() != TypeKind::domain && !detail.collation.empty();
    if (own_collation) text += ".with_collation(" + cpp_literal(detail.collation) + ')';
    return text;
}

bool CppTypes::is_implied(const SqlType& type) const {
    switch (type.kind()) {
        case TypeKind::boolean:
        case TypeKind::small_integer:
        case TypeKind::integer:
        case TypeKind::big_integer:
        case TypeKind::real:
        case TypeKind::double_precision: return type == SqlType(type.kind());
        case TypeKind::string: return type == String();
        case TypeKind::uuid:
        case TypeKind::date: return type == SqlType(type.kind());
        default: return false;
    }
}

}  // namespace azoth::detail
