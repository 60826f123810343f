#include "postgresql/protocol/write_buffer.hpp"

#include "bytes.hpp"
#include "catch.hpp"

#include <limits>
#include <new>
#include <utility>
#include <vector>

namespace azoth::postgresql::protocol {
namespace {

using test::Bytes;
using test::hex;

void fill(WriteBuffer& buffer, std::size_t size) {
    const std::vector<std::byte> bytes(size, std::byte{7});
    buffer.append(bytes);
}

TEST_CASE("bytes leave a write buffer in the order they came", "[unit]") {
    WriteBuffer buffer;
    buffer.append(Bytes{1, 2, 3}.span());
    buffer.consume(2);
    buffer.append(Bytes{4, 5}.span());
    CHECK(hex(buffer.bytes()) == "030405");
    buffer.consume(3);
    CHECK(buffer.empty());
}

TEST_CASE("what was appended last can be taken back", "[unit]") {
    WriteBuffer buffer;
    buffer.append(Bytes{1, 2, 3, 4}.span());
    buffer.consume(1);
    buffer.truncate(2);
    CHECK(hex(buffer.bytes()) == "0203");
    buffer.append(Bytes{5}.span());
    CHECK(hex(buffer.bytes()) == "020305");
    buffer.truncate(0);
    CHECK(buffer.empty());
}

TEST_CASE("a write buffer under steady load stops allocating and keeps every byte", "[unit]") {
    WriteBuffer buffer;
    std::size_t written = 0;
    std::size_t read = 0;
    std::size_t stable = 0;
    for (int round = 0; round < 2000; ++round) {
        for (int i = 0; i < 100; ++i) *buffer.extend(1) = static_cast<std::byte>(written++ & 255);
        const std::size_t taken = round % 2 == 0 ? 60 : 140;
        for (std::size_t i = 0; i < taken; ++i) REQUIRE(buffer.data()[i] == static_cast<std::byte>((read + i) & 255));
        read += taken;
        buffer.consume(taken);
        if (round == 100) stable = buffer.capacity();
        if (round > 100) REQUIRE(buffer.capacity() == stable);
    }
}

TEST_CASE("a write buffer that is never empty stays in proportion to its content", "[unit]") {
    WriteBuffer buffer;
    fill(buffer, 3000);
    for (int round = 0; round < 10000; ++round) {
        fill(buffer, 500);
        buffer.consume(500);
    }
    CHECK(buffer.size() == 3000);
    CHECK(buffer.capacity() <= 32 * 1024);
}

TEST_CASE("reserved bytes are appended without moving the buffer", "[unit]") {
    WriteBuffer buffer;
    buffer.reserve(100000);
    fill(buffer, 1);
    const std::byte* before = buffer.data();
    fill(buffer, 99999);
    CHECK(buffer.data() == before);
}

TEST_CASE("a reservation that cannot be satisfied does not change the buffer", "[unit]") {
    WriteBuffer buffer;
    buffer.append(Bytes{1, 2}.span());
    CHECK_THROWS_AS(buffer.reserve(std::numeric_limits<std::size_t>::max()), std::bad_alloc);
    CHECK_THROWS_AS(buffer.reserve(std::numeric_limits<std::size_t>::max() - 1), std::bad_alloc);
    CHECK(hex(buffer.bytes()) == "0102");
}

TEST_CASE("a write buffer frees the memory of a rare peak after some small loads", "[unit]") {
    WriteBuffer buffer;
    fill(buffer, 1 << 20);
    buffer.clear();
    CHECK(buffer.capacity() >= 1 << 20);
    for (int i = 0; i < 16; ++i) {
        fill(buffer, 100);
        buffer.consume(100);
    }
    CHECK(buffer.capacity() <= 64 * 1024);
}

TEST_CASE("a write buffer keeps its memory while it is used in full", "[unit]") {
    WriteBuffer buffer;
    fill(buffer, 1 << 20);
    const std::size_t capacity = buffer.capacity();
    for (int i = 0; i < 100; ++i) {
        buffer.clear();
        fill(buffer, i % 8 == 0 ? 1 << 20 : 100);
    }
    CHECK(buffer.capacity() == capacity);
}

TEST_CASE("swapped and moved write buffers carry their bytes along", "[unit]") {
    WriteBuffer left;
    WriteBuffer right;
    left.append(Bytes{1}.span());
    right.append(Bytes{2, 3}.span());
    swap(left, right);
    CHECK(hex(left.bytes()) == "0203");
    CHECK(hex(right.bytes()) == "01");
    const WriteBuffer taken = std::move(left);
    CHECK(hex(taken.bytes()) == "0203");
    right = WriteBuffer();
    CHECK(right.empty());
}

}  // namespace
}  // namespace azoth::postgresql::protocol
