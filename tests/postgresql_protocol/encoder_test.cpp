#include "postgresql/protocol/encoder.hpp"

#include "bytes.hpp"
#include "catch.hpp"
#include "postgresql/protocol/protocol_error.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::postgresql::protocol {
namespace {

using namespace std::string_view_literals;
using test::Bytes;
using test::hex;

template <typename Encode>
std::string encoded(Encode encode) {
    WriteBuffer buffer;
    Encoder encoder(buffer);
    encode(encoder);
    return hex(buffer.bytes());
}

// A rejected message must not leave anything in the buffer, not even a part.
template <typename Encode>
void check_refused(Encode encode, const std::string& reason) {
    WriteBuffer buffer;
    Encoder encoder(buffer);
    encoder.sync();
    CHECK_THROWS_WITH(encode(encoder), ContainsSubstring(reason));
    CHECK_THROWS_AS(encode(encoder), EncodeError);
    CHECK(hex(buffer.bytes()) == "5300000004");
}

TEST_CASE("Parse carries the name, the statement and the types of its parameters", "[unit]") {
    const std::array<std::uint32_t, 2> types = {23, 0x01020304};
    const Bytes expected =
        Bytes().message('P', Bytes().string("s1").string("SELECT $1, $2").i16(2).i32(23).i32(0x01020304));
    CHECK(encoded([&](Encoder& encoder) { encoder.parse("s1", "SELECT $1, $2", types); }) == hex(expected));
    CHECK(encoded([](Encoder& encoder) { encoder.parse("", ""); }) ==
          "5000000008"
          "00"
          "00"
          "0000");
}

TEST_CASE("Bind without formats has one format code for all parameters and one for all results", "[unit]") {
    const Bytes values = Bytes().i32(4).i32(42).i32(-1).i32(0);
    const Bytes expected =
        Bytes().message('B', Bytes().string("p").string("s1").i16(1).i16(1).i16(3).raw(values).i16(1).i16(1));
    CHECK(encoded([&](Encoder& encoder) {
              encoder.bind("p", "s1", BindParameters{values.span(), 3, {}});
          }) == hex(expected));
}

TEST_CASE("Bind with formats gives one for each parameter", "[unit]") {
    const Bytes values = Bytes().i32(4).i32(42).i32(3).raw("sad");
    const std::array<Format, 2> formats = {Format::binary, Format::text};
    const std::array<Format, 1> as_text = {Format::text};
    const Bytes expected =
        Bytes().message('B', Bytes().string("").string("s").i16(2).i16(1).i16(0).i16(2).raw(values).i16(1).i16(0));
    CHECK(encoded([&](Encoder& encoder) {
              encoder.bind("", "s", BindParameters{values.span(), 2, formats}, as_text);
          }) == hex(expected));
}

TEST_CASE("Bind without parameters is complete", "[unit]") {
    CHECK(encoded([](Encoder& encoder) { encoder.bind("", "", BindParameters{}); }) ==
          "4200000010"
          "00"
          "00"
          "00010001"
          "0000"
          "00010001");
}

TEST_CASE("the messages that name a statement or a portal say which of the two", "[unit]") {
    CHECK(encoded([](Encoder& encoder) { encoder.describe_statement("a"); }) ==
          "4400000007"
          "53"
          "6100");
    CHECK(encoded([](Encoder& encoder) { encoder.close_statement("a"); }) ==
          "4300000007"
          "53"
          "6100");
    CHECK(encoded([](Encoder& encoder) { encoder.close_portal(""); }) ==
          "4300000006"
          "50"
          "00");
}

TEST_CASE("Execute carries the portal and the number of rows", "[unit]") {
    CHECK(encoded([](Encoder& encoder) { encoder.execute("p", 1000); }) ==
          "450000000a"
          "7000"
          "000003e8");
    CHECK(encoded([](Encoder& encoder) { encoder.execute(""); }) ==
          "4500000009"
          "00"
          "00000000");
}

TEST_CASE("the messages without content are a header", "[unit]") {
    CHECK(encoded([](Encoder& encoder) { encoder.sync(); }) == "5300000004");
    CHECK(encoded([](Encoder& encoder) { encoder.flush(); }) == "4800000004");
    CHECK(encoded([](Encoder& encoder) { encoder.copy_done(); }) == "6300000004");
}

TEST_CASE("CopyData and CopyFail carry their content", "[unit]") {
    CHECK(encoded([](Encoder& encoder) {
              encoder.copy_data(Bytes{0, 255}.span());
          }) ==
          "6400000006"
          "00ff");
    CHECK(encoded([](Encoder& encoder) { encoder.copy_data({}); }) == "6400000004");
    CHECK(encoded([](Encoder& encoder) { encoder.copy_fail("no"); }) ==
          "6600000007"
          "6e6f00");
}

TEST_CASE("rows of a binary COPY are between its signature and a count of -1", "[unit]") {
    CHECK(encoded([](Encoder& encoder) { encoder.copy_header(); }) ==
          "6400000017"
          "5047434f50590aff0d0a00"
          "00000000"
          "00000000");
    CHECK(encoded([](Encoder& encoder) { encoder.copy_trailer(); }) ==
          "6400000006"
          "ffff");
}

TEST_CASE("rows of a COPY are one message once they are finished", "[unit]") {
    const Bytes cells = Bytes().i32(2).raw("ab").i32(-1);
    const Bytes row = Bytes().i16(2).raw(cells);
    WriteBuffer out;
    out.append(Bytes().raw("before").span());
    SECTION("with their count before each") {
        CopyRows rows(out);
        rows.add(BindParameters{cells.span(), 2, {}});
        rows.add(BindParameters{{}, 0, {}});
        rows.add(BindParameters{cells.span(), 2, {}});
        rows.finish();
        const Bytes expected = Bytes().raw("before").message('d', Bytes().raw(row).i16(0).raw(row));
        CHECK(hex(out.bytes()) == hex(expected));
    }
    SECTION("and nothing before") {
        {
            CopyRows rows(out);
            rows.add(BindParameters{cells.span(), 2, {}});
            CHECK_THROWS_AS(rows.add(BindParameters{cells.span(), 3, {}}), EncodeError);
            CHECK_THROWS_WITH(rows.add(BindParameters{{}, 40'000, {}}), ContainsSubstring("40000 columns"));
        }
        CHECK(hex(out.bytes()) == hex(Bytes().raw("before")));
    }
    SECTION("unless there are none") {
        CopyRows(out).finish();
        CHECK(hex(out.bytes()) == hex(Bytes().raw("before")));
    }
}

TEST_CASE("messages are consecutive in the buffer", "[unit]") {
    CHECK(encoded([](Encoder& encoder) {
              encoder.execute("");
              encoder.sync();
          }) ==
          "4500000009"
          "0000000000"
          "5300000004");
}

TEST_CASE("a NUL in any string throws before a byte is appended", "[unit]") {
    const auto evil = "a\0b"sv;
    check_refused([&](Encoder& encoder) { encoder.parse(evil, "SELECT 1"); }, "statement name contains a NUL");
    check_refused([&](Encoder& encoder) { encoder.parse("s", evil); }, "statement contains a NUL");
    check_refused([&](Encoder& encoder) { encoder.bind(evil, "s", {}); }, "portal name contains a NUL");
    check_refused([&](Encoder& encoder) { encoder.bind("p", evil, {}); }, "statement name contains a NUL");
    check_refused([&](Encoder& encoder) { encoder.describe_statement(evil); }, "NUL");
    check_refused([&](Encoder& encoder) { encoder.execute(evil); }, "NUL");
    check_refused([&](Encoder& encoder) { encoder.close_statement(evil); }, "NUL");
    check_refused([&](Encoder& encoder) { encoder.close_portal(evil); }, "NUL");
    check_refused([&](Encoder& encoder) { encoder.copy_fail(evil); }, "NUL");
    check_refused([&](Encoder& encoder) { encoder.parse("", "SELECT 1\0"sv); }, "NUL");
}

TEST_CASE("65535 parameters are sent and 65536 throw", "[unit]") {
    const std::vector<std::uint32_t> types(65536, 23);
    const std::vector<std::byte> nulls(65536 * 4, std::byte{0xff});
    const std::span<const std::byte> values(nulls);
    WriteBuffer buffer;
    Encoder encoder(buffer);
    encoder.parse("", "", std::span(types).first(65535));
    CHECK(hex(buffer.bytes().subspan(7, 2)) == "ffff");
    buffer.clear();
    encoder.bind("", "", BindParameters{values.first(65535 * 4), 65535, {}});
    CHECK(hex(buffer.bytes().subspan(11, 2)) == "ffff");

    check_refused([&](Encoder& refused) { refused.parse("", "", types); }, "65536 parameters");
    check_refused(
        [&](Encoder& refused) {
            refused.bind("", "", BindParameters{values, 65536, {}});
        },
        "65536 parameters");
}

// The sizes alone must decide: nothing here may be read, for there are not that many bytes. Sizes just above a
// multiple of 4 GiB are the ones that look small once they are cut to 32 bits.
TEST_CASE("content that does not fit into a message throws because of its size alone", "[unit]") {
    const char byte = 'x';
    const auto* data = reinterpret_cast<const std::byte*>(&byte);
    const std::size_t size =
        GENERATE(as<std::size_t>(), max_frontend_length - 3, max_frontend_length, std::size_t{1} << 31,
                 (std::size_t{1} << 32) - 1, (std::size_t{1} << 32) + 5, (std::size_t{1} << 34) + 1,
                 std::numeric_limits<std::size_t>::max() / 2, std::numeric_limits<std::size_t>::max() - 2);
    const std::string_view text(&byte, size);
    const std::span<const std::byte> bytes(data, size);
    check_refused([&](Encoder& encoder) { encoder.parse("", text); }, "1 GiB");
    check_refused([&](Encoder& encoder) { encoder.parse(text, ""); }, "1 GiB");
    check_refused([&](Encoder& encoder) { encoder.copy_fail(text); }, "1 GiB");
    check_refused([&](Encoder& encoder) { encoder.copy_data(bytes); }, "1 GiB");
    check_refused([&](Encoder& encoder) { encoder.execute(text); }, "1 GiB");
    check_refused([&](Encoder& encoder) { encoder.close_portal(text); }, "1 GiB");
    check_refused([&](Encoder& encoder) { encoder.bind("", "", BindParameters{bytes, 1, {}}); }, "1 GiB");
}

TEST_CASE("a block of values that does not match its count throws", "[unit]") {
    const auto bind = [](const Bytes& values, std::size_t count) {
        return [values, count](Encoder& encoder) { encoder.bind("", "", BindParameters{values.span(), count, {}}); };
    };
    check_refused(bind(Bytes().i32(4).i32(1), 0), "more parameter values than the 0");
    check_refused(bind(Bytes().i32(4).i32(1), 2), "fewer parameter values than the 2");
    check_refused(bind(Bytes().i32(4).i16(1), 1), "parameter 1 has an impossible length of 4");
    check_refused(bind(Bytes().i32(-1).i32(-2), 2), "parameter 2 has an impossible length of -2");
    check_refused(bind(Bytes().i32(0x7fffffff), 1), "impossible length of 2147483647");
    check_refused(bind(Bytes().i32(-1).u8(0), 1), "more parameter values");
    check_refused(bind(Bytes{0, 0, 0}, 1), "fewer parameter values");
}

TEST_CASE("formats that do not match the parameters throw", "[unit]") {
    const Bytes values = Bytes().i32(-1).i32(-1);
    const std::array<Format, 1> formats = {Format::text};
    check_refused(
        [&](Encoder& encoder) {
            encoder.bind("", "", BindParameters{values.span(), 2, formats});
        },
        "1 parameter formats for 2 parameters");
}

TEST_CASE("more rows than a signed number can represent throw", "[unit]") {
    CHECK(encoded([](Encoder& encoder) { encoder.execute("", 0x7fffffff); }) ==
          "4500000009"
          "00"
          "7fffffff");
    check_refused([](Encoder& encoder) { encoder.execute("", 0x80000000); }, "2147483648 rows");
}

TEST_CASE("encoding into a warm buffer allocates nothing", "[unit]") {
    const Bytes values = Bytes().i32(4).i32(42);
    WriteBuffer buffer;
    Encoder encoder(buffer);
    encoder.sync();
    const std::byte* const memory = buffer.data();
    buffer.clear();
    for (int round = 0; round < 1000; ++round) {
        encoder.bind("", "s1", BindParameters{values.span(), 1, {}});
        encoder.execute("");
        encoder.sync();
        REQUIRE(buffer.data() == memory);
        buffer.consume(buffer.size());
    }
}

}  // namespace
}  // namespace azoth::postgresql::protocol
