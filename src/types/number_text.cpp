#include "types/text_families.hpp"
#include <azoth/types/number_codecs.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <system_error>

namespace azoth::detail {
namespace {

// Whether the digits identify this number for every way of rounding halves: they are not exactly in the middle between
// it and one of its neighbours. Checked for numbers of at most 64 bits; a longer one cannot be such a middle.
template <class Float>
bool is_certain(std::string_view scientific, Float value) {
    if (value == 0) return true;
    std::uint64_t number = 0;
    int exponent = 0;
    bool in_fraction = false;
    std::size_t i = scientific.front() == '-' ? 1 : 0;
    for (; scientific[i] != 'e'; ++i) {
        if (scientific[i] == '.') {
            in_fraction = true;
            continue;
        }
        number = number * 10 + static_cast<std::uint64_t>(scientific[i] - '0');
        if (in_fraction) --exponent;
    }
    exponent += std::atoi(std::string(scientific.substr(i + 1)).c_str());
    for (int left = exponent; left > 0; --left) {
        if (__builtin_mul_overflow(number, 5U, &number)) return true;
    }
    for (int left = exponent; left < 0; ++left) {
        if (number % 5 != 0) return true;
        number /= 5;
    }
    const long double said = std::ldexp(static_cast<long double>(number), exponent);
    const auto is_middle = [&](Float neighbour) {
        return said == (std::abs(static_cast<long double>(value)) + static_cast<long double>(neighbour)) / 2;
    };
    constexpr Float infinity = std::numeric_limits<Float>::infinity();
    return !is_middle(std::nextafter(std::abs(value), infinity)) &&
           !is_middle(std::nextafter(std::abs(value), Float{0}));
}

// As PostgreSQL prints it: the fewest digits that identify this number, with an exponent for very large and very small
// numbers.
template <class Float>
void append_floating(std::string& out, Float value, int digits_without_exponent) {
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::isinf(value)) {
        out += value < 0 ? "-Infinity" : "Infinity";
        return;
    }
    std::array<char, 64> text;
    char* const begin = text.data();
    const auto shortest = std::to_chars(begin, begin + text.size(), value, std::chars_format::scientific);
    std::string_view shown(begin, static_cast<std::size_t>(shortest.ptr - begin));
    if (!is_certain(shown, value)) {
        for (int precision = 1; precision < std::numeric_limits<Float>::max_digits10; ++precision) {
            const auto longer =
                std::to_chars(begin, begin + text.size(), value, std::chars_format::scientific, precision);
            shown = {begin, static_cast<std::size_t>(longer.ptr - begin)};
            Float read = 0;
            std::from_chars(begin, longer.ptr, read);
            if (read == value && is_certain(shown, value)) break;
        }
    }
    const std::size_t e = shown.find('e');
    const int exponent = std::atoi(std::string(shown.substr(e + 1)).c_str());
    if (exponent < -4 || exponent >= digits_without_exponent) {
        out += shown;
        return;
    }
    if (shown.front() == '-') out += '-';
    std::string digits;
    for (const char c : shown.substr(0, e)) {
        if (c != '-' && c != '.') digits += c;
    }
    if (exponent < 0) {
        out += "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    } else {
        const auto whole = static_cast<std::size_t>(exponent) + 1;
        if (digits.size() < whole) digits.resize(whole, '0');
        out.append(digits, 0, whole);
        if (digits.size() > whole) out += '.' + digits.substr(whole);
    }
}

template <class T>
T parse_number(std::string_view text, const SqlType& type) {
    T value{};
    const char* begin = text.data();
    if (text.size() > 1 && *begin == '+' && text[1] != '-') ++begin;
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) throw_text_error(text, to_string(type));
    return value;
}

}  // namespace

void append_boolean(std::string& out, const Cell& cell) { out += Codec<bool>::decode(cell) ? "t" : "f"; }

void parse_boolean(ByteBuffer& out, const SqlType& type, std::string_view text) {
    const bool value = text == "t" || text == "true";
    if (!value && text != "f" && text != "false") throw_text_error(text, "truth value");
    Codec<bool>::encode(out, value, type);
}

void append_integer(std::string& out, const Cell& cell) { out += std::to_string(Codec<std::int64_t>::decode(cell)); }

void parse_int2(ByteBuffer& out, const SqlType& type, std::string_view text) {
    out.put(parse_number<std::int16_t>(text, type));
}
void parse_int4(ByteBuffer& out, const SqlType& type, std::string_view text) {
    out.put(parse_number<std::int32_t>(text, type));
}
void parse_int8(ByteBuffer& out, const SqlType& type, std::string_view text) {
    out.put(parse_number<std::int64_t>(text, type));
}
void parse_object_number(ByteBuffer& out, const SqlType& type, std::string_view text) {
    out.put(parse_number<std::uint32_t>(text, type));
}

void append_float4(std::string& out, const Cell& cell) { append_floating(out, Codec<float>::decode(cell), 6); }
void parse_float4(ByteBuffer& out, const SqlType& type, std::string_view text) {
    out.put(std::bit_cast<std::uint32_t>(parse_number<float>(text, type)));
}

void append_float8(std::string& out, const Cell& cell) { append_floating(out, Codec<double>::decode(cell), 15); }
void parse_float8(ByteBuffer& out, const SqlType& type, std::string_view text) {
    out.put(std::bit_cast<std::uint64_t>(parse_number<double>(text, type)));
}

}  // namespace azoth::detail
