#include "types/text_families.hpp"
#include <azoth/types/wire_reader.hpp>

namespace azoth::detail {
namespace {

void append_next(std::string& out, WireReader& reader) {
    const std::span<const std::byte> bytes = reader.take(8);
    append_float8(out, Cell{bytes.data(), 8, oid::float8});
}

void append_one_point(std::string& out, WireReader& reader) {
    out += '(';
    append_next(out, reader);
    out += ',';
    append_next(out, reader);
    out += ')';
}

void append_points(std::string& out, WireReader& reader, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        append_one_point(out, reader);
    }
}

}  // namespace

void append_lseg(std::string& out, const Cell& cell) {
    WireReader reader(cell, "text");
    out += '[';
    append_points(out, reader, 2);
    out += ']';
    reader.expect_end();
}

void append_circle(std::string& out, const Cell& cell) {
    WireReader reader(cell, "text");
    out += '<';
    append_one_point(out, reader);
    out += ',';
    append_next(out, reader);
    out += '>';
    reader.expect_end();
}

void append_path(std::string& out, const Cell& cell) {
    WireReader reader(cell, "text");
    const bool closed = reader.get<std::uint8_t>() != 0;
    out += closed ? '(' : '[';
    append_points(out, reader, reader.count(16));
    out += closed ? ')' : ']';
    reader.expect_end();
}

void append_polygon(std::string& out, const Cell& cell) {
    WireReader reader(cell, "text");
    out += '(';
    append_points(out, reader, reader.count(16));
    out += ')';
    reader.expect_end();
}

}  // namespace azoth::detail
