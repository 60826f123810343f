#pragma once

#include <azoth/types/decimal.hpp>
#include <azoth/types/type_error.hpp>

#include <boost/multiprecision/number.hpp>

#include <algorithm>
#include <ios>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

namespace azoth {

/// Converts a Decimal to a number of Boost.Multiprecision, such as cpp_dec_float_50 or cpp_int, rounded to its digits.
/// Throws std::range_error for NaN, an infinity or a fraction that the type does not have.
template <class Number>
Number to_number(const Decimal& value) {
    using Limits = std::numeric_limits<Number>;
    if (value.is_finite()) {
        std::string text = value.to_string();
        if constexpr (Limits::is_integer) {
            const std::size_t point = text.find('.');
            if (point != text.npos && text.find_first_not_of('0', point + 1) != text.npos) {
                throw std::range_error(text + " is not an integer");
            }
            text.resize(std::min(point, text.size()));
        }
        return Number(text);
    }
    if constexpr (Limits::has_infinity && Limits::has_quiet_NaN) {
        if (value.is_nan()) return Limits::quiet_NaN();
        return value.is_negative() ? Number(-Limits::infinity()) : Limits::infinity();
    }
    throw std::range_error(value.to_string() + " is not an integer");
}

/// Converts a number of Boost.Multiprecision with all digits. Throws DataError for more digits than NUMERIC can hold.
template <class Backend, boost::multiprecision::expression_template_option Option>
Decimal to_decimal(const boost::multiprecision::number<Backend, Option>& value) {
    using Number = boost::multiprecision::number<Backend, Option>;
    using Limits = std::numeric_limits<Number>;
    if constexpr (Limits::has_infinity) {
        if (value != value) return Decimal::nan();
        if (value == Limits::infinity()) return Decimal::infinity();
        if (value == -Limits::infinity()) return Decimal::negative_infinity();
    }
    return Decimal(std::string_view(value.str(0, std::ios_base::fmtflags())));
}

/// Stored as NUMERIC.
template <class Backend, boost::multiprecision::expression_template_option Option>
struct Codec<boost::multiprecision::number<Backend, Option>> {
    using Number = boost::multiprecision::number<Backend, Option>;

    static SqlType sql_type() { return Numeric(); }
    static void encode(ByteBuffer& out, const Number& value, const SqlType& as) {
        Codec<Decimal>::encode(out, to_decimal(value), as);
    }
    static Number decode(const Cell& cell) {
        const Decimal value = Codec<Decimal>::decode(cell);
        try {
            return to_number<Number>(value);
        } catch (const std::range_error& e) {
            throw_decode_error("boost::multiprecision::number", cell, e.what());
        }
    }
};

}  // namespace azoth
