#pragma once

#include <azoth/export.hpp>
#include <azoth/types/codec.hpp>
#include <azoth/types/text_value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// PostgreSQL's PG_LSN: a position in the write-ahead log, in bytes from its beginning.
struct Lsn : TextValue {
    std::uint64_t position = 0;  ///< bytes

    constexpr Lsn() noexcept = default;
    /// Makes the value of a position in bytes.
    constexpr explicit Lsn(std::uint64_t position_) noexcept : position(position_) {}
    /// "16/B374D848": the upper and the lower 32 bits in hexadecimal. Throws DataError for other text.
    explicit Lsn(std::string_view text);
    /// As PostgreSQL prints it, "16/B374D848".
    std::string to_string() const;
    friend constexpr auto operator<=>(const Lsn&, const Lsn&) noexcept = default;
};

/// Lsn as PG_LSN.
template <>
struct Codec<Lsn> {
    static SqlType sql_type() { return SqlType(TypeKind::pg_lsn); }
    static void encode(ByteBuffer& out, Lsn value, const SqlType& as);
    static Lsn decode(const Cell& cell);
};

}  // namespace azoth

AZOTH_EXPORT_END
