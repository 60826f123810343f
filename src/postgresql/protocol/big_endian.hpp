#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace azoth::postgresql::protocol {

/// The bytes of `value` in reverse order, if this machine is not big-endian. Uses builtins, because g++ 12 does not
/// optimise a loop over the bytes, and every cell is read this way.
template <std::unsigned_integral Unsigned>
[[nodiscard]] constexpr Unsigned network_order(Unsigned value) noexcept {
    static_assert(std::endian::native == std::endian::little || std::endian::native == std::endian::big);
    if constexpr (std::endian::native == std::endian::big || sizeof(Unsigned) == 1) {
        return value;
    } else if constexpr (sizeof(Unsigned) == 2) {
        return __builtin_bswap16(value);
    } else if constexpr (sizeof(Unsigned) == 4) {
        return __builtin_bswap32(value);
    } else {
        static_assert(sizeof(Unsigned) == 8);
        return __builtin_bswap64(value);
    }
}

/// Reads an integer in network byte order from `sizeof(Integer)` bytes, aligned or not.
template <std::integral Integer>
[[nodiscard]] Integer load_big_endian(const std::byte* from) noexcept {
    std::make_unsigned_t<Integer> bits = 0;
    std::memcpy(&bits, from, sizeof bits);
    return static_cast<Integer>(network_order(bits));
}

/// Writes an integer in network byte order to `sizeof(Integer)` bytes, aligned or not.
template <std::integral Integer>
void store_big_endian(std::byte* to, Integer value) noexcept {
    const auto bits = network_order(static_cast<std::make_unsigned_t<Integer>>(value));
    std::memcpy(to, &bits, sizeof bits);
}

}  // namespace azoth::postgresql::protocol
