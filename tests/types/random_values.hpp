#pragma once

#include <azoth/types/all.hpp>

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// Random values of every C++ type that azoth stores, with values at the limits preferred.
namespace azoth::test {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t bits() { return engine_(); }
    /// In [lowest, highest].
    std::int64_t between(std::int64_t lowest, std::int64_t highest) {
        return std::uniform_int_distribution<std::int64_t>(lowest, highest)(engine_);
    }
    std::size_t size(std::size_t most) { return static_cast<std::size_t>(between(0, static_cast<std::int64_t>(most))); }
    bool one_in(int n) { return between(1, n) == 1; }
    template <class Range>
    const auto& one_of(const Range& range) {
        return *(std::begin(range) + between(0, static_cast<std::int64_t>(std::size(range)) - 1));
    }

private:
    std::mt19937_64 engine_;
};

/// Printed with every failure; AZOTH_TEST_SEED repeats a run.
inline std::uint64_t seed() {
    static const std::uint64_t value = [] {
        const char* const given = std::getenv("AZOTH_TEST_SEED");
        return given != nullptr ? std::strtoull(given, nullptr, 10) : std::uint64_t{std::random_device{}()};
    }();
    return value;
}

template <std::integral T>
T random_integer(Random& random) {
    // Numbers of every length, not only long ones.
    const int length = static_cast<int>(random.between(0, std::numeric_limits<T>::digits));
    const auto bits = random.bits();
    const auto magnitude = static_cast<T>(length == 0 ? 0 : bits >> (64 - length));
    if constexpr (std::signed_integral<T>) {
        return random.one_in(2) ? static_cast<T>(-magnitude - 1) : magnitude;
    } else {
        return magnitude;
    }
}

inline double random_double(Random& random) {
    switch (random.between(0, 3)) {
        case 0: return static_cast<double>(random.between(-100000, 100000)) / 100;
        case 1: return static_cast<double>(random_integer<std::int64_t>(random));
        default: {
            const auto value = std::bit_cast<double>(random.bits());
            return value == value ? value : 0.5;
        }
    }
}

inline float random_float(Random& random) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random.bits()));
    return value == value ? value : 0.25F;
}

/// UTF-8 with all characters that need quotes in some form, without NUL.
inline std::string random_text(Random& random, std::size_t longest = 20) {
    static constexpr std::array<std::string_view, 40> pieces{
        "a",        "b",  "Z",  "0",    "9",    " ",     "  ",  "'", "\"", "\\", ",",
        ";",        "{",  "}",  "(",    ")",    "[",     "]",   "<", ">",  "=",  ":",
        "\n",       "\t", "\r", "\x01", "NULL", "null",  "é",   "ß", "漢", "😀",  "\xEF\xBF\xBF",
        "\xC2\x80", "/",  "%",  "_",    "$1",   "empty", "\x7F"};
    std::string text;
    for (std::size_t left = random.size(longest); left > 0; --left) text += random.one_of(pieces);
    return text;
}

inline std::vector<std::byte> random_bytes(Random& random) {
    std::vector<std::byte> bytes(random.size(40));
    for (std::byte& b : bytes) b = static_cast<std::byte>(random.bits());
    return bytes;
}

inline Decimal random_decimal(Random& random) {
    if (random.one_in(200)) {
        return random.one_of(std::array{Decimal::nan(), Decimal::infinity(), Decimal::negative_infinity()});
    }
    std::string text = random.one_in(2) ? "-" : "";
    const auto append_digits = [&](std::size_t count) {
        for (; count > 0; --count) text += static_cast<char>('0' + (random.one_in(3) ? 0 : random.between(0, 9)));
    };
    text += static_cast<char>('0' + random.between(0, 9));
    append_digits(random.size(random.one_in(20) ? 300 : 25));
    if (random.one_in(2)) {
        text += '.';
        append_digits(1 + random.size(random.one_in(20) ? 300 : 20));
    }
    return Decimal(text);
}

inline std::chrono::local_days random_day(Random& random) {
    if (random.one_in(100)) return random.one_in(2) ? std::chrono::local_days::max() : std::chrono::local_days::min();
    const bool any = random.one_in(4);
    const std::int64_t days = any ? random.between(-2440588, 2145042905) : random.between(-30000, 60000);
    return std::chrono::local_days(std::chrono::days(static_cast<int>(days)));
}

inline std::chrono::year_month_day random_date(Random& random) {
    return std::chrono::year_month_day(
        std::chrono::local_days(std::chrono::days(static_cast<int>(random.between(-2440588, 11248300)))));
}

template <class Time>
Time random_time(Random& random) {
    if (random.one_in(100)) return random.one_in(2) ? Time::max() : Time::min();
    const bool any = random.one_in(4);
    const std::int64_t time = any ? random.between(-210866803200000000, 9223372036854775806)
                                  : random.between(-2000000000000000, 4000000000000000);
    return Time(std::chrono::microseconds(random.one_in(2) ? time : time / 1000000 * 1000000));
}

inline TimeOfDay random_time_of_day(Random& random) {
    const std::int64_t time = random.between(0, 86400000000);
    return TimeOfDay(std::chrono::microseconds(random.one_in(2) ? time : time / 1000000 * 1000000));
}

inline Interval random_interval(Random& random) {
    const auto part = [&](auto value) { return random.one_in(3) ? decltype(value){0} : value; };
    const Interval made(part(random_integer<std::int32_t>(random)), part(random_integer<std::int32_t>(random)),
                        part(random_integer<std::int64_t>(random)));
    // From PostgreSQL 17 on, these are infinite.
    const bool infinite =
        made == Interval(INT32_MAX, INT32_MAX, INT64_MAX) || made == Interval(INT32_MIN, INT32_MIN, INT64_MIN);
    return infinite ? Interval() : made;
}

inline boost::uuids::uuid random_uuid(Random& random) {
    boost::uuids::uuid value;
    for (auto& byte : value) byte = static_cast<std::uint8_t>(random.bits());
    return value;
}

template <class Address>
Address random_address(Random& random) {
    const bool v4 = random.one_in(2);
    const int length = v4 ? 32 : 128;
    const int prefix = random.one_in(2) ? length : static_cast<int>(random.between(0, length));
    std::array<std::uint8_t, 16> bytes{};
    for (int i = 0; i < length / 8; ++i) {
        bytes[static_cast<std::size_t>(i)] =
            random.one_in(2) ? std::uint8_t{0} : static_cast<std::uint8_t>(random.bits());
    }
    if constexpr (std::is_same_v<Address, Cidr>) {
        for (int bit = prefix; bit < length; ++bit) {
            auto& byte = bytes[static_cast<std::size_t>(bit / 8)];
            byte = static_cast<std::uint8_t>(byte & ~(1U << (7 - bit % 8)));
        }
    }
    return Address(v4, bytes, prefix);
}

template <std::size_t N>
HardwareAddress<N> random_hardware(Random& random) {
    std::array<std::uint8_t, N> bytes;
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.bits());
    return HardwareAddress<N>(bytes);
}

inline BitString random_bits(Random& random, std::size_t size) {
    BitString bits;
    for (; size > 0; --size) bits.push_back(random.one_in(2));
    return bits;
}

inline HStoreMap random_map(Random& random) {
    HStoreMap map;
    for (std::size_t left = random.size(5); left > 0; --left) {
        map[random_text(random, 4)] = random.one_in(4) ? std::nullopt : std::optional(random_text(random, 6));
    }
    return map;
}

inline TsVector random_tsvector(Random& random) {
    std::string text;
    for (std::size_t left = random.size(6); left > 0; --left) {
        text += " '";
        for (const char c : "x" + random_text(random, 5)) {
            if (c == '\'' || c == '\\') text += c;
            text += c;
        }
        text += "'";
        char separator = ':';
        for (std::size_t positions = random.size(3); positions > 0; --positions) {
            text += separator + std::to_string(random.between(1, 16383)) + random.one_of(std::string_view("ABC "));
            if (text.back() == ' ') text.pop_back();
            separator = ',';
        }
    }
    return TsVector(text);
}

/// A query in the form in which PostgreSQL prints it.
inline std::string random_tsquery(Random& random, int outer = 0, bool right_of_phrase = false, int depth = 0) {
    if (depth > 4 || random.one_in(2)) {
        std::string text = "'";
        for (const char c : "x" + random_text(random, 3)) {
            if (c == '\'' || c == '\\') text += c;
            text += c;
        }
        text += '\'';
        if (random.one_in(3)) text += random.one_of(std::array<std::string_view, 4>{":*", ":AB", ":*D", ":C"});
        return text;
    }
    const auto op = random.between(1, 4);  // |, &, <->, !
    std::string text;
    const int priority = static_cast<int>(op);
    if (op == 4) {
        text = '!' + random_tsquery(random, priority, false, depth + 1);
    } else {
        text = random_tsquery(random, priority, false, depth + 1);
        text += op == 1 ? " | " : op == 2 ? " & " : random.one_in(2) ? " <-> " : " <7> ";
        text += random_tsquery(random, priority, op == 3, depth + 1);
    }
    const bool enclosed = priority < outer || (op == 3 && right_of_phrase);
    return enclosed ? "( " + text + " )" : text;
}

template <class T, class Make>
Range<T> random_range(Random& random, const Make& make) {
    if (random.one_in(20)) return Range<T>::make_empty();
    std::optional<T> lower = random.one_in(6) ? std::nullopt : std::optional<T>(make(random));
    std::optional<T> upper = random.one_in(6) ? std::nullopt : std::optional<T>(make(random));
    if (lower && upper && *upper < *lower) std::swap(lower, upper);
    return Range<T>(std::move(lower), std::move(upper), static_cast<Bounds>(random.between(0, 3)));
}

template <class T, class Make>
MultiRange<T> random_multirange(Random& random, const Make& make) {
    std::vector<Range<T>> ranges;
    for (std::size_t left = random.size(4); left > 0; --left) ranges.push_back(random_range<T>(random, make));
    return MultiRange<T>(std::move(ranges));
}

template <class T, class Make>
std::vector<T> random_vector(Random& random, const Make& make) {
    std::vector<T> values;
    for (std::size_t left = random.size(6); left > 0; --left) values.push_back(make(random));
    return values;
}

template <class T, class Make>
NdArray<std::optional<T>> random_array(Random& random, const Make& make) {
    NdArray<std::optional<T>> array;
    std::size_t count = 1;
    const std::size_t dimensions = random.size(3);
    for (std::size_t i = 0; i < dimensions; ++i) {
        array.dimensions.push_back({static_cast<std::int32_t>(random.between(1, 4)),
                                    static_cast<std::int32_t>(random.one_in(2) ? 1 : random.between(-1000, 1000))});
        count *= static_cast<std::size_t>(array.dimensions.back().size);
    }
    if (dimensions == 0) count = 0;
    for (; count > 0; --count) {
        array.elements.push_back(random.one_in(4) ? std::nullopt : std::optional<T>(make(random)));
    }
    return array;
}

}  // namespace azoth::test
