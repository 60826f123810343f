#include "oracle/values.hpp"

#include <azoth/types/byte_buffer.hpp>
#include <azoth/types/display.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/oid.hpp>
#include <azoth/types/sql_type.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oracle {
namespace {

namespace az = azoth;
namespace json = boost::json;

std::string text_of(const az::Cell& cell) {
    std::string text;
    az::append_text(text, cell);
    return text;
}

json::value floating(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
    return value;
}

std::string hexadecimal(const az::Cell& cell) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::byte b : cell.bytes()) {
        text += digits[std::to_integer<unsigned>(b) >> 4U];
        text += digits[std::to_integer<unsigned>(b) & 15U];
    }
    return text;
}

std::string instant(std::string text, bool zone) {
    if (const std::size_t blank = text.find(' '); blank != std::string::npos) text[blank] = 'T';
    if (zone && text.ends_with("+00")) text += ":00";
    return text;
}

// PostgreSQL's binary array: dimensions, flags, element type, then per dimension its length and lower bound.
class ArrayReader {
public:
    explicit ArrayReader(const az::Cell& cell) : at_(cell.data) {
        const auto dimensions = take();
        take();
        element_ = static_cast<az::Oid>(take());
        for (int i = 0; i < dimensions; ++i) {
            lengths_.push_back(take());
            take();
        }
    }
    json::value read() { return lengths_.empty() ? json::value(json::array()) : level(0); }

private:
    std::int32_t take() {
        const auto value = az::load_big_endian<std::int32_t>(at_);
        at_ += sizeof value;
        return value;
    }
    json::value level(std::size_t depth) {
        json::array array;
        for (std::int32_t i = 0; i < lengths_[depth]; ++i) {
            if (depth + 1 < lengths_.size()) {
                array.push_back(level(depth + 1));
                continue;
            }
            const std::int32_t size = take();
            array.push_back(to_json(az::Cell{size < 0 ? nullptr : at_, size, element_}));
            if (size > 0) at_ += size;
        }
        return array;
    }

    const std::byte* at_;
    az::Oid element_ = 0;
    std::vector<std::int32_t> lengths_;
};

std::optional<double> as_number(const json::value& value) {
    if (value.is_int64()) return static_cast<double>(value.as_int64());
    if (value.is_uint64()) return static_cast<double>(value.as_uint64());
    if (value.is_double()) return value.as_double();
    if (!value.is_string() || value.as_string().empty()) return std::nullopt;
    const std::string text(value.as_string());
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    return *end == '\0' ? std::optional(number) : std::nullopt;
}

std::optional<json::value> as_document(std::string_view text) {
    if (!text.starts_with('[') && !text.starts_with('{')) return std::nullopt;
    boost::system::error_code failed;
    json::value document = json::parse(text, failed);
    return failed ? std::nullopt : std::optional(std::move(document));
}

}  // namespace

json::value to_json(const az::Cell& cell) {
    if (cell.is_null()) return nullptr;
    switch (cell.type) {
        case az::oid::int2:
        case az::oid::int4:
        case az::oid::int8:
        case az::oid::oid: return az::Codec<std::int64_t>::decode(cell);
        case az::oid::float4:
        case az::oid::float8: return floating(az::Codec<double>::decode(cell));
        case az::oid::boolean: return az::Codec<bool>::decode(cell);
        case az::oid::timestamp: return json::value(instant(text_of(cell), false));
        case az::oid::timestamptz: return json::value(instant(text_of(cell), true));
        case az::oid::json:
        case az::oid::jsonb: return json::parse(text_of(cell));
        case az::oid::bytea: return json::value(hexadecimal(cell));
        default: break;
    }
    if (az::element_oid(cell.type) != az::oid::unspecified) return ArrayReader(cell).read();
    return json::value(text_of(cell));
}

bool same(const json::value& a, const json::value& b) {
    if (a == b) return true;
    if (a.is_array() && b.is_array()) {
        const auto& x = a.as_array();
        const auto& y = b.as_array();
        if (x.size() != y.size()) return false;
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (!same(x[i], y[i])) return false;
        }
        return true;
    }
    if (a.is_object() && b.is_object()) {
        const auto& x = a.as_object();
        const auto& y = b.as_object();
        if (x.size() != y.size()) return false;
        for (const auto& [key, value] : x) {
            const auto* const other = y.if_contains(key);
            if (other == nullptr || !same(value, *other)) return false;
        }
        return true;
    }
    // If both are text, the exact digits matter; the white space of JSON does not.
    if (a.is_string() && b.is_string()) {
        const auto x = as_document(a.as_string());
        const auto y = as_document(b.as_string());
        return x && y && same(*x, *y);
    }
    const auto x = as_number(a);
    const auto y = as_number(b);
    return x && y && std::abs(*x - *y) <= 1e-9 * std::max(std::abs(*x), std::abs(*y));
}

}  // namespace oracle
