#include "types/binary_numbers.hpp"
#include <azoth/types/decimal.hpp>
#include <azoth/types/wire_reader.hpp>

#include <algorithm>
#include <limits>

namespace azoth {
namespace {

// The wire form: digit count, weight of the first digit, sign and display scale, then digits to the base of 10000.
constexpr std::uint16_t sign_negative = 0x4000;
constexpr std::uint16_t sign_nan = 0xC000;
constexpr std::uint16_t sign_infinity = 0xD000;
constexpr std::uint16_t sign_negative_infinity = 0xF000;
constexpr std::uint16_t max_wire_scale = 0x3FFF;
constexpr const char* cpp_name = "Decimal";

}  // namespace

void Codec<Decimal>::encode(ByteBuffer& out, const Decimal& value, const SqlType& given) {
    const SqlType& as = base_type(given);
    switch (as.kind()) {
        case TypeKind::numeric: break;
        case TypeKind::small_integer:
        case TypeKind::integer:
        case TypeKind::big_integer: return detail::put_binary_integer(out, value.to_int64(), as, cpp_name);
        case TypeKind::real:
        case TypeKind::double_precision: return detail::put_binary_double(out, value.to_double(), as, cpp_name);
        case TypeKind::string:
        case TypeKind::text:
        case TypeKind::user_defined: return out.append(std::string_view(value.to_string()));
        default: throw_encode_error(cpp_name, as, {});
    }
    out.put(static_cast<std::uint16_t>(value.digits_.size()));
    out.put(static_cast<std::int16_t>(value.weight_));
    if (value.is_nan()) {
        out.put(sign_nan);
    } else if (value.is_infinite()) {
        out.put(value.negative_ ? sign_negative_infinity : sign_infinity);
    } else {
        out.put(static_cast<std::uint16_t>(value.negative_ ? sign_negative : 0));
    }
    out.put(value.scale_);
    for (const char16_t digit : value.digits_) out.put(static_cast<std::uint16_t>(digit));
}

Decimal Codec<Decimal>::decode(const Cell& cell) {
    if (cell.type == oid::int2 || cell.type == oid::int4 || cell.type == oid::int8) {
        return detail::load_binary_integer(cell, cpp_name);
    }
    if (cell.type == oid::float8) return Decimal(detail::load_binary_double(cell, cpp_name));
    if (cell.type == oid::text || cell.type == oid::varchar) return Decimal(cell.text());
    if (cell.type != oid::numeric) throw_decode_error(cpp_name, cell);
    WireReader reader(cell, cpp_name);
    const std::size_t count = reader.get<std::uint16_t>();
    const auto weight = reader.get<std::int16_t>();
    const auto sign = reader.get<std::uint16_t>();
    const auto scale = reader.get<std::uint16_t>();
    if (reader.remaining() != 2 * count) reader.fail("wrong length");
    if (sign == sign_nan) return Decimal::nan();
    if (sign == sign_infinity) return Decimal::infinity();
    if (sign == sign_negative_infinity) return Decimal::negative_infinity();
    if (sign != 0 && sign != sign_negative) reader.fail("unknown sign");
    if (scale > max_wire_scale) reader.fail("too many digits after the point");
    Decimal value;
    value.scale_ = scale;
    value.weight_ = weight;
    value.negative_ = sign == sign_negative;
    value.digits_.resize(count);
    for (char16_t& digit : value.digits_) {
        const auto read = reader.get<std::uint16_t>();
        if (read > 9999) reader.fail("malformed digit");
        digit = static_cast<char16_t>(read);
    }
    // Digits beyond the scale are not shown; PostgreSQL drops them, too, when it receives them.
    const std::int64_t kept = std::int64_t{value.weight_} + 1 + (scale + 3) / 4;
    if (static_cast<std::int64_t>(count) >= kept) {
        value.digits_.resize(static_cast<std::size_t>(std::max<std::int64_t>(kept, 0)));
        constexpr int cut[] = {1, 1000, 100, 10};
        if (!value.digits_.empty()) {
            char16_t& last = value.digits_.back();
            last = static_cast<char16_t>(last - last % cut[scale % 4]);
        }
    }
    value.strip_zeros();
    return value;
}

}  // namespace azoth
