#pragma once

#include <azoth/types/codec.hpp>

#include <concepts>
#include <cstdint>
#include <limits>

namespace azoth {

namespace detail {

std::int64_t decode_integer(const Cell& cell, std::int64_t lowest, std::int64_t highest, const char* cpp_type);
void encode_integer(ByteBuffer& out, std::int64_t value, const SqlType& as, const char* cpp_type);
double decode_double(const Cell& cell, const char* cpp_type);
void encode_double(ByteBuffer& out, double value, const SqlType& as, const char* cpp_type);

}  // namespace detail

/// Stored as SMALLINT. Can also be read from wider integers and NUMERIC if the value is whole and fits, and written to
/// integer, floating-point, numeric and OID types. The same applies to the other integers.
template <>
struct Codec<std::int16_t> {
    static SqlType sql_type() { return SmallInteger(); }
    static void encode(ByteBuffer& out, std::int16_t value, const SqlType& as) {
        if (as.kind() == TypeKind::small_integer) return out.put(value);
        detail::encode_integer(out, value, as, "int16_t");
    }
    static std::int16_t decode(const Cell& cell) {
        if (cell.type == oid::int2 && cell.size == 2) return load_big_endian<std::int16_t>(cell.data);
        return static_cast<std::int16_t>(detail::decode_integer(cell, INT16_MIN, INT16_MAX, "int16_t"));
    }
};

/// Stored as INTEGER.
template <>
struct Codec<std::int32_t> {
    static SqlType sql_type() { return Integer(); }
    static void encode(ByteBuffer& out, std::int32_t value, const SqlType& as) {
        if (as.kind() == TypeKind::integer) return out.put(value);
        detail::encode_integer(out, value, as, "int32_t");
    }
    static std::int32_t decode(const Cell& cell) {
        if (cell.type == oid::int4 && cell.size == 4) return load_big_endian<std::int32_t>(cell.data);
        return static_cast<std::int32_t>(detail::decode_integer(cell, INT32_MIN, INT32_MAX, "int32_t"));
    }
};

/// Stored as BIGINT.
template <>
struct Codec<std::int64_t> {
    static SqlType sql_type() { return BigInteger(); }
    static void encode(ByteBuffer& out, std::int64_t value, const SqlType& as) {
        if (as.kind() == TypeKind::big_integer) return out.put(value);
        detail::encode_integer(out, value, as, "int64_t");
    }
    static std::int64_t decode(const Cell& cell) {
        if (cell.type == oid::int8 && cell.size == 8) return load_big_endian<std::int64_t>(cell.data);
        return detail::decode_integer(cell, INT64_MIN, INT64_MAX, "int64_t");
    }
};

/// The other 64-bit integer type (`long long` if int64_t is `long`).
template <>
struct Codec<long long> : CodecVia<long long, std::int64_t> {
    static std::int64_t to_stored(long long value) { return value; }
    static long long from_stored(std::int64_t stored) { return stored; }
};

/// Stored as OID. Can also be written to and read from integer types, as any unsigned 32-bit value.
template <>
struct Codec<std::uint32_t> {
    static SqlType sql_type() { return SqlType(TypeKind::oid); }
    static void encode(ByteBuffer& out, std::uint32_t value, const SqlType& as) {
        if (as.kind() == TypeKind::oid) return out.put(value);
        detail::encode_integer(out, value, as, "uint32_t");
    }
    static std::uint32_t decode(const Cell& cell) {
        return static_cast<std::uint32_t>(detail::decode_integer(cell, 0, UINT32_MAX, "uint32_t"));
    }
};

namespace detail {

/// Integers without a SQL type of their own, stored in the next larger one.
template <class T, class Stored, TypeKind kind>
struct SmallerInteger {
    static SqlType sql_type() { return SqlType(kind); }
    static void encode(ByteBuffer& out, T value, const SqlType& as) {
        encode_integer(out, static_cast<Stored>(value), as, name);
    }
    static T decode(const Cell& cell) {
        return static_cast<T>(decode_integer(cell, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), name));
    }

private:
    static constexpr const char* name = std::signed_integral<T> ? "int8_t" : sizeof(T) == 1 ? "uint8_t" : "uint16_t";
};

}  // namespace detail

/// Stored as SMALLINT.
template <>
struct Codec<std::int8_t> : detail::SmallerInteger<std::int8_t, std::int16_t, TypeKind::small_integer> {};
/// Stored as SMALLINT.
template <>
struct Codec<std::uint8_t> : detail::SmallerInteger<std::uint8_t, std::int16_t, TypeKind::small_integer> {};
/// Stored as INTEGER.
template <>
struct Codec<std::uint16_t> : detail::SmallerInteger<std::uint16_t, std::int32_t, TypeKind::integer> {};

/// Stored as BIGINT; a value above 2^63 - 1 throws DataError.
template <>
struct Codec<std::uint64_t> {
    static SqlType sql_type() { return BigInteger(); }
    static void encode(ByteBuffer& out, std::uint64_t value, const SqlType& as);
    static std::uint64_t decode(const Cell& cell);
};

/// The other unsigned 64-bit integer type.
template <>
struct Codec<unsigned long long> : CodecVia<unsigned long long, std::uint64_t> {
    static std::uint64_t to_stored(unsigned long long value) { return value; }
    static unsigned long long from_stored(std::uint64_t stored) { return stored; }
};

/// Stored as BOOLEAN.
template <>
struct Codec<bool> {
    static SqlType sql_type() { return Boolean(); }
    static void encode(ByteBuffer& out, bool value, const SqlType& as);
    static bool decode(const Cell& cell);
};

/// Stored as DOUBLE PRECISION. Can also be written to NUMERIC, as the shortest decimal of the same double, and read
/// from it, as the nearest double.
template <>
struct Codec<double> {
    static SqlType sql_type() { return Double(); }
    static void encode(ByteBuffer& out, double value, const SqlType& as) {
        detail::encode_double(out, value, as, "double");
    }
    static double decode(const Cell& cell) {
        if (cell.type == oid::float8 && cell.size == 8) {
            return std::bit_cast<double>(load_big_endian<std::uint64_t>(cell.data));
        }
        return detail::decode_double(cell, "double");
    }
};

/// Stored as REAL. A double can be read if it is in range; its precision is reduced.
template <>
struct Codec<float> {
    static SqlType sql_type() { return Real(); }
    static void encode(ByteBuffer& out, float value, const SqlType& as) {
        detail::encode_double(out, static_cast<double>(value), as, "float");
    }
    static float decode(const Cell& cell);
};

}  // namespace azoth
