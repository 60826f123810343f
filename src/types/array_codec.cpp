#include "types/text_families.hpp"
#include <azoth/types/array_codec.hpp>
#include <azoth/types/type_table.hpp>

#include <limits>

namespace azoth::detail {
namespace {

constexpr std::int32_t max_wire_dimensions = 6;  // PostgreSQL's limit

}  // namespace

ArrayReader::ArrayReader(const Cell& cell, const char* cpp_type)
    : reader_(cell, cpp_type), text_(is_text_format(cell.type)) {
    if (text_) {
        read_literal(cell.text());
        return;
    }
    const bool built_in = cell.type < oid::first_assigned;
    if ((built_in && element_oid(cell.type) == oid::unspecified && cell.type != oid::oidvector &&
         cell.type != oid::int2vector) ||
        is_known_otherwise(cell, DatabaseType::Form::array)) {
        throw_decode_error(cpp_type, cell);
    }
    read_header();
    if (const Oid expected = element_oid(cell.type); expected != oid::unspecified && expected != element_) {
        fail("its elements are of another type");
    }
    element_ = reader_.format_of(element_);
}

void ArrayReader::read_header() {
    const auto dimensions = reader_.get<std::int32_t>();
    const auto flags = reader_.get<std::int32_t>();
    element_ = reader_.get<Oid>();
    if (dimensions < 0 || dimensions > max_wire_dimensions) fail("malformed number of dimensions");
    if (flags != 0 && flags != 1) fail("malformed flags");
    if (dimensions == 0) return reader_.expect_end();
    dimensions_.resize(static_cast<std::size_t>(dimensions));
    size_ = 1;
    for (auto& [size, lower_bound] : dimensions_) {
        size = reader_.get<std::int32_t>();
        lower_bound = reader_.get<std::int32_t>();
        std::int32_t upper_bound = 0;
        if (size < 0 || __builtin_add_overflow(lower_bound, size, &upper_bound)) fail("malformed dimension");
        // Every element takes at least four bytes, so the product of sizes cannot overflow before it exceeds them.
        size_ *= static_cast<std::size_t>(size);
        if (size_ > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) fail("too many elements");
    }
    if (size_ > reader_.remaining() / sizeof(std::int32_t)) fail("more elements than bytes");
    if (size_ == 0) {
        dimensions_.clear();
        reader_.expect_end();
    }
}

const std::byte* ArrayReader::take_all(std::size_t count, Oid format, std::size_t size) {
    const std::size_t step = sizeof(std::int32_t) + size;
    if (text_ || element_ != format || count > reader_.remaining() / step) return nullptr;
    const std::byte* const at = reader_.next_bytes();
    std::uint32_t differ = 0;
    for (std::size_t i = 0; i < count; ++i) {
        differ |= load_big_endian<std::uint32_t>(at + i * step) ^ static_cast<std::uint32_t>(size);
    }
    return differ == 0 ? reader_.take(count * step).data() : nullptr;
}

void ArrayReader::read_literal(std::string_view text) {
    ArrayLiteral literal = split_array(text);
    for (const auto& [size, lower_bound] : literal.dimensions) dimensions_.push_back({size, lower_bound});
    literal_ = std::move(literal.elements);
    size_ = literal_.size();
}

Cell ArrayReader::next_text() {
    const std::optional<std::string>& element = literal_[read_++];
    if (!element) return Cell{nullptr, -1, oid::text};
    return Cell{reinterpret_cast<const std::byte*>(element->data()), static_cast<std::int32_t>(element->size()),
                oid::text};
}

void throw_ragged(const SqlType& as) { throw_encode_error("std::vector", as, "its inner vectors differ in length"); }

void throw_null_element(const Cell& cell) {
    throw_decode_error("array", cell, "an element is NULL and the element type is not std::optional");
}

void throw_dimensions(const Cell& cell, std::size_t wanted, std::size_t there) {
    throw_decode_error("std::vector", cell,
                       "it has " + std::to_string(there) + " dimensions, not " + std::to_string(wanted));
}

void throw_view_of_text(const Cell& cell) {
    throw_decode_error("view", cell,
                       "it is a part of a parsed text, so a view has nothing to refer to; read it as std::string");
}

}  // namespace azoth::detail
