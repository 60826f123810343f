#include "types/binary_numbers.hpp"
#include <azoth/error.hpp>
#include <azoth/types/decimal.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/type_error.hpp>

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace azoth {
namespace {

// PostgreSQL's NUMERIC: a header of digit count, weight, sign and display scale, then digits to the base of 10000.
void put_numeric(ByteBuffer& out, std::int64_t value) {
    std::int16_t digits[5];
    std::int16_t count = 0;
    std::uint64_t rest = value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
    for (; rest != 0; rest /= 10000) digits[count++] = static_cast<std::int16_t>(rest % 10000);
    const auto weight = static_cast<std::int16_t>(count > 0 ? count - 1 : 0);
    std::int16_t trailing = 0;
    while (trailing < count && digits[trailing] == 0) ++trailing;
    out.put(static_cast<std::int16_t>(count - trailing));
    out.put(weight);
    out.put(static_cast<std::uint16_t>(value < 0 ? 0x4000 : 0));
    out.put(std::int16_t{0});
    for (std::int16_t i = count; i > trailing; --i) out.put(digits[i - 1]);
}

std::int64_t integer_of(const Decimal& decimal, const Cell& cell, std::int64_t lowest, std::int64_t highest,
                        const char* cpp_type) {
    std::int64_t value = 0;
    try {
        value = decimal.to_int64();
    } catch (const DataError& e) {
        throw_decode_error(cpp_type, cell, e.message(), decimal.to_string());
    }
    if (value < lowest || value > highest)
        throw_decode_error(cpp_type, cell, "it is out of range", decimal.to_string());
    return value;
}

}  // namespace

namespace detail {

std::int64_t decode_integer(const Cell& cell, std::int64_t lowest, std::int64_t highest, const char* cpp_type) {
    if (cell.type == oid::numeric) {
        return integer_of(Codec<Decimal>::decode(cell), cell, lowest, highest, cpp_type);
    }
    const std::int64_t value = load_binary_integer(cell, cpp_type);
    if (value < lowest || value > highest) {
        throw_decode_error(cpp_type, cell, "it is out of range", std::to_string(value));
    }
    return value;
}

void encode_integer(ByteBuffer& out, std::int64_t value, const SqlType& as, const char* cpp_type) {
    switch (as.kind()) {
        case TypeKind::real:
        case TypeKind::double_precision: {
            const auto number = static_cast<double>(value);
            if (std::abs(number) > 0x1p53) throw_encode_error(cpp_type, as, "it cannot be represented exactly");
            return put_binary_double(out, number, as, cpp_type);
        }
        case TypeKind::numeric: return put_numeric(out, value);
        case TypeKind::domain: return encode_integer(out, value, base_type(as), cpp_type);
        case TypeKind::user_defined: return out.append(std::string_view(std::to_string(value)));
        default: return put_binary_integer(out, value, as, cpp_type);
    }
}

double decode_double(const Cell& cell, const char* cpp_type) {
    switch (cell.type) {
        case oid::int2:
        case oid::int4: return static_cast<double>(load_binary_integer(cell, cpp_type));
        case oid::int8: {
            const std::int64_t value = load_binary_integer(cell, cpp_type);
            if (value > (std::int64_t{1} << 53) || value < -(std::int64_t{1} << 53)) {
                throw_decode_error(cpp_type, cell, "it cannot be represented exactly", std::to_string(value));
            }
            return static_cast<double>(value);
        }
        case oid::numeric: return Codec<Decimal>::decode(cell).to_double();
        default: return load_binary_double(cell, cpp_type);
    }
}

void encode_double(ByteBuffer& out, double value, const SqlType& as, const char* cpp_type) {
    switch (as.kind()) {
        case TypeKind::numeric: return Codec<Decimal>::encode(out, Decimal(value), as);
        case TypeKind::domain: return encode_double(out, value, base_type(as), cpp_type);
        case TypeKind::user_defined: return out.append(std::string_view(Decimal(value).to_string()));
        default: return put_binary_double(out, value, as, cpp_type);
    }
}

}  // namespace detail

void Codec<std::uint64_t>::encode(ByteBuffer& out, std::uint64_t value, const SqlType& as) {
    if (base_type(as).kind() == TypeKind::numeric) return Codec<Decimal>::encode(out, value, as);
    if (!std::in_range<std::int64_t>(value)) {
        throw_encode_error("uint64_t", as, "it is out of range");
    }
    detail::encode_integer(out, static_cast<std::int64_t>(value), as, "uint64_t");
}

std::uint64_t Codec<std::uint64_t>::decode(const Cell& cell) {
    if (cell.type != oid::numeric) {
        return static_cast<std::uint64_t>(detail::decode_integer(cell, 0, INT64_MAX, "uint64_t"));
    }
    const std::string text = Codec<Decimal>::decode(cell).to_string();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const bool whole = rest.empty() || (rest.front() == '.' && rest.find_first_not_of('0', 1) == rest.npos);
    if (error != std::errc() || !whole) throw_decode_error("uint64_t", cell, "it is not an integer in range", text);
    return value;
}

void Codec<bool>::encode(ByteBuffer& out, bool value, const SqlType& given) {
    const SqlType& as = base_type(given);
    if (as.kind() == TypeKind::user_defined) return out.append(std::string_view(value ? "t" : "f"));
    if (as.kind() != TypeKind::boolean) throw_encode_error("bool", as, {});
    out.put(static_cast<std::uint8_t>(value ? 1 : 0));
}

bool Codec<bool>::decode(const Cell& cell) {
    if (cell.type != oid::boolean) throw_decode_error("bool", cell);
    if (cell.size != 1) throw_decode_error("bool", cell, "wrong length");
    return cell.data[0] != std::byte{0};
}

float Codec<float>::decode(const Cell& cell) {
    if (cell.type == oid::float4 && cell.size == 4) {
        return std::bit_cast<float>(load_big_endian<std::uint32_t>(cell.data));
    }
    const double value = detail::decode_double(cell, "float");
    const auto narrow = static_cast<float>(value);
    if (std::isinf(narrow) && !std::isinf(value)) throw_decode_error("float", cell, "out of range");
    return narrow;
}

}  // namespace azoth
