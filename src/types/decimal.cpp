#include <azoth/error.hpp>
#include <azoth/types/decimal.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <ostream>
#include <system_error>

namespace azoth {
namespace {

constexpr int group = 4;  // decimal digits in one digit of base 10000
constexpr int largest_integer_digits = 131072;
constexpr int max_scale = 16383;

[[noreturn]] void throw_not_decimal(std::string_view text, std::string_view why) {
    constexpr std::size_t shown = 40;
    Diagnostics diagnostics;
    diagnostics.message.append("the number ").append(why);
    diagnostics.detail.append("The number is '").append(text.substr(0, shown));
    diagnostics.detail += text.size() > shown ? "...'." : "'.";
    diagnostics.outcome = Outcome::not_sent;
    throw DataError(std::move(diagnostics));
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) noexcept {
    return std::ranges::equal(text, lower, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

struct Parts {
    std::string digits;
    int fraction = 0;  // how many of the digits are after the point
    int exponent = 0;
};

// Digits with at most one point, and an exponent.
std::optional<Parts> split_decimal(std::string_view text) {
    Parts parts;
    bool in_fraction = false;
    std::size_t i = 0;
    for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
        if (text[i] == '.' && !in_fraction) {
            in_fraction = true;
        } else if (text[i] >= '0' && text[i] <= '9') {
            // Leading zeros do not count towards the limit.
            if (!parts.digits.empty() || text[i] != '0' || in_fraction) parts.digits += text[i];
            if (in_fraction) ++parts.fraction;
        } else {
            return std::nullopt;
        }
        if (parts.digits.size() > largest_integer_digits + max_scale) return std::nullopt;
    }
    if (i == 0 || (i == 1 && text.front() == '.')) return std::nullopt;
    if (i == text.size()) return parts;
    text.remove_prefix(i + 1);
    if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts.exponent);
    constexpr int largest_exponent = largest_integer_digits + max_scale;
    if (error != std::errc() || end != text.data() + text.size() || std::abs(parts.exponent) > largest_exponent) {
        return std::nullopt;
    }
    return parts;
}

}  // namespace

Decimal::Decimal(double value) {
    if (std::isnan(value)) {
        kind_ = Kind::nan;
    } else if (std::isinf(value)) {
        kind_ = Kind::infinity;
        negative_ = value < 0;
    } else {
        std::array<char, 32> text;
        const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
        *this = Decimal(std::string_view(text.data(), static_cast<std::size_t>(end - text.data())));
    }
}

Decimal::Decimal(std::string_view text) {
    std::string_view rest = text;
    if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
        negative_ = rest.front() == '-';
        rest.remove_prefix(1);
    }
    if (rest.size() == text.size() && equals_ignoring_case(rest, "nan")) {
        kind_ = Kind::nan;
        return;
    }
    if (equals_ignoring_case(rest, "infinity") || equals_ignoring_case(rest, "inf")) {
        kind_ = Kind::infinity;
        return;
    }
    std::optional<Parts> parts = split_decimal(rest);
    if (!parts) throw_not_decimal(text, "is not a decimal number, or is too long");
    const int scale = std::max(parts->fraction - parts->exponent, 0);
    int point = static_cast<int>(parts->digits.size()) - parts->fraction + parts->exponent;
    std::string& digits = parts->digits;
    if (scale > max_scale) throw_not_decimal(text, "has more digits after the point than NUMERIC can store");
    scale_ = static_cast<std::uint16_t>(scale);
    // Adds leading zeros until the point is between two groups, and trailing zeros until the last group is full.
    const int leading = ((-point) % group + group) % group;
    digits.insert(0, static_cast<std::size_t>(leading), '0');
    point += leading;
    digits.resize((digits.size() + group - 1) / group * group, '0');
    weight_ = point / group - 1;
    digits_.reserve(digits.size() / group);
    for (std::size_t i = 0; i < digits.size(); i += group) {
        int value = 0;
        for (std::size_t k = 0; k < group; ++k) value = value * 10 + (digits[i + k] - '0');
        digits_ += static_cast<char16_t>(value);
    }
    strip_zeros();
    if (weight_ >= largest_integer_digits / group) {
        throw_not_decimal(text, "has more digits before the point than NUMERIC can store");
    }
}

void Decimal::assign(std::uint64_t magnitude, bool negative) {
    negative_ = negative;
    std::array<char16_t, 5> reversed;
    std::size_t count = 0;
    for (; magnitude != 0; magnitude /= 10000) reversed[count++] = static_cast<char16_t>(magnitude % 10000);
    weight_ = static_cast<std::int32_t>(count) - 1;
    while (count > 0) digits_ += reversed[--count];
    strip_zeros();
}

void Decimal::strip_zeros() noexcept {
    const std::size_t leading = std::min(digits_.find_first_not_of(u'\0'), digits_.size());
    digits_.erase(0, leading);
    weight_ -= static_cast<std::int32_t>(leading);
    digits_.erase(digits_.find_last_not_of(u'\0') + 1);
    if (digits_.empty()) {
        weight_ = 0;
        negative_ = false;
    }
}

std::string Decimal::to_string() const {
    if (is_nan()) return "NaN";
    if (is_infinite()) return negative_ ? "-Infinity" : "Infinity";
    std::string text = negative_ ? "-" : "";
    const auto append_group = [&](std::int32_t i, int digits) {
        int value = i >= 0 && static_cast<std::size_t>(i) < digits_.size() ? digits_[static_cast<std::size_t>(i)] : 0;
        std::array<char, group> shown{};
        for (std::size_t k = group; k-- > 0; value /= 10) shown[k] = static_cast<char>('0' + value % 10);
        text.append(shown.data(), static_cast<std::size_t>(digits));
    };
    if (weight_ < 0) {
        text += '0';
    } else {
        text += std::to_string(static_cast<int>(digits_.empty() ? 0 : digits_.front()));
        for (std::int32_t i = 1; i <= weight_; ++i) append_group(i, group);
    }
    if (scale_ > 0) {
        text += '.';
        std::int32_t i = weight_ + 1;
        for (int left = scale_; left > 0; left -= group, ++i) append_group(i, std::min(left, group));
    }
    return text;
}

std::int64_t Decimal::to_int64() const {
    const std::string text = to_string();
    if (!is_finite()) throw_not_decimal(text, "is not an integer");
    const bool whole = static_cast<std::int32_t>(digits_.size()) <= weight_ + 1;
    if (!whole) throw_not_decimal(text, "is not an integer");
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) throw_not_decimal(text, "is out of range of 64 bits");
    return value;
}

double Decimal::to_double() const {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    if (is_nan()) return std::numeric_limits<double>::quiet_NaN();
    if (is_infinite()) return negative_ ? -infinite : infinite;
    std::string text = negative_ ? "-0" : "0";
    for (const char16_t digit : digits_) {
        const std::string shown = std::to_string(10000 + static_cast<int>(digit));
        text.append(shown, 1);
    }
    text += 'e' + std::to_string((weight_ + 1 - static_cast<std::int32_t>(digits_.size())) * group);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    // from_chars() leaves the value unchanged if it is out of range.
    if (error != std::errc() && weight_ > 0) return negative_ ? -infinite : infinite;
    return value;
}

Decimal Decimal::operator-() const {
    Decimal result = *this;
    if (!is_nan() && !is_zero()) result.negative_ = !negative_;
    return result;
}

int Decimal::compare_magnitude(const Decimal& a, const Decimal& b) noexcept {
    if (a.digits_.empty() || b.digits_.empty()) return !a.digits_.empty() - !b.digits_.empty();
    if (a.weight_ != b.weight_) return a.weight_ < b.weight_ ? -1 : 1;
    return a.digits_.compare(b.digits_);
}

std::weak_ordering Decimal::compare(const Decimal& a, const Decimal& b) noexcept {
    // -Infinity, finite numbers, Infinity, NaN
    const auto rank = [](const Decimal& d) {
        if (d.is_nan()) return 2;
        return d.is_infinite() ? (d.negative_ ? -1 : 1) : 0;
    };
    if (rank(a) != 0 || rank(b) != 0) return rank(a) <=> rank(b);
    if (a.negative_ != b.negative_) return a.negative_ ? std::weak_ordering::less : std::weak_ordering::greater;
    const int magnitude = compare_magnitude(a, b);
    return (a.negative_ ? -magnitude : magnitude) <=> 0;
}

std::ostream& operator<<(std::ostream& out, const Decimal& value) { return out << value.to_string(); }

}  // namespace azoth
