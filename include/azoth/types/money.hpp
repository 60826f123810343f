#pragma once

#include <azoth/types/codec.hpp>

#include <compare>
#include <cstdint>

namespace azoth {

/// PostgreSQL's MONEY: a number of the smallest unit, mostly a hundredth. The server's lc_monetary determines how many
/// are a whole; the text form here is that of the locale C, "$1,234.50".
struct Money {
    /// Number of the smallest unit.
    std::int64_t units = 0;

    constexpr Money() noexcept = default;
    /// Sets the number.
    constexpr explicit Money(std::int64_t units_) noexcept : units(units_) {}
    friend constexpr auto operator<=>(const Money&, const Money&) noexcept = default;
};

/// Stored as MONEY.
template <>
struct Codec<Money> {
    static SqlType sql_type() { return SqlType(TypeKind::money); }
    static void encode(ByteBuffer& out, Money value, const SqlType& as);
    static Money decode(const Cell& cell);
};

}  // namespace azoth
