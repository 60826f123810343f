#pragma once

#include <azoth/types/codec.hpp>

#include <compare>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace azoth {

/// A decimal number, NaN or an infinity: every value of PostgreSQL's NUMERIC with all digits, including trailing zeros
/// after the point (the scale). For arithmetic convert it to a number of Boost.Multiprecision
/// (azoth/multiprecision.hpp) or, if that is exact enough, to double.
class Decimal {
public:
    Decimal() noexcept = default;
    /// Converts from an integer.
    template <std::integral T>
    requires(!std::same_as<T, bool>) Decimal(T value) {
        if constexpr (std::signed_integral<T>) {
            assign(value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value),
                   value < 0);
        } else {
            assign(value, false);
        }
    }
    /// Makes the shortest decimal that is read back as the same double: Decimal(0.1) is 0.1.
    explicit Decimal(double value);
    /// Parses "12.50", "-1e-7", "NaN", "Infinity". Throws DataError for any other text, and for more than 131072 digits
    /// before the point or 16383 after it, which NUMERIC cannot hold.
    explicit Decimal(std::string_view text);

    /// Returns NaN.
    static Decimal nan() noexcept { return Decimal(Kind::nan, false); }
    /// Returns infinity.
    static Decimal infinity() noexcept { return Decimal(Kind::infinity, false); }
    /// Returns minus infinity.
    static Decimal negative_infinity() noexcept { return Decimal(Kind::infinity, true); }

    /// Whether it is NaN.
    bool is_nan() const noexcept { return kind_ == Kind::nan; }
    /// Whether it is an infinity.
    bool is_infinite() const noexcept { return kind_ == Kind::infinity; }
    /// Whether it is neither NaN nor an infinity.
    bool is_finite() const noexcept { return kind_ == Kind::finite; }
    /// Whether it is less than zero.
    bool is_negative() const noexcept { return negative_; }
    /// Whether it is zero.
    bool is_zero() const noexcept { return is_finite() && digits_.empty(); }
    /// Number of digits after the point.
    int scale() const noexcept { return scale_; }

    /// Returns all digits, never with an exponent.
    std::string to_string() const;
    /// Converts to an integer. Throws DataError unless it is whole and in range.
    std::int64_t to_int64() const;
    /// Returns the nearest double; an infinity if it is out of range.
    double to_double() const;

    /// Returns the negative number.
    Decimal operator-() const;

    /// Compares by value: 1.0 equals 1.00. As in PostgreSQL, NaN equals itself and is greater than all other numbers.
    friend bool operator==(const Decimal& a, const Decimal& b) noexcept { return compare(a, b) == 0; }
    friend std::weak_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept { return compare(a, b); }
    friend std::ostream& operator<<(std::ostream& out, const Decimal& value);

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
    // Digits to base 10000, without zeros at either end. The string type stores seven of them, at most 28 decimal
    // digits, without an allocation.
    std::basic_string<char16_t> digits_;
};

/// Stored as NUMERIC. Can also be written to and read from integers if it is whole, doubles, and text, which keeps all
/// digits on SQLite.
template <>
struct Codec<Decimal> {
    static SqlType sql_type() { return Numeric(); }
    static void encode(ByteBuffer& out, const Decimal& value, const SqlType& as);
    static Decimal decode(const Cell& cell);
};

}  // namespace azoth
