#include "types/text_families.hpp"
#include <azoth/types/money.hpp>
#include <azoth/types/wire_reader.hpp>

#include <utility>

namespace azoth {

void Codec<Money>::encode(ByteBuffer& out, Money value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::money) throw_encode_error("Money", as, {});
    out.put(value.units);
}

Money Codec<Money>::decode(const Cell& cell) {
    if (cell.type != oid::money) throw_decode_error("Money", cell);
    WireReader reader(cell, "Money");
    const Money value(reader.get<std::int64_t>());
    reader.expect_end();
    return value;
}

namespace detail {

void append_money(std::string& out, const Cell& cell) {
    const std::int64_t units = Codec<Money>::decode(cell).units;
    const std::uint64_t distance =
        units < 0 ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
    std::string whole = std::to_string(distance / 100);
    for (std::size_t i = whole.size(); i > 3; i -= 3) whole.insert(i - 3, 1, ',');
    out += units < 0 ? "-$" : "$";
    out += whole;
    out += '.';
    out += std::to_string(100 + distance % 100).substr(1);
}

void parse_money(ByteBuffer& out, const SqlType&, std::string_view text) {
    std::string_view rest = text;
    const bool negative = rest.starts_with('-');
    if (negative) rest.remove_prefix(1);
    if (rest.starts_with('$')) rest.remove_prefix(1);
    std::int64_t units = 0;
    int digits = 0;
    int fraction = -1;
    bool good = true;
    for (const char c : rest) {
        if (c >= '0' && c <= '9') {
            good = good && fraction < 2 && !__builtin_mul_overflow(units, 10, &units) &&
                   !__builtin_sub_overflow(units, c - '0', &units);
            ++digits;
            if (fraction >= 0) ++fraction;
        } else if (c == '.' && fraction < 0) {
            fraction = 0;
        } else if (c != ',' || fraction >= 0) {
            good = false;
        }
    }
    for (fraction = std::max(fraction, 0); fraction < 2; ++fraction) {
        good = good && !__builtin_mul_overflow(units, 10, &units);
    }
    // Counted downwards, because there is one more negative number than positive ones.
    if (!good || digits == 0 || (!negative && units == INT64_MIN)) throw_text_error(text, "sum of money");
    out.put(negative ? units : -units);
}

}  // namespace detail
}  // namespace azoth
