#pragma once

#include "postgresql_protocol/bytes.hpp"
#include <azoth/types/oid.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What a server sends, put together by hand.
namespace azoth_tests::server {

using azoth::postgresql::protocol::test::Bytes;

inline Bytes message(char type, const Bytes& body = {}) { return Bytes().message(type, body); }

inline Bytes all(std::initializer_list<Bytes> messages) {
    Bytes bytes;
    for (const Bytes& each : messages) bytes.raw(each);
    return bytes;
}

inline Bytes parse_complete() { return message('1'); }
inline Bytes bind_complete() { return message('2'); }
inline Bytes close_complete() { return message('3'); }
inline Bytes no_data() { return message('n'); }
inline Bytes empty_query() { return message('I'); }
inline Bytes suspended() { return message('s'); }
inline Bytes copy_done() { return message('c'); }
/// status: 'I' idle, 'T' in a transaction, 'E' in a failed one.
inline Bytes ready(char status = 'I') { return message('Z', Bytes().u8(static_cast<unsigned char>(status))); }
inline Bytes complete(std::string_view tag) { return message('C', Bytes().string(tag)); }

/// Columns of these types, named a, b, ...
inline Bytes row_description(const std::vector<std::uint32_t>& types) {
    Bytes body;
    body.i16(static_cast<std::int32_t>(types.size()));
    char name = 'a';
    for (const std::uint32_t type : types) {
        body.string(std::string(1, name++)).i32(0).i16(0).i32(type).i16(-1).i32(-1).i16(1);
    }
    return message('T', body);
}
/// ParameterDescription without parameters and RowDescription of one int4.
inline Bytes described() { return all({message('t', Bytes().i16(0)), row_description({azoth::oid::int4})}); }
inline Bytes int4(std::int32_t value) { return Bytes().i16(1).i32(4).i32(value); }
/// A row of one int4.
inline Bytes row(std::int32_t value) { return message('D', int4(value)); }
inline Bytes rows(int count) {
    Bytes bytes;
    for (int i = 0; i < count; ++i) bytes.raw(row(i));
    return bytes;
}

/// The answer to the first execution of a statement: described, `count` rows.
inline Bytes first_answer(int count, bool replaces = true) {
    Bytes bytes;
    if (replaces) bytes.raw(close_complete());
    return bytes.raw(all(
        {parse_complete(), described(), bind_complete(), rows(count), complete("SELECT " + std::to_string(count))}));
}
/// The answer to a later one.
inline Bytes next_answer(int count) {
    return all({bind_complete(), rows(count), complete("SELECT " + std::to_string(count))});
}

inline Bytes report(char type, std::string_view code, std::string_view severity = "ERROR",
                    std::string_view routine = {}) {
    Bytes body;
    body.u8('V').string(severity).u8('C').string(code).u8('M').string("the message");
    if (!routine.empty()) body.u8('R').string(routine);
    return message(type, body.u8(0));
}
inline Bytes error(std::string_view code, std::string_view severity = "ERROR", std::string_view routine = {}) {
    return report('E', code, severity, routine);
}
inline Bytes notice(std::string_view code) { return report('N', code, "NOTICE"); }
inline Bytes notification(std::string_view channel, std::string_view payload) {
    return message('A', Bytes().i32(7).string(channel).string(payload));
}
inline Bytes parameter(std::string_view name, std::string_view value) {
    return message('S', Bytes().string(name).string(value));
}

inline Bytes copy_in_response() { return message('G', Bytes().u8(1).i16(1).i16(1)); }
inline Bytes copy_out_response() { return message('H', Bytes().u8(1).i16(1).i16(1)); }
inline Bytes copy_header() {
    Bytes body;
    body.raw(std::string_view("PGCOPY\n\377\r\n\0", 11)).i32(0).i32(0);
    return message('d', body);
}
inline Bytes copied(std::int32_t value) { return message('d', int4(value)); }
inline Bytes copy_trailer() { return message('d', Bytes().i16(-1)); }

}  // namespace azoth_tests::server
