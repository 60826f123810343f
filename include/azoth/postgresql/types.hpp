#pragma once

#include <azoth/export.hpp>
#include <azoth/types/sql_type.hpp>

#include <string_view>

// PostgreSQL's own SQL types, for columns whose C++ type doesn't already say it: tables that are known only at run
// time, text columns that are an address, and so on.

AZOTH_EXPORT_BEGIN

namespace azoth::postgresql {

/// INTERVAL, with the fields it keeps ("DAY TO SECOND") and the digits of a second's fraction.
class Interval : public SqlType {
public:
    Interval() noexcept : SqlType(TypeKind::interval) {}
    explicit Interval(int precision) noexcept : SqlType(TypeKind::interval, precision) {}
    explicit Interval(std::string_view fields, int precision = -1)
        : SqlType(TypeKind::interval, named_fields(fields), precision) {}

private:
    static TypeDetail named_fields(std::string_view fields) {
        TypeDetail detail;
        detail.labels.emplace_back(fields);
        return detail;
    }
};

/// BIT(n): exactly so many bits.
class Bit : public SqlType {
public:
    explicit Bit(int length = 1) noexcept : SqlType(TypeKind::bit, length) {}
};

/// BIT VARYING(n): at most so many bits.
class VarBit : public SqlType {
public:
    explicit VarBit(int length = -1) noexcept : SqlType(TypeKind::varbit, length) {}
};

/// The types that have nothing to say but their name.
template <TypeKind Kind>
class PlainType : public SqlType {
public:
    PlainType() noexcept : SqlType(Kind) {}
};

using Inet = PlainType<TypeKind::inet>;
using Cidr = PlainType<TypeKind::cidr>;
using MacAddr = PlainType<TypeKind::macaddr>;
using MacAddr8 = PlainType<TypeKind::macaddr8>;
using HStore = PlainType<TypeKind::hstore>;
using OidType = PlainType<TypeKind::oid>;
using RegClass = PlainType<TypeKind::regclass>;
using RegConfig = PlainType<TypeKind::regconfig>;
using Money = PlainType<TypeKind::money>;
using TsVector = PlainType<TypeKind::tsvector>;
using TsQuery = PlainType<TypeKind::tsquery>;
using Xml = PlainType<TypeKind::xml>;
using JsonPath = PlainType<TypeKind::jsonpath>;
using CiText = PlainType<TypeKind::citext>;
using Int4Range = PlainType<TypeKind::int4_range>;
using Int8Range = PlainType<TypeKind::int8_range>;
using NumRange = PlainType<TypeKind::numeric_range>;
using DateRange = PlainType<TypeKind::date_range>;
using TsRange = PlainType<TypeKind::timestamp_range>;
using TsTzRange = PlainType<TypeKind::timestamptz_range>;
using Int4MultiRange = PlainType<TypeKind::int4_multirange>;
using Int8MultiRange = PlainType<TypeKind::int8_multirange>;
using NumMultiRange = PlainType<TypeKind::numeric_multirange>;
using DateMultiRange = PlainType<TypeKind::date_multirange>;
using TsMultiRange = PlainType<TypeKind::timestamp_multirange>;
using TsTzMultiRange = PlainType<TypeKind::timestamptz_multirange>;

}  // namespace azoth::postgresql

AZOTH_EXPORT_END
