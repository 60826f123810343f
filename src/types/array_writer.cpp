#include "types/text_families.hpp"
#include <azoth/types/array_codec.hpp>

#include <limits>

namespace azoth::detail {
namespace {

constexpr std::size_t max_written_dimensions = 6;  // PostgreSQL's limit

}  // namespace

ArrayWriter::ArrayWriter(ByteBuffer& out, const SqlType& given, std::span<const ArrayDimension> dimensions,
                         std::size_t elements)
    : out_(out),
      as_(base_type(given)),
      element_(base_type(as_.element())),
      begin_(out.size()),
      text_(wire_oid(as_) == oid::unspecified) {
    if (as_.kind() != TypeKind::array) throw_encode_error("array", given, {});
    if (dimensions.size() > max_written_dimensions) throw_encode_error("array", as_, "more than 6 dimensions");
    std::size_t count = dimensions.empty() ? 0 : 1;
    for (const auto& [size, lower_bound] : dimensions) {
        std::int32_t upper_bound = 0;
        if (size < 1 || __builtin_add_overflow(lower_bound, size, &upper_bound)) {
            throw_encode_error("array", as_, "a dimension has no elements, or its bounds are out of range");
        }
        count *= static_cast<std::size_t>(size);
        if (count > elements) break;
    }
    if (count != elements) throw_encode_error("array", as_, "its dimensions don't match its elements");
    out_.put(static_cast<std::int32_t>(dimensions.size()));
    out_.put(std::int32_t{0});
    out_.put(text_ ? oid::text : wire_oid(element_));
    for (const auto& [size, lower_bound] : dimensions) {
        out_.put(size);
        out_.put(lower_bound);
    }
}

void ArrayWriter::add_null() {
    out_.put(std::int32_t{-1});
    store_big_endian(out_.data() + begin_ + sizeof(std::int32_t), std::int32_t{1});
}

void ArrayWriter::end_element(std::size_t at) {
    const std::size_t size = out_.size() - at - sizeof(std::int32_t);
    if (size > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
        throw_encode_error("array", as_, "an element is too large");
    }
    store_big_endian(out_.data() + at, static_cast<std::int32_t>(size));
}

void ArrayWriter::finish() {
    if (!text_) return;
    std::string text;
    const Cell cell{out_.data() + begin_, static_cast<std::int32_t>(out_.size() - begin_), array_oid(oid::text)};
    append_array(text, cell, [](std::string& out, const Cell& element) { out += element.text(); });
    out_.truncate(begin_);
    out_.append(std::string_view(text));
}

}  // namespace azoth::detail
