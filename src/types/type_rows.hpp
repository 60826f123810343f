#pragma once

#include "types/text_families.hpp"
#include "types/type_descriptor.hpp"
#include <azoth/types/bit_string.hpp>
#include <azoth/types/decimal.hpp>
#include <azoth/types/geometry.hpp>
#include <azoth/types/lsn.hpp>
#include <azoth/types/network.hpp>
#include <azoth/types/text_search.hpp>
#include <azoth/types/xid8.hpp>

#include <array>

// The table of types: a SQL type is a codec, a row here, and a test. See docs/architecture.md, "Journey 3".
namespace azoth::detail {

/// How a type's values become text, and text becomes values. Without functions: the structure decides (arrays, ranges,
/// rows), or the binary form is already text.
struct TextForm {
    void (*append)(std::string& out, const Cell& cell) = nullptr;
    void (*parse)(ByteBuffer& out, const SqlType& type, std::string_view text) = nullptr;
};

template <class T>
void append_value_text(std::string& out, const Cell& cell) {
    out += Codec<T>::decode(cell).to_string();
}
template <class T>
void parse_value_text(ByteBuffer& out, const SqlType& type, std::string_view text) {
    Codec<T>::encode(out, T(text), type);
}
/// For a C++ type that has to_string() and is constructed from text.
template <class T>
inline constexpr TextForm value_form{append_value_text<T>, parse_value_text<T>};

struct TypeRow {
    TypeDescriptor type;
    TextForm text = {};
};

/// A function, evaluated at compile time: code that reads only the descriptors does not refer to the functions of the
/// text forms, which themselves read descriptors.
consteval auto type_rows() {
    using enum TypeKind;
    using Family = TypeFamily;
    using Storage = SqliteStorage;
    constexpr TextRole as_bytes = TextRole::bytes;
    constexpr TextRole as_form = TextRole::form;
    // clang-format off
    return std::to_array<TypeRow>({
        {{.kind = null, .enumerator = "null", .name = "NULL", .sqlite_name = "NULL", .family = Family::unknown,
          .storage = Storage::text, .cpp_value = "az::Value"}},

        // Truth values and numbers.
        {{.kind = boolean, .enumerator = "boolean", .format = oid::boolean, .array_format = 1000,
          .name = "BOOLEAN", .catalog_name = "bool", .title = "boolean", .sqlite_name = "BOOLEAN",
          .family = Family::boolean, .storage = Storage::boolean,
          .cpp_value = "bool", .cpp_type = "az::Boolean", .cpp_implied = true}, {append_boolean, parse_boolean}},
        {{.kind = small_integer, .enumerator = "small_integer", .format = oid::int2, .array_format = 1005,
          .wire_size = 2, .name = "SMALLINT", .catalog_name = "int2", .title = "smallint", .sqlite_name = "SMALLINT",
          .number = true, .family = Family::integer, .storage = Storage::integer,
          .cpp_value = "std::int16_t", .cpp_type = "az::SmallInteger", .cpp_implied = true},
         {append_integer, parse_int2}},
        {{.kind = integer, .enumerator = "integer", .format = oid::int4, .array_format = 1007,
          .wire_size = 4, .name = "INTEGER", .catalog_name = "int4", .title = "integer", .sqlite_name = "INTEGER",
          .number = true, .family = Family::integer, .storage = Storage::integer,
          .cpp_value = "std::int32_t", .cpp_type = "az::Integer", .cpp_implied = true}, {append_integer, parse_int4}},
        {{.kind = big_integer, .enumerator = "big_integer", .format = oid::int8, .array_format = 1016,
          .wire_size = 8, .name = "BIGINT", .catalog_name = "int8", .title = "bigint", .sqlite_name = "BIGINT",
          .number = true, .family = Family::integer, .storage = Storage::integer,
          .cpp_value = "std::int64_t", .cpp_type = "az::BigInteger", .cpp_implied = true},
         {append_integer, parse_int8}},
        {{.kind = real, .enumerator = "real", .format = oid::float4, .array_format = 1021,
          .wire_size = 4, .name = "REAL", .catalog_name = "float4", .title = "real", .sqlite_name = "REAL",
          .number = true, .family = Family::floating, .storage = Storage::real,
          .cpp_value = "float", .cpp_type = "az::Real", .cpp_implied = true}, {append_float4, parse_float4}},
        {{.kind = double_precision, .enumerator = "double_precision", .format = oid::float8, .array_format = 1022,
          .wire_size = 8, .name = "DOUBLE PRECISION", .catalog_name = "float8", .title = "double precision",
          .sqlite_name = "DOUBLE", .number = true, .family = Family::floating, .storage = Storage::real,
          .cpp_value = "double", .cpp_type = "az::Double", .cpp_implied = true}, {append_float8, parse_float8}},
        {{.kind = numeric, .enumerator = "numeric", .format = oid::numeric, .array_format = 1231,
          .name = "NUMERIC", .catalog_name = "numeric", .sqlite_name = "NUMERIC", .sized = true,
          .number = true, .family = Family::numeric, .storage = Storage::numeric,
          .cpp_value = "az::Decimal", .cpp_type = "az::Numeric"}, value_form<Decimal>},
        {{.kind = money, .enumerator = "money", .format = oid::money, .array_format = 791,
          .name = "MONEY", .catalog_name = "money", .text = as_form, .cpp_value = "az::Money"},
         {append_money, parse_money}},

        // Text and bytes.
        {{.kind = string, .enumerator = "string", .format = oid::varchar, .array_format = 1015,
          .name = "VARCHAR", .catalog_name = "varchar", .title = "character varying", .sqlite_name = "VARCHAR",
          .sized = true, .concatenates = true, .family = Family::text, .text = as_bytes, .storage = Storage::text,
          .cpp_type = "az::String", .cpp_implied = true}},
        {{.kind = text, .enumerator = "text", .format = oid::text, .array_format = 1009,
          .name = "TEXT", .catalog_name = "text", .sqlite_name = "TEXT", .concatenates = true,
          .family = Family::text, .text = as_bytes, .storage = Storage::text, .cpp_type = "az::Text"}},
        {{.kind = citext, .enumerator = "citext",
          .name = "CITEXT", .catalog_name = "citext", .sqlite_name = "TEXT", .extension = true, .concatenates = true,
          .family = Family::text, .text = as_bytes, .storage = Storage::text}},
        {{.kind = ltree, .enumerator = "ltree",
          .name = "LTREE", .catalog_name = "ltree", .sqlite_name = "TEXT", .extension = true, .concatenates = true,
          .text = TextRole::versioned, .storage = Storage::text}},
        {{.kind = xml, .enumerator = "xml", .format = oid::xml, .array_format = 143,
          .name = "XML", .catalog_name = "xml", .text = as_bytes, .storage = Storage::text}},
        {{.kind = binary, .enumerator = "binary", .format = oid::bytea, .array_format = 1001,
          .name = "BYTEA", .catalog_name = "bytea", .sqlite_name = "BLOB", .concatenates = true,
          .family = Family::other, .storage = Storage::bytes,
          .cpp_value = "std::vector<std::byte>", .cpp_type = "az::LargeBinary"}, {append_bytea, parse_bytea}},
        {{.kind = bit, .enumerator = "bit", .format = oid::bit, .array_format = 1561,
          .name = "BIT", .catalog_name = "bit", .sized = true, .concatenates = true, .text = as_form,
          .cpp_value = "az::BitString"}, value_form<BitString>},
        {{.kind = varbit, .enumerator = "varbit", .format = oid::varbit, .array_format = 1563,
          .name = "BIT VARYING", .catalog_name = "varbit", .title = "bit varying", .sized = true,
          .concatenates = true, .text = as_form, .cpp_value = "az::BitString"}, value_form<BitString>},
        {{.kind = uuid, .enumerator = "uuid", .format = oid::uuid, .array_format = 2951,
          .name = "UUID", .catalog_name = "uuid", .sqlite_name = "CHAR(32)", .family = Family::other,
          .text = as_form, .storage = Storage::uuid,
          .cpp_value = "boost::uuids::uuid", .cpp_type = "az::Uuid", .cpp_implied = true}, {append_uuid, parse_uuid}},

        // Dates and times.
        {{.kind = date, .enumerator = "date", .format = oid::date, .array_format = 1182,
          .name = "DATE", .catalog_name = "date", .sqlite_name = "DATE",
          .family = Family::date, .storage = Storage::date,
          .cpp_value = "std::chrono::year_month_day", .cpp_type = "az::Date", .cpp_implied = true},
         {append_date, parse_date}},
        {{.kind = time, .enumerator = "time", .format = oid::time, .array_format = 1183,
          .name = "TIME", .catalog_name = "time", .sqlite_name = "TIME",
          .family = Family::time, .storage = Storage::time,
          .cpp_value = "az::TimeOfDay", .cpp_type = "az::Time"}, {append_time, parse_time}},
        {{.kind = time, .zoned = true, .enumerator = "time", .format = oid::timetz, .array_format = 1270,
          .name = "TIME", .catalog_name = "timetz", .title = "time with time zone", .sqlite_name = "TIME",
          .family = Family::time, .storage = Storage::time_with_offset,
          .cpp_value = "az::ZonedTimeOfDay", .cpp_type = "az::Time"}, {append_zoned_time, parse_zoned_time}},
        {{.kind = timestamp, .enumerator = "timestamp", .format = oid::timestamp, .array_format = 1115,
          .name = "TIMESTAMP", .catalog_name = "timestamp", .sqlite_name = "DATETIME",
          .family = Family::timestamp, .storage = Storage::timestamp,
          .cpp_value = "az::Timestamp", .cpp_type = "az::DateTime"}, {append_timestamp, parse_timestamp}},
        {{.kind = timestamp, .zoned = true, .enumerator = "timestamp", .format = oid::timestamptz,
          .array_format = 1185, .name = "TIMESTAMP", .catalog_name = "timestamptz",
          .title = "timestamp with time zone", .sqlite_name = "DATETIME",
          .family = Family::timestamp, .storage = Storage::instant,
          .cpp_value = "az::Timestamptz", .cpp_type = "az::DateTime"}, {append_timestamp, parse_timestamp}},
        {{.kind = interval, .enumerator = "interval", .format = oid::interval, .array_format = 1187,
          .name = "INTERVAL", .catalog_name = "interval", .sqlite_name = "DATETIME", .family = Family::interval,
          .cpp_value = "az::Interval"}, {append_interval, parse_interval}},

        // Documents.
        {{.kind = json, .enumerator = "json", .format = oid::json, .array_format = 199,
          .name = "JSON", .catalog_name = "json", .sqlite_name = "JSON",
          .family = Family::json, .text = as_bytes, .storage = Storage::json, .cpp_type = "az::Json"}},
        {{.kind = jsonb, .enumerator = "jsonb", .format = oid::jsonb, .array_format = 3807,
          .name = "JSONB", .catalog_name = "jsonb", .sqlite_name = "JSON", .concatenates = true,
          .family = Family::json, .text = TextRole::versioned, .storage = Storage::jsonb, .cpp_type = "az::Jsonb"}},
        {{.kind = jsonpath, .enumerator = "jsonpath", .format = oid::jsonpath, .array_format = 4073,
          .name = "JSONPATH", .catalog_name = "jsonpath", .text = TextRole::versioned}},
        {{.kind = hstore, .enumerator = "hstore",
          .name = "HSTORE", .catalog_name = "hstore", .extension = true, .concatenates = true, .text = as_form,
          .cpp_value = "az::HStoreMap"}},
        {{.kind = tsvector, .enumerator = "tsvector", .format = oid::tsvector, .array_format = 3643,
          .name = "TSVECTOR", .catalog_name = "tsvector", .concatenates = true, .text = as_form,
          .cpp_value = "az::TsVector"}, value_form<TsVector>},
        {{.kind = tsquery, .enumerator = "tsquery", .format = oid::tsquery, .array_format = 3645,
          .name = "TSQUERY", .catalog_name = "tsquery", .text = as_form, .cpp_value = "az::TsQuery"},
         {append_tsquery, parse_tsquery}},

        // Addresses.
        {{.kind = inet, .enumerator = "inet", .format = oid::inet, .array_format = 1041,
          .name = "INET", .catalog_name = "inet", .text = as_form, .cpp_value = "az::Inet"}, value_form<Inet>},
        {{.kind = cidr, .enumerator = "cidr", .format = oid::cidr, .array_format = 651,
          .name = "CIDR", .catalog_name = "cidr", .text = as_form, .cpp_value = "az::Cidr"}, value_form<Cidr>},
        {{.kind = macaddr, .enumerator = "macaddr", .format = oid::macaddr, .array_format = 1040,
          .name = "MACADDR", .catalog_name = "macaddr", .text = as_form, .cpp_value = "az::MacAddr"},
         value_form<MacAddr>},
        {{.kind = macaddr8, .enumerator = "macaddr8", .format = oid::macaddr8, .array_format = 775,
          .name = "MACADDR8", .catalog_name = "macaddr8", .text = as_form, .cpp_value = "az::MacAddr8"},
         value_form<MacAddr8>},

        // Geometry.
        {{.kind = point, .enumerator = "point", .format = oid::point, .array_format = 1017,
          .name = "POINT", .catalog_name = "point", .text = as_form, .cpp_value = "az::Point"}, value_form<Point>},
        {{.kind = box, .enumerator = "box", .format = oid::box, .array_format = 1020, .delimiter = ';',
          .name = "BOX", .catalog_name = "box", .text = as_form, .cpp_value = "az::Box"}, value_form<Box>},
        {{.kind = line, .enumerator = "line", .format = oid::line, .array_format = 629,
          .name = "LINE", .catalog_name = "line", .text = as_form, .cpp_value = "az::Line"}, value_form<Line>},

        // Internal numbers of the server.
        {{.kind = pg_lsn, .enumerator = "pg_lsn", .format = oid::pg_lsn, .array_format = 3221, .wire_size = 8,
          .name = "PG_LSN", .catalog_name = "pg_lsn", .sqlite_name = "BIGINT", .text = as_form,
          .storage = Storage::unsigned_integer, .cpp_value = "az::Lsn"}, value_form<Lsn>},
        {{.kind = xid8, .enumerator = "xid8", .format = oid::xid8, .array_format = 271, .wire_size = 8,
          .name = "XID8", .catalog_name = "xid8", .sqlite_name = "BIGINT", .number = true, .text = as_form,
          .storage = Storage::unsigned_integer, .cpp_value = "az::Xid8"}, value_form<Xid8>},

        // Ranges and multiranges; their text form follows from that of their bounds.
        {{.kind = int4_range, .enumerator = "int4_range", .format = oid::int4range, .array_format = 3905,
          .part = oid::int4, .name = "INT4RANGE", .catalog_name = "int4range", .family = Family::range,
          .cpp_value = "az::Range<std::int32_t>"}},
        {{.kind = int8_range, .enumerator = "int8_range", .format = oid::int8range, .array_format = 3927,
          .part = oid::int8, .name = "INT8RANGE", .catalog_name = "int8range", .family = Family::range,
          .cpp_value = "az::Range<std::int64_t>"}},
        {{.kind = numeric_range, .enumerator = "numeric_range", .format = oid::numrange, .array_format = 3907,
          .part = oid::numeric, .name = "NUMRANGE", .catalog_name = "numrange", .family = Family::range,
          .cpp_value = "az::Range<az::Decimal>"}},
        {{.kind = date_range, .enumerator = "date_range", .format = oid::daterange, .array_format = 3913,
          .part = oid::date, .name = "DATERANGE", .catalog_name = "daterange", .family = Family::range,
          .cpp_value = "az::Range<std::chrono::year_month_day>"}},
        {{.kind = timestamp_range, .enumerator = "timestamp_range", .format = oid::tsrange, .array_format = 3909,
          .part = oid::timestamp, .name = "TSRANGE", .catalog_name = "tsrange", .family = Family::range,
          .cpp_value = "az::Range<az::Timestamp>"}},
        {{.kind = timestamptz_range, .enumerator = "timestamptz_range", .format = oid::tstzrange,
          .array_format = 3911, .part = oid::timestamptz, .name = "TSTZRANGE", .catalog_name = "tstzrange",
          .family = Family::range, .cpp_value = "az::Range<az::Timestamptz>"}},
        {{.kind = int4_multirange, .enumerator = "int4_multirange", .format = oid::int4multirange,
          .array_format = 6150, .part = oid::int4range, .name = "INT4MULTIRANGE", .catalog_name = "int4multirange",
          .family = Family::other, .cpp_value = "az::MultiRange<std::int32_t>"}},
        {{.kind = int8_multirange, .enumerator = "int8_multirange", .format = oid::int8multirange,
          .array_format = 6157, .part = oid::int8range, .name = "INT8MULTIRANGE", .catalog_name = "int8multirange",
          .family = Family::other, .cpp_value = "az::MultiRange<std::int64_t>"}},
        {{.kind = numeric_multirange, .enumerator = "numeric_multirange", .format = oid::nummultirange,
          .array_format = 6151, .part = oid::numrange, .name = "NUMMULTIRANGE", .catalog_name = "nummultirange",
          .family = Family::other, .cpp_value = "az::MultiRange<az::Decimal>"}},
        {{.kind = date_multirange, .enumerator = "date_multirange", .format = oid::datemultirange,
          .array_format = 6155, .part = oid::daterange, .name = "DATEMULTIRANGE", .catalog_name = "datemultirange",
          .family = Family::other, .cpp_value = "az::MultiRange<std::chrono::year_month_day>"}},
        {{.kind = timestamp_multirange, .enumerator = "timestamp_multirange", .format = oid::tsmultirange,
          .array_format = 6152, .part = oid::tsrange, .name = "TSMULTIRANGE", .catalog_name = "tsmultirange",
          .family = Family::other, .cpp_value = "az::MultiRange<az::Timestamp>"}},
        {{.kind = timestamptz_multirange, .enumerator = "timestamptz_multirange", .format = oid::tstzmultirange,
          .array_format = 6153, .part = oid::tstzrange, .name = "TSTZMULTIRANGE", .catalog_name = "tstzmultirange",
          .family = Family::other, .cpp_value = "az::MultiRange<az::Timestamptz>"}},

        // OIDs of objects in the catalogue.
        {{.kind = TypeKind::oid, .enumerator = "oid", .format = oid::oid, .array_format = 1028,
          .wire_size = 4, .name = "OID", .catalog_name = "oid", .number = true, .object_number = true,
          .family = Family::other, .storage = Storage::unsigned_integer, .cpp_value = "std::uint32_t"},
         {append_integer, parse_object_number}},
        {{.kind = regclass, .enumerator = "regclass", .format = oid::regclass, .array_format = 2210,
          .wire_size = 4, .name = "REGCLASS", .catalog_name = "regclass", .object_number = true,
          .storage = Storage::unsigned_integer}, {append_integer, parse_object_number}},
        {{.kind = regconfig, .enumerator = "regconfig", .format = oid::regconfig, .array_format = 3735,
          .name = "REGCONFIG", .catalog_name = "regconfig", .object_number = true},
         {append_integer, parse_object_number}},
        {{.format = oid::regproc, .array_format = 1008, .catalog_name = "regproc", .object_number = true},
         {append_integer}},
        {{.format = oid::regprocedure, .array_format = 2207, .catalog_name = "regprocedure", .object_number = true},
         {append_integer}},
        {{.format = oid::regoper, .array_format = 2208, .catalog_name = "regoper", .object_number = true},
         {append_integer}},
        {{.format = oid::regoperator, .array_format = 2209, .catalog_name = "regoperator", .object_number = true},
         {append_integer}},
        {{.format = oid::regtype, .array_format = 2211, .catalog_name = "regtype", .object_number = true},
         {append_integer}},
        {{.format = oid::regdictionary, .array_format = 3770, .catalog_name = "regdictionary",
          .object_number = true}, {append_integer}},
        {{.format = oid::regnamespace, .array_format = 4090, .catalog_name = "regnamespace", .object_number = true},
         {append_integer}},
        {{.format = oid::regrole, .array_format = 4097, .catalog_name = "regrole", .object_number = true},
         {append_integer}},
        {{.format = oid::regcollation, .array_format = 4192, .catalog_name = "regcollation", .object_number = true},
         {append_integer}},

        // What all user-defined types share.
        {{.kind = array, .enumerator = "array", .name = "ARRAY", .concatenates = true, .family = Family::array}},
        {{.kind = enumeration, .enumerator = "enumeration", .name = "ENUM", .text = as_bytes,
          .storage = Storage::text}},
        {{.kind = domain, .enumerator = "domain", .name = "DOMAIN", .storage = Storage::text}},
        {{.kind = composite, .enumerator = "composite", .name = "COMPOSITE", .text = as_form,
          .storage = Storage::text, .cpp_value = "az::Value"}},
        {{.kind = tuple, .enumerator = "tuple", .format = oid::record, .array_format = 2287,
          .name = "ROW", .catalog_name = "record", .family = Family::other, .text = as_form}},
        {{.kind = user_defined, .enumerator = "user_defined", .name = "USER-DEFINED", .text = as_form,
          .storage = Storage::text}},

        // Binary forms without an SqlType.
        {{.format = oid::character, .array_format = 1002, .catalog_name = "char", .title = "\"char\""}},
        {{.format = oid::name, .array_format = 1003, .catalog_name = "name", .text = as_bytes}},
        {{.format = oid::bpchar, .array_format = 1014, .catalog_name = "bpchar", .title = "character",
          .text = as_bytes}},
        {{.format = oid::unknown, .catalog_name = "unknown", .text = as_bytes}},
        {{.format = oid::refcursor, .array_format = 2201, .catalog_name = "refcursor", .text = as_bytes}},
        {{.format = oid::tid, .array_format = 1010, .catalog_name = "tid", .text = as_form}, {append_tid}},
        {{.format = oid::xid, .array_format = 1011, .catalog_name = "xid", .text = as_form}, {append_integer}},
        {{.format = oid::cid, .array_format = 1012, .catalog_name = "cid", .text = as_form}, {append_integer}},
        {{.format = oid::txid_snapshot, .array_format = 2949, .catalog_name = "txid_snapshot", .text = as_form},
         {append_snapshot}},
        {{.format = oid::pg_snapshot, .array_format = 5039, .catalog_name = "pg_snapshot", .text = as_form},
         {append_snapshot}},
        {{.format = oid::int2vector, .array_format = 1006, .catalog_name = "int2vector", .text = as_form},
         {append_vector}},
        {{.format = oid::oidvector, .array_format = 1013, .catalog_name = "oidvector", .text = as_form},
         {append_vector}},
        {{.format = oid::lseg, .array_format = 1018, .catalog_name = "lseg", .text = as_form}, {append_lseg}},
        {{.format = oid::path, .array_format = 1019, .catalog_name = "path", .text = as_form}, {append_path}},
        {{.format = oid::polygon, .array_format = 1027, .catalog_name = "polygon", .text = as_form},
         {append_polygon}},
        {{.format = oid::circle, .array_format = 719, .catalog_name = "circle", .text = as_form}, {append_circle}},
    });
    // clang-format on
}

}  // namespace azoth::detail
