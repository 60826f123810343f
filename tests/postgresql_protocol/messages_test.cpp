#include "postgresql/protocol/messages.hpp"

#include "bytes.hpp"
#include "catch.hpp"
#include "postgresql/protocol/protocol_error.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace azoth::postgresql::protocol {
namespace {

using test::Bytes;
using test::hex;

using Parser = std::function<void(std::span<const std::byte>)>;

// A copy on the heap of exactly the size, so that ASan sees a read of one byte too many.
void parse_exactly(const Parser& parser, std::span<const std::byte> body) {
    const std::vector<std::byte> copy(body.begin(), body.end());
    parser(copy);
}

void check_rejects_every_cut(const Parser& parser, const Bytes& body) {
    CHECK_NOTHROW(parse_exactly(parser, body.span()));
    for (std::size_t size = 0; size < body.size(); ++size) {
        CAPTURE(size);
        CHECK_THROWS_AS(parse_exactly(parser, body.first(size)), ProtocolError);
    }
    CHECK_THROWS_WITH(parse_exactly(parser, Bytes(body).u8(0).span()), ContainsSubstring("too many"));
}

Bytes field(std::string_view name, std::int32_t format = 1) {
    return Bytes().string(name).i32(16384).i16(3).i32(25).i16(-1).i32(54).i16(format);
}

TEST_CASE("RowDescription tells all about each field", "[unit]") {
    const Bytes body = Bytes()
                           .i16(2)
                           .raw(field("name"))
                           .raw(Bytes().string("").i32(0xfffffffe).i16(-2).i32(0x80000001).i16(8).i32(-1).i16(0));
    std::vector<FieldDescription> fields;
    parse_row_description(body.span(), fields);
    REQUIRE(fields.size() == 2);
    CHECK(fields[0].name == "name");
    CHECK(fields[0].table_oid == 16384);
    CHECK(fields[0].attribute_number == 3);
    CHECK(fields[0].type_oid == 25);
    CHECK(fields[0].type_size == -1);
    CHECK(fields[0].type_modifier == 54);
    CHECK(fields[0].format == Format::binary);
    CHECK(fields[1].name.empty());
    CHECK(fields[1].table_oid == 0xfffffffe);
    CHECK(fields[1].attribute_number == -2);
    CHECK(fields[1].type_oid == 0x80000001);
    CHECK(fields[1].type_size == 8);
    CHECK(fields[1].type_modifier == -1);
    CHECK(fields[1].format == Format::text);
}

TEST_CASE("RowDescription reuses the vector it is given", "[unit]") {
    std::vector<FieldDescription> fields;
    const Bytes two = Bytes().i16(2).raw(field("a")).raw(field("b"));
    parse_row_description(two.span(), fields);
    const auto* const memory = fields.data();
    const Bytes one = Bytes().i16(1).raw(field("c"));
    parse_row_description(one.span(), fields);
    REQUIRE(fields.size() == 1);
    CHECK(fields[0].name == "c");
    CHECK(fields.data() == memory);
    parse_row_description(Bytes().i16(0).span(), fields);
    CHECK(fields.empty());
}

TEST_CASE("a truncated or padded RowDescription, or one with an unknown format, throws", "[unit]") {
    const Parser parser = [](auto body) {
        std::vector<FieldDescription> fields;
        parse_row_description(body, fields);
    };
    check_rejects_every_cut(parser, Bytes().i16(2).raw(field("id")).raw(field("name")));
    CHECK_THROWS_WITH(parse_exactly(parser, Bytes().i16(1).raw(field("id", 2)).span()),
                      ContainsSubstring("unknown format 2"));
}

TEST_CASE("a count without elements throws before memory is allocated for them", "[unit]") {
    std::vector<FieldDescription> fields;
    CHECK_THROWS_WITH(parse_row_description(Bytes().i16(-1).raw(field("id")).span(), fields),
                      ContainsSubstring("65535 elements announced"));
    CHECK(fields.capacity() == 0);
}

TEST_CASE("a row as described is accepted", "[unit]") {
    const Bytes body = Bytes().i16(4).i32(3).raw("ada").i32(-1).i32(0).i32(1).raw("x");
    CHECK_NOTHROW(validate_data_row(body.span(), 4));
    CHECK_NOTHROW(validate_data_row(Bytes().i16(0).span(), 0));
    check_rejects_every_cut([](auto cut) { validate_data_row(cut, 4); }, body);
}

TEST_CASE("a row with another number of fields than described throws", "[unit]") {
    const Bytes body = Bytes().i16(2).i32(-1).i32(-1);
    CHECK_THROWS_WITH(validate_data_row(body.span(), 3), ContainsSubstring("2 fields where 3 were described"));
    CHECK_THROWS_AS(validate_data_row(body.span(), 1), ProtocolError);
    CHECK_THROWS_AS(validate_data_row(Bytes().i16(-1).span(), std::numeric_limits<std::size_t>::max()), ProtocolError);
    CHECK_THROWS_AS(validate_data_row({}, 0), ProtocolError);
    CHECK_THROWS_AS(validate_data_row(Bytes{0}.span(), 0), ProtocolError);
}

TEST_CASE("a field length other than NULL or within the rest throws", "[unit]") {
    const std::int64_t length =
        GENERATE(as<std::int64_t>(), -2, -3, -2147483648, -2147483647, 5, 6, 9, 65536, 2147483646, 2147483647);
    const Bytes body = Bytes().i16(1).i32(length).raw("abcd");
    CAPTURE(length);
    CHECK_THROWS_WITH(parse_exactly([](auto bytes) { validate_data_row(bytes, 1); }, body.span()),
                      ContainsSubstring("field 1 has a length of " + std::to_string(length)));
}

TEST_CASE("a field that reaches into the next is found out at the end of the row", "[unit]") {
    const auto validate = [](const Bytes& body) {
        parse_exactly([](auto bytes) { validate_data_row(bytes, 2); }, body.span());
    };
    CHECK_THROWS_WITH(validate(Bytes().i16(2).i32(5).raw("a").i32(1).raw("b")),
                      ContainsSubstring("cut before field 2"));
    CHECK_THROWS_WITH(validate(Bytes().i16(2).i32(1).raw("abc").i32(1).raw("b")), ContainsSubstring("field 2"));
    CHECK_THROWS_WITH(validate(Bytes().i16(2).i32(-1).i32(1).raw("bc")), ContainsSubstring("1 bytes too many"));
}

CommandComplete complete(std::string_view tag) {
    static Bytes body;
    body = Bytes().string(tag);
    return parse_command_complete(body.span());
}

TEST_CASE("CommandComplete tells the rows of the commands that count them", "[unit]") {
    CHECK(complete("INSERT 0 5").rows == 5u);
    CHECK(complete("INSERT 4294967295 1").rows == 1u);
    CHECK(complete("SELECT 0").rows == 0u);
    CHECK(complete("UPDATE 18446744073709551615").rows == std::numeric_limits<std::uint64_t>::max());
    CHECK(complete("DELETE 2").rows == 2u);
    CHECK(complete("MERGE 3").rows == 3u);
    CHECK(complete("FETCH 4").rows == 4u);
    CHECK(complete("MOVE 5").rows == 5u);
    CHECK(complete("COPY 6").rows == 6u);
}

TEST_CASE("CommandComplete of other commands tells no rows", "[unit]") {
    CHECK_FALSE(complete("BEGIN").rows);
    CHECK_FALSE(complete("CREATE TABLE").rows);
    CHECK_FALSE(complete("COPY").rows);
    CHECK_FALSE(complete("ALTER TABLE 5").rows);
}

TEST_CASE("a command is recognised by whole words of its tag", "[unit]") {
    CHECK(complete("ROLLBACK").is("ROLLBACK"));
    CHECK_FALSE(complete("ROLLBACK").is("COMMIT"));
    CHECK_FALSE(complete("ROLLBACK").is("ROLL"));
    CHECK(complete("INSERT 0 5").is("INSERT"));
    CHECK(complete("CREATE TABLE").is("CREATE TABLE"));
    CHECK_FALSE(complete("COMMIT").is("COMMIT PREPARED"));
}

TEST_CASE("a tag with a malformed count throws", "[unit]") {
    const std::string tag = GENERATE(as<std::string>(), "INSERT 5", "INSERT 0", "INSERT 0 ", "INSERT x 5",
                                     "INSERT 0 -1", "INSERT 0 5 ", "INSERT 0  5", "UPDATE ", "UPDATE +1", "UPDATE 1x",
                                     "UPDATE 18446744073709551616", "DELETE 0x10", "SELECT 1 2", "");
    CAPTURE(tag);
    CHECK_THROWS_AS(complete(tag), ProtocolError);
}

TEST_CASE("a truncated or padded CommandComplete throws", "[unit]") {
    check_rejects_every_cut([](auto body) { (void)parse_command_complete(body); }, Bytes().string("SELECT 1"));
}

Bytes full_report() {
    return Bytes()
        .u8('S')
        .string("FEHLER")
        .u8('V')
        .string("ERROR")
        .u8('C')
        .string("23505")
        .u8('M')
        .string("duplicate key")
        .u8('D')
        .string("Key (id)=(1) already exists.")
        .u8('H')
        .string("a hint")
        .u8('P')
        .string("17")
        .u8('p')
        .string("4")
        .u8('q')
        .string("SELECT 1")
        .u8('W')
        .string("PL/pgSQL function f()")
        .u8('s')
        .string("public")
        .u8('t')
        .string("users")
        .u8('c')
        .string("id")
        .u8('d')
        .string("mood")
        .u8('n')
        .string("users_pkey")
        .u8('F')
        .string("nbtinsert.c")
        .u8('L')
        .string("664")
        .u8('R')
        .string("_bt_check_unique")
        .u8('?')
        .string("from the future")
        .u8(0);
}

TEST_CASE("ErrorResponse tells every field", "[unit]") {
    const Bytes body = full_report();
    const ServerReport report = parse_error_response(body.span());
    CHECK(report.severity == "ERROR");
    CHECK(report.localized_severity == "FEHLER");
    CHECK(report.code == "23505");
    CHECK(report.message == "duplicate key");
    CHECK(report.detail == "Key (id)=(1) already exists.");
    CHECK(report.hint == "a hint");
    CHECK(report.position == 17);
    CHECK(report.internal_position == 4);
    CHECK(report.internal_query == "SELECT 1");
    CHECK(report.where == "PL/pgSQL function f()");
    CHECK(report.schema == "public");
    CHECK(report.table == "users");
    CHECK(report.column == "id");
    CHECK(report.data_type == "mood");
    CHECK(report.constraint == "users_pkey");
    CHECK(report.file == "nbtinsert.c");
    CHECK(report.line == 664);
    CHECK(report.routine == "_bt_check_unique");
}

TEST_CASE("a report with few fields leaves the others empty", "[unit]") {
    const Bytes body = Bytes().u8('S').string("WARNING").u8('P').string("-3").u8('L').string("99999999999").u8(0);
    const ServerReport report = parse_notice_response(body.span());
    CHECK(report.severity == "WARNING");
    CHECK(report.message.empty());
    CHECK(report.position == 0);
    CHECK(report.line == 0);
    CHECK(parse_error_response(Bytes{0}.span()).code.empty());
}

TEST_CASE("a truncated or padded report throws under its own name", "[unit]") {
    check_rejects_every_cut([](auto body) { (void)parse_error_response(body); }, full_report());
    CHECK_THROWS_WITH(parse_error_response({}), StartsWith("malformed ErrorResponse ('E')"));
    CHECK_THROWS_WITH(parse_notice_response({}), StartsWith("malformed NoticeResponse ('N')"));
}

TEST_CASE("ReadyForQuery tells the status of the transaction", "[unit]") {
    CHECK(parse_ready_for_query(Bytes{'I'}.span()) == TransactionStatus::idle);
    CHECK(parse_ready_for_query(Bytes{'T'}.span()) == TransactionStatus::in_transaction);
    CHECK(parse_ready_for_query(Bytes{'E'}.span()) == TransactionStatus::failed);
    CHECK_THROWS_WITH(parse_ready_for_query(Bytes{'X'}.span()), ContainsSubstring("unknown transaction status"));
    check_rejects_every_cut([](auto body) { (void)parse_ready_for_query(body); }, Bytes{'I'});
}

TEST_CASE("ParameterStatus tells a name and a value", "[unit]") {
    const Bytes body = Bytes().string("TimeZone").string("Europe/Paris");
    const ParameterStatus status = parse_parameter_status(body.span());
    CHECK(status.name == "TimeZone");
    CHECK(status.value == "Europe/Paris");
    check_rejects_every_cut([](auto cut) { (void)parse_parameter_status(cut); }, body);
}

TEST_CASE("NotificationResponse has the sender, the channel and the payload", "[unit]") {
    const Bytes body = Bytes().i32(77).string("jobs").string("{\"id\": 1}");
    const NotificationResponse notification = parse_notification_response(body.span());
    CHECK(notification.process_id == 77);
    CHECK(notification.channel == "jobs");
    CHECK(notification.payload == "{\"id\": 1}");
    check_rejects_every_cut([](auto cut) { (void)parse_notification_response(cut); }, body);
}

TEST_CASE("a COPY response tells the format and the columns", "[unit]") {
    const auto type =
        GENERATE(MessageType::copy_in_response, MessageType::copy_out_response, MessageType::copy_both_response);
    const Bytes body = Bytes().u8(1).i16(2).i16(1).i16(1);
    const CopyResponse response = parse_copy_response({type, body.span()});
    CHECK(response.format == Format::binary);
    CHECK(response.columns == 2);
    check_rejects_every_cut([type](auto cut) { (void)parse_copy_response({type, cut}); }, body);
    const Bytes text = Bytes().u8(0).i16(0);
    CHECK(parse_copy_response({type, text.span()}).format == Format::text);
}

TEST_CASE("a COPY response with unknown or mixed formats throws", "[unit]") {
    const auto parse = [](const Bytes& body) {
        return parse_copy_response({MessageType::copy_in_response, body.span()});
    };
    CHECK_THROWS_AS(parse(Bytes().u8(2).i16(0)), ProtocolError);
    CHECK_THROWS_AS(parse(Bytes().u8(0).i16(1).i16(1)), ProtocolError);
    CHECK_THROWS_AS(parse(Bytes().u8(1).i16(1).i16(-1)), ProtocolError);
}

TEST_CASE("the header of a binary COPY is followed by the first row, or nothing", "[unit]") {
    const Bytes header = Bytes().raw(copy_signature).i32(0).i32(0);
    CHECK(behind_copy_header(header.span()).empty());
    for (std::size_t size = 0; size < header.size(); ++size) {
        CAPTURE(size);
        CHECK_THROWS_AS(parse_exactly([](auto cut) { (void)behind_copy_header(cut); }, header.first(size)),
                        ProtocolError);
    }
    const Bytes extended = Bytes().raw(copy_signature).i32(1).i32(3).raw("abc").i16(7);
    CHECK(behind_copy_header(extended.span()).size() == 2);
}

TEST_CASE("an invalid header of a COPY throws", "[unit]") {
    const auto read = [](const Bytes& body) { return behind_copy_header(body.span()); };
    CHECK_THROWS_AS(read(Bytes().raw("PGCOPY\n\377\r\n1").i32(0).i32(0)), ProtocolError);
    CHECK_THROWS_AS(read(Bytes().raw(copy_signature).i32(0x10000).i32(0)), ProtocolError);
    CHECK_THROWS_AS(read(Bytes().raw(copy_signature).i32(0).i32(1)), ProtocolError);
    CHECK_THROWS_AS(read(Bytes().raw(copy_signature).i32(0).i32(-1).raw("abc")), ProtocolError);
}

TEST_CASE("the last row of a COPY is followed by a number of fields that no row has", "[unit]") {
    CHECK(is_copy_trailer(Bytes().i16(-1).span()));
    CHECK_FALSE(is_copy_trailer(Bytes().i16(0).span()));
    CHECK_FALSE(is_copy_trailer(Bytes().i16(-1).u8(0).span()));
    CHECK_FALSE(is_copy_trailer(Bytes().u8(0xff).span()));
}

TEST_CASE("a message with an unexpected body throws under its name", "[unit]") {
    CHECK_NOTHROW(require_empty({MessageType::parse_complete, {}}));
    const Bytes body{1};
    CHECK_THROWS_WITH(require_empty({MessageType::bind_complete, body.span()}),
                      "malformed BindComplete ('2'): 1 bytes too many");
}

TEST_CASE("every message of the protocol has a name and a place among the known", "[unit]") {
    const std::string known = "RK23CdcGHWDIEVvnNAtS1sTZ";
    for (int byte = 0; byte < 256; ++byte) {
        const auto type = static_cast<MessageType>(static_cast<char>(byte));
        CAPTURE(byte);
        CHECK(is_known(type) == (known.find(static_cast<char>(byte)) != std::string::npos));
    }
    CHECK(describe(MessageType::no_data) == "NoData ('n')");
    CHECK(describe(static_cast<MessageType>('\x7f')) == "message 0x7f");
}

}  // namespace
}  // namespace azoth::postgresql::protocol
