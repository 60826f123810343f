#pragma once

#include <azoth/export.hpp>
#include <azoth/types/codec.hpp>
#include <azoth/types/text_value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// PostgreSQL's XID8: the number of a transaction, which is never given to another one (an XID is, after 2^32).
struct Xid8 : TextValue {
    std::uint64_t number = 0;  ///< the 64-bit transaction ID

    constexpr Xid8() noexcept = default;
    /// Makes the value of a transaction ID.
    constexpr explicit Xid8(std::uint64_t number_) noexcept : number(number_) {}
    /// Decimal digits. Throws DataError for other text.
    explicit Xid8(std::string_view text);
    /// Returns the decimal digits.
    std::string to_string() const;
    friend constexpr auto operator<=>(const Xid8&, const Xid8&) noexcept = default;
};

/// Xid8 as XID8.
template <>
struct Codec<Xid8> {
    static SqlType sql_type() { return SqlType(TypeKind::xid8); }
    static void encode(ByteBuffer& out, Xid8 value, const SqlType& as);
    static Xid8 decode(const Cell& cell);
};

}  // namespace azoth

AZOTH_EXPORT_END
