#pragma once

#include <azoth/types/sql_type.hpp>

#include <string_view>

// PostgreSQL's own SQL types, for columns whose C++ type does not determine them: tables known only at run time, text
// columns of an address type, and so on.

namespace azoth::postgresql {

/// INTERVAL, with its fields ("DAY TO SECOND") and the digits of a second's fraction.
class Interval : public SqlType {
public:
    /// Makes the type.
    Interval() noexcept : SqlType(TypeKind::interval) {}
    /// Makes the type with a number of digits.
    explicit Interval(int precision) noexcept : SqlType(TypeKind::interval, precision) {}
    /// Makes the type with fields and, unless -1, a number of digits.
    explicit Interval(std::string_view fields, int precision = -1)
        : SqlType(TypeKind::interval, named_fields(fields), precision) {}

private:
    static TypeDetail named_fields(std::string_view fields) {
        TypeDetail detail;
        detail.labels.emplace_back(fields);
        return detail;
    }
};

/// BIT(n): exactly n bits.
class Bit : public SqlType {
public:
    /// Makes the type.
    explicit Bit(int length = 1) noexcept : SqlType(TypeKind::bit, length) {}
};

/// BIT VARYING(n): at most n bits.
class VarBit : public SqlType {
public:
    /// Makes the type; -1: no limit.
    explicit VarBit(int length = -1) noexcept : SqlType(TypeKind::varbit, length) {}
};

/// A type without parameters.
template <TypeKind Kind>
class PlainType : public SqlType {
public:
    /// Makes the type.
    PlainType() noexcept : SqlType(Kind) {}
};

/// INET.
using Inet = PlainType<TypeKind::inet>;
/// CIDR.
using Cidr = PlainType<TypeKind::cidr>;
/// MACADDR.
using MacAddr = PlainType<TypeKind::macaddr>;
/// MACADDR8.
using MacAddr8 = PlainType<TypeKind::macaddr8>;
/// HSTORE.
using HStore = PlainType<TypeKind::hstore>;
/// OID.
using OidType = PlainType<TypeKind::oid>;
/// REGCLASS.
using RegClass = PlainType<TypeKind::regclass>;
/// REGCONFIG.
using RegConfig = PlainType<TypeKind::regconfig>;
/// MONEY.
using Money = PlainType<TypeKind::money>;
/// TSVECTOR.
using TsVector = PlainType<TypeKind::tsvector>;
/// TSQUERY.
using TsQuery = PlainType<TypeKind::tsquery>;
/// XML.
using Xml = PlainType<TypeKind::xml>;
/// JSONPATH.
using JsonPath = PlainType<TypeKind::jsonpath>;
/// CITEXT.
using CiText = PlainType<TypeKind::citext>;
/// INT4RANGE.
using Int4Range = PlainType<TypeKind::int4_range>;
/// INT8RANGE.
using Int8Range = PlainType<TypeKind::int8_range>;
/// NUMRANGE.
using NumRange = PlainType<TypeKind::numeric_range>;
/// DATERANGE.
using DateRange = PlainType<TypeKind::date_range>;
/// TSRANGE.
using TsRange = PlainType<TypeKind::timestamp_range>;
/// TSTZRANGE.
using TsTzRange = PlainType<TypeKind::timestamptz_range>;
/// INT4MULTIRANGE.
using Int4MultiRange = PlainType<TypeKind::int4_multirange>;
/// INT8MULTIRANGE.
using Int8MultiRange = PlainType<TypeKind::int8_multirange>;
/// NUMMULTIRANGE.
using NumMultiRange = PlainType<TypeKind::numeric_multirange>;
/// DATEMULTIRANGE.
using DateMultiRange = PlainType<TypeKind::date_multirange>;
/// TSMULTIRANGE.
using TsMultiRange = PlainType<TypeKind::timestamp_multirange>;
/// TSTZMULTIRANGE.
using TsTzMultiRange = PlainType<TypeKind::timestamptz_multirange>;

}  // namespace azoth::postgresql
