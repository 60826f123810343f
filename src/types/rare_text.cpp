#include "types/text_families.hpp"
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/wire_reader.hpp>

#include <fmt/format.h>

#include <iterator>

// Text forms of the server's internal numbers, for which there is no C++ type.
namespace azoth::detail {

void append_tid(std::string& out, const Cell& cell) {
    WireReader reader(cell, "text");
    const auto block = reader.get<std::uint32_t>();
    fmt::format_to(std::back_inserter(out), "({},{})", block, reader.get<std::uint16_t>());
    reader.expect_end();
}

void append_snapshot(std::string& out, const Cell& cell) {
    WireReader reader(cell, "text");
    const std::size_t count = reader.count(8);
    const auto lowest = reader.get<std::uint64_t>();
    const auto next = reader.get<std::uint64_t>();
    fmt::format_to(std::back_inserter(out), "{}:{}:", lowest, next);
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        out += std::to_string(reader.get<std::uint64_t>());
    }
    reader.expect_end();
}

// An array of one dimension, which PostgreSQL shows without braces.
void append_vector(std::string& out, const Cell& cell) {
    WireReader reader(cell, "text");
    const auto dimensions = reader.get<std::int32_t>();
    reader.get<std::int32_t>();
    const auto element = reader.get<Oid>();
    if (dimensions == 0) return reader.expect_end();
    if (dimensions != 1) reader.fail("not a vector");
    const auto count = reader.get<std::int32_t>();
    reader.get<std::int32_t>();
    for (std::int32_t i = 0; i < count; ++i) {
        if (i > 0) out += ' ';
        const Cell number = reader.cell(element);
        if (number.is_null()) reader.fail("an element is NULL");
        append_integer(out, number);
    }
    reader.expect_end();
}

}  // namespace azoth::detail
