#pragma once

#include <azoth/export.hpp>
#include <azoth/types/codec.hpp>

#include <compare>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A decimal number, NaN or an infinity: whatever PostgreSQL's NUMERIC holds, to the last digit, the zeros behind the
/// point (its scale) included. It converts, compares and prints; for arithmetic convert it to a number of
/// Boost.Multiprecision (azoth/multiprecision.hpp) or, where that is exact enough, to a double.
class Decimal {
public:
    Decimal() noexcept = default;
    template <std::integral T>
    requires(!std::same_as<T, bool>) Decimal(T value) {
        if constexpr (std::signed_integral<T>) {
            assign(value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value),
                   value < 0);
        } else {
            assign(value, false);
        }
    }
    /// The shortest decimal that reads back as the same double: Decimal(0.1) is 0.1.
    explicit Decimal(double value);
    /// "12.50", "-1e-7", "NaN", "Infinity". Throws DataError for anything else, or what NUMERIC can't hold: more than
    /// 131072 digits in front of the point or 16383 behind it.
    explicit Decimal(std::string_view text);

    static Decimal nan() noexcept { return Decimal(Kind::nan, false); }
    static Decimal infinity() noexcept { return Decimal(Kind::infinity, false); }
    static Decimal negative_infinity() noexcept { return Decimal(Kind::infinity, true); }

    bool is_nan() const noexcept { return kind_ == Kind::nan; }
    bool is_infinite() const noexcept { return kind_ == Kind::infinity; }
    bool is_finite() const noexcept { return kind_ == Kind::finite; }
    bool is_negative() const noexcept { return negative_; }
    bool is_zero() const noexcept { return is_finite() && digits_.empty(); }
    /// Digits shown behind the point.
    int scale() const noexcept { return scale_; }

    /// With all digits, never with an exponent.
    std::string to_string() const;
    /// Throws DataError unless it is whole and in range.
    std::int64_t to_int64() const;
    /// The nearest double; an infinity where it is out of range.
    double to_double() const;

    Decimal operator-() const;

    /// By value: 1.0 equals 1.00. As in PostgreSQL, NaN equals itself and is greater than everything else.
    friend bool operator==(const Decimal& a, const Decimal& b) noexcept { return compare(a, b) == 0; }
    friend std::weak_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept { return compare(a, b); }
    friend AZOTH_EXPORT std::ostream& operator<<(std::ostream& out, const Decimal& value);

private:
    friend struct Codec<Decimal>;

    enum class Kind : std::uint8_t { finite, nan, infinity };
    Decimal(Kind kind, bool negative) noexcept : kind_(kind), negative_(negative) {}
    void assign(std::uint64_t magnitude, bool negative);
    void strip_zeros() noexcept;
    static std::weak_ordering compare(const Decimal& a, const Decimal& b) noexcept;
    static int compare_magnitude(const Decimal& a, const Decimal& b) noexcept;

    Kind kind_ = Kind::finite;
    bool negative_ = false;
    std::uint16_t scale_ = 0;
    std::int32_t weight_ = 0;  // of the first digit, as an exponent of 10000
    // Digits to the base of 10000, no zeros at either end. The string type keeps seven of them, up to 28 decimal
    // digits, inside itself.
    std::basic_string<char16_t> digits_;
};

/// NUMERIC; also written as and read from integers where it is whole, doubles, and text, which on SQLite is what keeps
/// all digits.
template <>
struct Codec<Decimal> {
    static SqlType sql_type() { return Numeric(); }
    static void encode(ByteBuffer& out, const Decimal& value, const SqlType& as);
    static Decimal decode(const Cell& cell);
};

}  // namespace azoth

AZOTH_EXPORT_END
