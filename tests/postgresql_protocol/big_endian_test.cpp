#include "postgresql/protocol/big_endian.hpp"

#include "bytes.hpp"
#include "catch.hpp"

#include <array>
#include <limits>

namespace azoth::postgresql::protocol {
namespace {

using test::Bytes;
using test::hex;

template <typename Integer>
std::string stored(Integer value) {
    std::array<std::byte, sizeof(Integer)> bytes{};
    store_big_endian(bytes.data(), value);
    return hex(bytes);
}

TEST_CASE("integers are stored with the most significant byte first", "[unit]") {
    CHECK(stored(std::uint8_t{0xab}) == "ab");
    CHECK(stored(std::int16_t{0x0102}) == "0102");
    CHECK(stored(std::int16_t{-2}) == "fffe");
    CHECK(stored(std::uint32_t{0xdeadbeef}) == "deadbeef");
    CHECK(stored(std::numeric_limits<std::int32_t>::min()) == "80000000");
    CHECK(stored(std::uint64_t{0x0102030405060708}) == "0102030405060708");
}

TEST_CASE("integers are loaded with their sign, from unaligned bytes too", "[unit]") {
    const Bytes bytes{0x00, 0xff, 0xff, 0xff, 0xfe, 0x80, 0x00, 0x00, 0x01};
    const std::byte* odd = bytes.span().data() + 1;
    CHECK(load_big_endian<std::int32_t>(odd) == -2);
    CHECK(load_big_endian<std::uint32_t>(odd) == 0xfffffffe);
    CHECK(load_big_endian<std::int16_t>(odd + 4) == std::numeric_limits<std::int16_t>::min());
    CHECK(load_big_endian<std::uint64_t>(odd) == 0xfffffffe80000001);
}

}  // namespace
}  // namespace azoth::postgresql::protocol
