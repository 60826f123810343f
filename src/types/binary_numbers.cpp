#include "types/binary_numbers.hpp"

#include "types/type_descriptor.hpp"
#include <azoth/types/type_error.hpp>

#include <bit>
#include <cmath>
#include <concepts>
#include <utility>

namespace azoth::detail {
namespace {

template <std::integral T>
void put_checked(ByteBuffer& out, std::int64_t value, const SqlType& as, const char* cpp_type) {
    if (!std::in_range<T>(value)) throw_encode_error(cpp_type, as, "it is out of range");
    out.put(static_cast<T>(value));
}

template <std::integral T>
std::int64_t load_checked(const Cell& cell, const char* cpp_type) {
    if (cell.size != static_cast<std::int32_t>(sizeof(T))) throw_decode_error(cpp_type, cell, "wrong length");
    return static_cast<std::int64_t>(load_big_endian<T>(cell.data));
}

}  // namespace

std::int64_t load_binary_integer(const Cell& cell, const char* cpp_type) {
    switch (cell.type) {
        case oid::int2: return load_checked<std::int16_t>(cell, cpp_type);
        case oid::int4: return load_checked<std::int32_t>(cell, cpp_type);
        case oid::int8: return load_checked<std::int64_t>(cell, cpp_type);
        case oid::xid:
        case oid::cid: return load_checked<std::uint32_t>(cell, cpp_type);
        default: break;
    }
    const TypeDescriptor* const known = descriptor_of_format(cell.type);
    if (known == nullptr || !known->object_number) throw_decode_error(cpp_type, cell);
    return load_checked<std::uint32_t>(cell, cpp_type);
}

double load_binary_double(const Cell& cell, const char* cpp_type) {
    if (cell.type == oid::float8) {
        if (cell.size != 8) throw_decode_error(cpp_type, cell, "wrong length");
        return std::bit_cast<double>(load_big_endian<std::uint64_t>(cell.data));
    }
    if (cell.type != oid::float4) throw_decode_error(cpp_type, cell);
    if (cell.size != 4) throw_decode_error(cpp_type, cell, "wrong length");
    return static_cast<double>(std::bit_cast<float>(load_big_endian<std::uint32_t>(cell.data)));
}

void put_binary_integer(ByteBuffer& out, std::int64_t value, const SqlType& as, const char* cpp_type) {
    switch (as.kind()) {
        case TypeKind::small_integer: return put_checked<std::int16_t>(out, value, as, cpp_type);
        case TypeKind::integer: return put_checked<std::int32_t>(out, value, as, cpp_type);
        case TypeKind::big_integer: return out.put(value);
        case TypeKind::oid:
        case TypeKind::regclass: return put_checked<std::uint32_t>(out, value, as, cpp_type);
        default: throw_encode_error(cpp_type, as, {});
    }
}

void put_binary_double(ByteBuffer& out, double value, const SqlType& as, const char* cpp_type) {
    if (as.kind() == TypeKind::double_precision) return out.put(std::bit_cast<std::uint64_t>(value));
    if (as.kind() != TypeKind::real) throw_encode_error(cpp_type, as, {});
    const auto narrow = static_cast<float>(value);
    if (std::isinf(narrow) && !std::isinf(value)) throw_encode_error(cpp_type, as, "it is out of range");
    out.put(std::bit_cast<std::uint32_t>(narrow));
}

}  // namespace azoth::detail
