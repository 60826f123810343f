#include "types/text_families.hpp"
#include <azoth/types/text_form.hpp>
#include <azoth/types/wire_reader.hpp>

#include <fmt/format.h>

#include <iterator>

// Text of the types that nothing in C++ stands for.
namespace azoth::detail {
namespace {

void append_number(std::string& out, WireReader& reader) {
    const std::span<const std::byte> bytes = reader.take(8);
    append_float8(out, Cell{bytes.data(), 8, oid::float8});
}

void append_point(std::string& out, WireReader& reader) {
    out += '(';
    append_number(out, reader);
    out += ',';
    append_number(out, reader);
    out += ')';
}

void append_points(std::string& out, WireReader& reader, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        append_point(out, reader);
    }
}

void append_snapshot(std::string& out, WireReader& reader) {
    const std::size_t count = reader.count(8);
    const auto lowest = reader.get<std::uint64_t>();
    const auto next = reader.get<std::uint64_t>();
    fmt::format_to(std::back_inserter(out), "{}:{}:", lowest, next);
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        out += std::to_string(reader.get<std::uint64_t>());
    }
}

// An array of one dimension that PostgreSQL shows without its braces.
void append_vector(std::string& out, WireReader& reader) {
    const auto dimensions = reader.get<std::int32_t>();
    reader.get<std::int32_t>();
    const auto element = reader.get<Oid>();
    if (dimensions == 0) return;
    if (dimensions != 1) reader.fail("not a vector");
    const auto count = reader.get<std::int32_t>();
    reader.get<std::int32_t>();
    for (std::int32_t i = 0; i < count; ++i) {
        if (i > 0) out += ' ';
        append_part(out, reader.cell(element));
    }
}

}  // namespace

bool append_rare_text(std::string& out, const Cell& cell) {
    WireReader reader(cell, "text");
    switch (cell.type) {
        case oid::point: append_point(out, reader); break;
        case oid::lseg:
            out += '[';
            append_points(out, reader, 2);
            out += ']';
            break;
        case oid::box: append_points(out, reader, 2); break;
        case oid::line:
            for (const char opening : {'{', ',', ','}) {
                out += opening;
                append_number(out, reader);
            }
            out += '}';
            break;
        case oid::circle:
            out += '<';
            append_point(out, reader);
            out += ',';
            append_number(out, reader);
            out += '>';
            break;
        case oid::path: {
            const bool closed = reader.get<std::uint8_t>() != 0;
            out += closed ? '(' : '[';
            append_points(out, reader, reader.count(16));
            out += closed ? ')' : ']';
            break;
        }
        case oid::polygon:
            out += '(';
            append_points(out, reader, reader.count(16));
            out += ')';
            break;
        case oid::tid: {
            const auto block = reader.get<std::uint32_t>();
            fmt::format_to(std::back_inserter(out), "({},{})", block, reader.get<std::uint16_t>());
            break;
        }
        case oid::pg_lsn: {
            const auto high = reader.get<std::uint32_t>();
            fmt::format_to(std::back_inserter(out), "{:X}/{:X}", high, reader.get<std::uint32_t>());
            break;
        }
        case oid::xid8: out += std::to_string(reader.get<std::uint64_t>()); break;
        case oid::txid_snapshot:
        case oid::pg_snapshot: append_snapshot(out, reader); break;
        case oid::int2vector:
        case oid::oidvector: append_vector(out, reader); break;
        default: return false;
    }
    reader.expect_end();
    return true;
}

}  // namespace azoth::detail
