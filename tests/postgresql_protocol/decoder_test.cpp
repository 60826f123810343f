#include "postgresql/protocol/decoder.hpp"

#include "bytes.hpp"
#include "catch.hpp"
#include "postgresql/protocol/messages.hpp"
#include "postgresql/protocol/protocol_error.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace azoth::postgresql::protocol {
namespace {

using test::Bytes;
using test::hex;

DecoderOptions small_slabs(std::size_t slab_size, std::size_t spare_slabs = 4) {
    DecoderOptions options;
    options.slab_size = slab_size;
    options.spare_slabs = spare_slabs;
    return options;
}

// "D:0001ffffffff": enough to compare messages with.
std::string printed(const Message& message) {
    return std::string(1, static_cast<char>(message.type)) + ':' + hex(message.body);
}

// As a session would: receive what there is room for, then take all messages.
template <typename Take>
void feed(Decoder& decoder, std::span<const std::byte> bytes, Take take) {
    while (!bytes.empty()) {
        const std::span<std::byte> space = decoder.prepare();
        REQUIRE_FALSE(space.empty());
        const std::size_t size = std::min(space.size(), bytes.size());
        std::memcpy(space.data(), bytes.data(), size);
        decoder.commit(size);
        bytes = bytes.subspan(size);
        while (const auto message = decoder.next()) take(*message);
    }
}

void feed(Decoder& decoder, std::span<const std::byte> bytes, std::vector<std::string>& messages) {
    feed(decoder, bytes, [&](const Message& message) { messages.push_back(printed(message)); });
}

void feed(Decoder& decoder, std::span<const std::byte> bytes) {
    feed(decoder, bytes, [](const Message&) {});
}

Bytes row(std::string_view text) { return Bytes().i16(1).i32(static_cast<std::int64_t>(text.size())).raw(text); }

Bytes row_message(std::string_view text) { return Bytes().message('D', row(text)); }

// The answer of PostgreSQL 15 to Parse, Describe, Bind, Execute, Sync of "SELECT id, name FROM users".
Bytes conversation() {
    Bytes bytes;
    bytes.message('1', {}).message('t', Bytes().i16(0));
    bytes.message('T', Bytes()
                           .i16(2)
                           .raw(Bytes().string("id").i32(16384).i16(1).i32(20).i16(8).i32(-1).i16(1))
                           .raw(Bytes().string("name").i32(16384).i16(2).i32(25).i16(-1).i32(-1).i16(1)));
    bytes.message('2', {});
    bytes.message('D', Bytes().i16(2).i32(8).i32(0).i32(1).i32(3).raw("ada"));
    bytes.message('D', Bytes().i16(2).i32(8).i32(0).i32(2).i32(-1));
    bytes.message('C', Bytes().string("SELECT 2")).message('Z', Bytes{'I'});
    return bytes;
}

std::vector<std::string> conversation_messages() {
    return {"1:",
            "t:0000",
            "T:0002"
            "696400"
            "00004000"
            "0001"
            "00000014"
            "0008"
            "ffffffff"
            "0001"
            "6e616d6500"
            "00004000"
            "0002"
            "00000019"
            "ffff"
            "ffffffff"
            "0001",
            "2:",
            "D:0002"
            "00000008"
            "0000000000000001"
            "00000003"
            "616461",
            "D:0002"
            "00000008"
            "0000000000000002"
            "ffffffff",
            "C:53454c454354203200",
            "Z:49"};
}

TEST_CASE("messages received at once are returned one by one", "[unit]") {
    Decoder decoder;
    std::vector<std::string> messages;
    feed(decoder, conversation().span(), messages);
    CHECK(messages == conversation_messages());
}

TEST_CASE("a conversation received byte by byte is the same", "[unit]") {
    const std::size_t slab_size = GENERATE(as<std::size_t>(), 16, 17, 31, 64, 100, 65536);
    Decoder decoder(small_slabs(slab_size));
    std::vector<std::string> messages;
    const Bytes bytes = conversation();
    for (std::size_t i = 0; i < bytes.size(); ++i) feed(decoder, bytes.span().subspan(i, 1), messages);
    CHECK(messages == conversation_messages());
}

TEST_CASE("a conversation cut in two at any byte is the same", "[unit]") {
    const std::size_t slab_size = GENERATE(as<std::size_t>(), 16, 33, 64, 65536);
    const Bytes bytes = conversation();
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        Decoder decoder(small_slabs(slab_size));
        std::vector<std::string> messages;
        feed(decoder, bytes.first(cut), messages);
        feed(decoder, bytes.span().subspan(cut), messages);
        CAPTURE(slab_size, cut);
        CHECK(messages == conversation_messages());
    }
}

TEST_CASE("an impossible length throws with the type and the length", "[unit]") {
    struct Lie {
        char type;
        std::int64_t length;
        std::string said;
    };
    const auto lie = GENERATE(Lie{'D', 0, "DataRow ('D') with an impossible length of 0"},
                              Lie{'D', 3, "DataRow ('D') with an impossible length of 3"},
                              Lie{'T', -1, "RowDescription ('T') with an impossible length of -1"},
                              Lie{'E', -2147483648, "ErrorResponse ('E') with an impossible length of -2147483648"},
                              Lie{'d', 2147483647, "CopyData ('d') with an impossible length of 2147483647"},
                              Lie{'D', (1 << 30) + 1, "DataRow ('D') with an impossible length of 1073741825"},
                              Lie{'Z', 70000, "ReadyForQuery ('Z') with an impossible length of 70000"});
    Decoder decoder;
    const Bytes header = Bytes().u8(static_cast<unsigned char>(lie.type)).i32(lie.length);
    feed(decoder, header.first(4));
    CHECK_THROWS_WITH(feed(decoder, header.span().last(1)), lie.said);
    CHECK_THROWS_AS(decoder.next(), ProtocolError);
}

TEST_CASE("the shortest and the longest allowed lengths are believed", "[unit]") {
    DecoderOptions options;
    options.max_message_length = 100;
    Decoder decoder(options);
    std::vector<std::string> messages;
    feed(decoder, Bytes().message('n', {}).message('D', row(std::string(90, 'x'))).span(), messages);
    CHECK(messages.size() == 2);
    CHECK_THROWS_AS(feed(decoder, row_message(std::string(91, 'x')).span()), ProtocolError);
}

TEST_CASE("a byte that begins no message throws at once", "[unit]") {
    Decoder decoder;
    CHECK_THROWS_WITH(feed(decoder, Bytes{0xff}.span()), "the server sent an unknown message 0xff");
    Decoder other;
    CHECK_THROWS_AS(feed(other, Bytes().message('Z', Bytes{'I'}).u8('Q').span()), ProtocolError);
}

TEST_CASE("messages before an invalid one are still returned", "[unit]") {
    Decoder decoder;
    std::vector<std::string> messages;
    const Bytes bytes = Bytes().message('1', {}).message('2', {}).u8('D').i32(1);
    CHECK_THROWS_AS(feed(decoder, bytes.span(), messages), ProtocolError);
    CHECK(messages == std::vector<std::string>{"1:", "2:"});
}

TEST_CASE("committing more than was prepared throws", "[unit]") {
    Decoder decoder;
    CHECK_THROWS_AS(decoder.commit(1), std::logic_error);
    const std::size_t room = decoder.prepare().size();
    CHECK_THROWS_AS(decoder.commit(room + 1), std::logic_error);
}

TEST_CASE("bodies point into the slab they were received in", "[unit]") {
    Decoder decoder;
    const Bytes bytes = Bytes().raw(row_message("first")).raw(row_message("second"));
    const std::byte* const received = decoder.prepare().data();
    feed(decoder, bytes.span(), [&](const Message& message) {
        CHECK(decoder.slab()->data() == received);
        CHECK(message.body.data() >= received);
        CHECK(message.body.data() + message.body.size() <= received + bytes.size());
    });
}

TEST_CASE("a message across two slabs is complete, and its neighbours are not moved", "[unit]") {
    Decoder decoder(small_slabs(48));
    const Bytes bytes =
        Bytes().raw(row_message("0123456789")).raw(row_message("abcdefghij")).raw(row_message("klmnopqrst"));
    SlabPtr first;
    std::span<const std::byte> first_body;
    std::vector<std::string> messages;
    feed(decoder, bytes.span(), [&](const Message& message) {
        if (!first) {
            first = decoder.slab();
            first_body = message.body;
        }
        messages.push_back(printed(message));
    });
    CHECK(messages == std::vector<std::string>{"D:" + hex(row("0123456789")), "D:" + hex(row("abcdefghij")),
                                               "D:" + hex(row("klmnopqrst"))});
    CHECK(decoder.slab() != first);
    CHECK(hex(first_body) == hex(row("0123456789")));
}

TEST_CASE("rows in a shared slab stay intact during further reads", "[unit]") {
    const std::size_t slab_size = GENERATE(as<std::size_t>(), 16, 64, 257, 65536);
    Decoder decoder(small_slabs(slab_size));
    std::vector<SlabPtr> slabs;
    std::vector<std::span<const std::byte>> bodies;
    std::vector<std::string> expected;
    for (int i = 0; i < 500; ++i) {
        const Bytes body = row(std::string(static_cast<std::size_t>(i * 7 % 90), static_cast<char>('a' + i % 26)));
        expected.push_back(hex(body));
        const Bytes bytes = Bytes().message('D', body);
        const std::size_t cut = static_cast<std::size_t>(i) % bytes.size();
        const auto keep = [&](const Message& message) {
            if (slabs.empty() || slabs.back() != decoder.slab()) slabs.push_back(decoder.slab());
            bodies.push_back(message.body);
        };
        feed(decoder, bytes.first(cut), keep);
        feed(decoder, bytes.span().subspan(cut), keep);
    }
    REQUIRE(bodies.size() == expected.size());
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        if (hex(bodies[i]) != expected[i]) FAIL("row " << i << " changed");
    }
}

TEST_CASE("a shared slab outlives the decoder", "[unit]") {
    SlabPtr slab;
    std::span<const std::byte> body;
    {
        Decoder decoder;
        feed(decoder, row_message("still here").span(), [&](const Message& message) {
            slab = decoder.slab();
            body = message.body;
        });
    }
    CHECK(hex(body) == hex(row("still here")));
}

TEST_CASE("a slab that is not shared is reused", "[unit]") {
    Decoder decoder(small_slabs(1024));
    const Bytes bytes = row_message(std::string(300, 'x'));
    for (int i = 0; i < 1000; ++i) {
        feed(decoder, bytes.first(200));
        feed(decoder, bytes.span().subspan(200));
    }
    CHECK(decoder.slabs_allocated() == 1);
}

TEST_CASE("slabs given back by their consumers are recycled", "[unit]") {
    Decoder decoder(small_slabs(1024));
    std::vector<SlabPtr> held;
    for (int i = 0; i < 1000; ++i) {
        feed(decoder, row_message(std::string(900, 'x')).span(),
             [&](const Message&) { held.push_back(decoder.slab()); });
        if (held.size() > 2) held.erase(held.begin());
    }
    CHECK(decoder.slabs_allocated() <= 5);
}

TEST_CASE("slabs that consumers keep are replaced by new ones", "[unit]") {
    Decoder decoder(small_slabs(1024, 2));
    std::vector<SlabPtr> held;
    for (int i = 0; i < 10; ++i) {
        feed(decoder, row_message(std::string(900, 'x')).span(),
             [&](const Message&) { held.push_back(decoder.slab()); });
    }
    CHECK(decoder.slabs_allocated() == 10);
}

TEST_CASE("a decoder without spare slabs still works", "[unit]") {
    Decoder decoder(small_slabs(64, 0));
    std::vector<std::string> messages;
    SlabPtr held;
    for (int i = 0; i < 10; ++i) {
        feed(decoder, row_message("0123456789012345678901234567890").span(), [&](const Message& message) {
            held = decoder.slab();
            messages.push_back(printed(message));
        });
    }
    CHECK(messages.size() == 10);
}

TEST_CASE("a message longer than a slab arrives in one piece", "[unit]") {
    const std::size_t size = GENERATE(as<std::size_t>(), 65530, 65536, 70000, 1 << 20, (1 << 20) + 1, 5'000'000);
    Decoder decoder;
    std::string text(size, 'x');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 26);
    const Bytes bytes = Bytes().raw(row_message("before")).raw(row_message(text)).raw(row_message("after"));
    std::vector<std::string> messages;
    feed(decoder, bytes.span(), messages);
    const std::vector<std::string> expected = {"D:" + hex(row("before")), "D:" + hex(row(text)),
                                               "D:" + hex(row("after"))};
    CHECK((messages == expected));
}

TEST_CASE("the length in a header alone does not allocate a gibibyte", "[unit]") {
    Decoder decoder;
    feed(decoder, Bytes().u8('D').i32(1 << 30).span());
    CHECK(decoder.prepare().size() <= 1 << 20);
    CHECK(decoder.slab()->capacity() <= 1 << 20);

    const std::vector<std::byte> part(3 << 20);
    feed(decoder, part);
    CHECK(decoder.slab()->capacity() <= 8 << 20);
}

TEST_CASE("the slab of a huge message is not kept", "[unit]") {
    Decoder decoder;
    feed(decoder, row_message(std::string(3 << 20, 'x')).span());
    CHECK(decoder.prepare().size() == 64 * 1024);
}

TEST_CASE("a stream of messages longer than a slab uses one larger slab", "[unit]") {
    Decoder decoder;
    const Bytes bytes = row_message(std::string(100000, 'x'));
    for (int i = 0; i < 50; ++i) feed(decoder, bytes.span());
    CHECK(decoder.slabs_allocated() == 2);
}

TEST_CASE("bytes committed without taking messages in between are not lost", "[unit]") {
    Decoder decoder(small_slabs(64));
    const Bytes one = row_message("0123456789");
    for (int i = 0; i < 100; ++i) {
        for (std::size_t at = 0; at < one.size();) {
            const std::span<std::byte> space = decoder.prepare();
            const std::size_t size = std::min(space.size(), one.size() - at);
            std::memcpy(space.data(), one.span().data() + at, size);
            decoder.commit(size);
            at += size;
        }
    }
    int count = 0;
    while (const auto message = decoder.next()) {
        REQUIRE(hex(message->body) == hex(row("0123456789")));
        ++count;
    }
    CHECK(count == 100);
}

TEST_CASE("rows are taken in runs, up to what is anything else or too many", "[unit]") {
    Decoder decoder;
    Bytes bytes;
    for (int i = 0; i < 5; ++i) bytes.raw(row_message("x"));
    bytes.message('C', Bytes().string("SELECT 5"));
    std::memcpy(decoder.prepare().data(), bytes.span().data(), bytes.size());
    decoder.commit(bytes.size());
    std::vector<std::string> bodies;
    const auto keep = [&](std::span<const std::byte> body) { bodies.push_back(hex(body)); };
    decoder.take_rows(MessageType::data_row, 1, 2, keep);
    CHECK(bodies == std::vector<std::string>(2, hex(row("x"))));
    decoder.take_rows(MessageType::data_row, 2, 100, keep);
    CHECK(bodies.size() == 2);
    decoder.take_rows(MessageType::data_row, 1, 100, keep);
    CHECK(bodies.size() == 5);
    const auto message = decoder.next();
    REQUIRE(message.has_value());
    CHECK(message->type == MessageType::command_complete);
}

TEST_CASE("rows that a COPY carries are taken like those of a query, and never for one another", "[unit]") {
    Decoder decoder;
    Bytes bytes;
    bytes.message('d', row("x")).message('d', row("y")).raw(row_message("z"));
    std::memcpy(decoder.prepare().data(), bytes.span().data(), bytes.size());
    decoder.commit(bytes.size());
    std::vector<std::string> bodies;
    const auto keep = [&](std::span<const std::byte> body) { bodies.push_back(hex(body)); };
    decoder.take_rows(MessageType::data_row, 1, 100, keep);
    CHECK(bodies.empty());
    decoder.take_rows(MessageType::copy_data, 1, 100, keep);
    CHECK(bodies == std::vector<std::string>{hex(row("x")), hex(row("y"))});
    decoder.take_rows(MessageType::data_row, 1, 100, keep);
    CHECK(bodies.size() == 3);
}

TEST_CASE("rows are taken in runs exactly if they are complete and valid", "[unit]") {
    const Bytes good = Bytes().message('D', Bytes().i16(3).i32(2).raw("ab").i32(-1).i32(0));
    const auto is_taken = [](std::span<const std::byte> bytes) {
        Decoder decoder;
        std::memcpy(decoder.prepare().data(), bytes.data(), bytes.size());
        decoder.commit(bytes.size());
        bool taken = false;
        decoder.take_rows(MessageType::data_row, 3, 1, [&](std::span<const std::byte>) { taken = true; });
        return taken;
    };
    const auto is_valid = [](std::span<const std::byte> bytes) {
        Decoder decoder;
        std::memcpy(decoder.prepare().data(), bytes.data(), bytes.size());
        decoder.commit(bytes.size());
        try {
            const auto message = decoder.next();
            if (!message || message->type != MessageType::data_row) return false;
            validate_data_row(message->body, 3);
            return true;
        } catch (const ProtocolError&) {
            return false;
        }
    };
    CHECK(is_taken(good.span()));
    for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(is_taken(good.first(size)));
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (int value = 0; value < 256; ++value) {
            std::vector<std::byte> bad(good.span().begin(), good.span().end());
            bad[at] = static_cast<std::byte>(value);
            if (is_taken(bad) != is_valid(bad)) FAIL("byte " << at << " as " << value);
        }
    }
}

}  // namespace
}  // namespace azoth::postgresql::protocol
