#include <azoth/error.hpp>
#include <azoth/types/sql_type.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace azoth {
namespace {

struct KindInfo {
    TypeKind kind;
    std::string_view name;
    Oid oid;
};

constexpr std::array kinds{
    KindInfo{TypeKind::null, "NULL", oid::unspecified},
    KindInfo{TypeKind::boolean, "BOOLEAN", oid::boolean},
    KindInfo{TypeKind::small_integer, "SMALLINT", oid::int2},
    KindInfo{TypeKind::integer, "INTEGER", oid::int4},
    KindInfo{TypeKind::big_integer, "BIGINT", oid::int8},
    KindInfo{TypeKind::real, "REAL", oid::float4},
    KindInfo{TypeKind::double_precision, "DOUBLE PRECISION", oid::float8},
    KindInfo{TypeKind::numeric, "NUMERIC", oid::numeric},
    KindInfo{TypeKind::string, "VARCHAR", oid::varchar},
    KindInfo{TypeKind::text, "TEXT", oid::text},
    KindInfo{TypeKind::binary, "BYTEA", oid::bytea},
    KindInfo{TypeKind::date, "DATE", oid::date},
    KindInfo{TypeKind::time, "TIME", oid::time},
    KindInfo{TypeKind::timestamp, "TIMESTAMP", oid::timestamp},
    KindInfo{TypeKind::interval, "INTERVAL", oid::interval},
    KindInfo{TypeKind::uuid, "UUID", oid::uuid},
    KindInfo{TypeKind::json, "JSON", oid::json},
    KindInfo{TypeKind::jsonb, "JSONB", oid::jsonb},
    KindInfo{TypeKind::array, "ARRAY", oid::unspecified},
    KindInfo{TypeKind::enumeration, "ENUM", oid::unspecified},
    KindInfo{TypeKind::domain, "DOMAIN", oid::unspecified},
    KindInfo{TypeKind::composite, "COMPOSITE", oid::unspecified},
    KindInfo{TypeKind::int4_range, "INT4RANGE", oid::int4range},
    KindInfo{TypeKind::int8_range, "INT8RANGE", oid::int8range},
    KindInfo{TypeKind::numeric_range, "NUMRANGE", oid::numrange},
    KindInfo{TypeKind::date_range, "DATERANGE", oid::daterange},
    KindInfo{TypeKind::timestamp_range, "TSRANGE", oid::tsrange},
    KindInfo{TypeKind::timestamptz_range, "TSTZRANGE", oid::tstzrange},
    KindInfo{TypeKind::int4_multirange, "INT4MULTIRANGE", oid::int4multirange},
    KindInfo{TypeKind::int8_multirange, "INT8MULTIRANGE", oid::int8multirange},
    KindInfo{TypeKind::numeric_multirange, "NUMMULTIRANGE", oid::nummultirange},
    KindInfo{TypeKind::date_multirange, "DATEMULTIRANGE", oid::datemultirange},
    KindInfo{TypeKind::timestamp_multirange, "TSMULTIRANGE", oid::tsmultirange},
    KindInfo{TypeKind::timestamptz_multirange, "TSTZMULTIRANGE", oid::tstzmultirange},
    KindInfo{TypeKind::inet, "INET", oid::inet},
    KindInfo{TypeKind::cidr, "CIDR", oid::cidr},
    KindInfo{TypeKind::macaddr, "MACADDR", oid::macaddr},
    KindInfo{TypeKind::macaddr8, "MACADDR8", oid::macaddr8},
    KindInfo{TypeKind::bit, "BIT", oid::bit},
    KindInfo{TypeKind::varbit, "BIT VARYING", oid::varbit},
    KindInfo{TypeKind::hstore, "HSTORE", oid::unspecified},
    KindInfo{TypeKind::oid, "OID", oid::oid},
    KindInfo{TypeKind::regclass, "REGCLASS", oid::regclass},
    KindInfo{TypeKind::regconfig, "REGCONFIG", oid::regconfig},
    KindInfo{TypeKind::money, "MONEY", oid::money},
    KindInfo{TypeKind::tsvector, "TSVECTOR", oid::tsvector},
    KindInfo{TypeKind::tsquery, "TSQUERY", oid::tsquery},
    KindInfo{TypeKind::xml, "XML", oid::xml},
    KindInfo{TypeKind::jsonpath, "JSONPATH", oid::jsonpath},
    KindInfo{TypeKind::citext, "CITEXT", oid::unspecified},
    KindInfo{TypeKind::tuple, "ROW", oid::record},
    KindInfo{TypeKind::user_defined, "USER-DEFINED", oid::unspecified},
};

constexpr bool kinds_in_order() {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (static_cast<std::size_t>(kinds[i].kind) != i) return false;
    }
    return kinds.size() == static_cast<std::size_t>(TypeKind::user_defined) + 1;
}
static_assert(kinds_in_order(), "the table of kinds follows the enumeration");

const KindInfo& info(TypeKind kind) noexcept { return kinds[static_cast<std::size_t>(kind)]; }

// element, array
constexpr std::array arrays = std::to_array<std::pair<Oid, Oid>>({
    {oid::boolean, 1000},
    {oid::bytea, 1001},
    {oid::character, 1002},
    {oid::name, 1003},
    {oid::int8, 1016},
    {oid::int2, 1005},
    {oid::int2vector, 1006},
    {oid::int4, 1007},
    {oid::regproc, 1008},
    {oid::text, 1009},
    {oid::oid, 1028},
    {oid::tid, 1010},
    {oid::xid, 1011},
    {oid::cid, 1012},
    {oid::oidvector, 1013},
    {oid::json, 199},
    {oid::xml, 143},
    {oid::point, 1017},
    {oid::cidr, 651},
    {oid::float4, 1021},
    {oid::float8, 1022},
    {oid::macaddr8, 775},
    {oid::money, 791},
    {oid::macaddr, 1040},
    {oid::inet, 1041},
    {oid::bpchar, 1014},
    {oid::varchar, 1015},
    {oid::date, 1182},
    {oid::time, 1183},
    {oid::timestamp, 1115},
    {oid::timestamptz, 1185},
    {oid::interval, 1187},
    {oid::timetz, 1270},
    {oid::bit, 1561},
    {oid::varbit, 1563},
    {oid::numeric, 1231},
    {oid::regclass, 2210},
    {oid::regtype, 2211},
    {oid::record, 2287},
    {oid::uuid, 2951},
    {oid::tsvector, 3643},
    {oid::tsquery, 3645},
    {oid::regconfig, 3735},
    {oid::jsonb, 3807},
    {oid::int4range, 3905},
    {oid::numrange, 3907},
    {oid::tsrange, 3909},
    {oid::tstzrange, 3911},
    {oid::daterange, 3913},
    {oid::int8range, 3927},
    {oid::jsonpath, 4073},
    {oid::int4multirange, 6150},
    {oid::nummultirange, 6151},
    {oid::tsmultirange, 6152},
    {oid::tstzmultirange, 6153},
    {oid::datemultirange, 6155},
    {oid::int8multirange, 6157},
    {oid::xid8, 271},
    {oid::lseg, 1018},
    {oid::path, 1019},
    {oid::box, 1020},
    {oid::polygon, 1027},
    {oid::line, 629},
    {oid::circle, 719},
    {oid::pg_lsn, 3221},
    {oid::refcursor, 2201},
    {oid::txid_snapshot, 2949},
    {oid::pg_snapshot, 5039},
    {oid::regprocedure, 2207},
    {oid::regoper, 2208},
    {oid::regoperator, 2209},
    {oid::regdictionary, 3770},
    {oid::regnamespace, 4090},
    {oid::regrole, 4097},
    {oid::regcollation, 4192},
});

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

// Every type with details gets them from here.
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
        throw ArgumentError("a type has more than " + std::to_string(max_type_parts) +
                            " types in it: composites within composites");
    }
    detail.parts = static_cast<std::uint32_t>(parts);
    if (deepest >= max_type_depth) {
        throw ArgumentError("a type has more than " + std::to_string(max_type_depth) +
                            " types one within another: domains, composites, arrays, variants");
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
        throw ArgumentError("the SQL around a value has {} once, in the place of the value; it is \"" +
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
        case TypeKind::time: return type.with_timezone() ? oid::timetz : oid::time;
        case TypeKind::timestamp: return type.with_timezone() ? oid::timestamptz : oid::timestamp;
        case TypeKind::array: return array_oid(wire_oid(type.element()));
        case TypeKind::domain: return wire_oid(base_type(type));
        default: return info(type.kind()).oid;
    }
}

SqlType type_of_format(Oid format) {
    switch (format) {
        case oid::unspecified: return {};
        case oid::timetz: return Time(with_timezone);
        case oid::timestamptz: return DateTime(with_timezone);
        case oid::name:
        case oid::bpchar: return String();
        case oid::record: return {};
        default: break;
    }
    for (const KindInfo& kind : kinds) {
        if (kind.oid == format) return SqlType(kind.kind);
    }
    const SqlType element = type_of_format(element_oid(format));
    return element.is_null() ? SqlType() : Array(element);
}

Oid array_oid(Oid element) noexcept {
    for (const auto& [item, array] : arrays) {
        if (item == element) return array;
    }
    return oid::unspecified;
}

Oid element_oid(Oid array) noexcept {
    for (const auto& [item, id] : arrays) {
        if (id == array) return item;
    }
    return oid::unspecified;
}

TypeKind range_kind(const SqlType& subtype) noexcept {
    switch (base_type(subtype).kind()) {
        case TypeKind::integer: return TypeKind::int4_range;
        case TypeKind::big_integer: return TypeKind::int8_range;
        case TypeKind::numeric: return TypeKind::numeric_range;
        case TypeKind::date: return TypeKind::date_range;
        case TypeKind::timestamp:
            return base_type(subtype).with_timezone() ? TypeKind::timestamptz_range : TypeKind::timestamp_range;
        default: return TypeKind::null;
    }
}

TypeKind multirange_kind(const SqlType& subtype) noexcept {
    switch (range_kind(subtype)) {
        case TypeKind::int4_range: return TypeKind::int4_multirange;
        case TypeKind::int8_range: return TypeKind::int8_multirange;
        case TypeKind::numeric_range: return TypeKind::numeric_multirange;
        case TypeKind::date_range: return TypeKind::date_multirange;
        case TypeKind::timestamp_range: return TypeKind::timestamp_multirange;
        case TypeKind::timestamptz_range: return TypeKind::timestamptz_multirange;
        default: return TypeKind::null;
    }
}

const SqlType& detail::base_of_domain(const SqlType& domain) noexcept {
    static const Text text;
    return domain.element().is_null() ? text : base_type(domain.element());
}

Oid subtype_oid(Oid range_or_multirange) noexcept {
    switch (range_or_multirange) {
        case oid::int4range: return oid::int4;
        case oid::int8range: return oid::int8;
        case oid::numrange: return oid::numeric;
        case oid::daterange: return oid::date;
        case oid::tsrange: return oid::timestamp;
        case oid::tstzrange: return oid::timestamptz;
        case oid::int4multirange: return oid::int4range;
        case oid::int8multirange: return oid::int8range;
        case oid::nummultirange: return oid::numrange;
        case oid::datemultirange: return oid::daterange;
        case oid::tsmultirange: return oid::tsrange;
        case oid::tstzmultirange: return oid::tstzrange;
        default: return oid::unspecified;
    }
}

std::string to_string(const SqlType& type) {
    if (type.kind() == TypeKind::array) return to_string(type.element()) + "[]";
    if (!type.detail().name.empty() && type.kind() != TypeKind::boolean) {
        const TypeDetail& detail = type.detail();
        return detail.schema.empty() ? detail.name : detail.schema + '.' + detail.name;
    }
    std::string text{info(type.kind()).name};
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
    // As the server prints it: with a backslash it is an E'' string, which no setting changes.
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
