#pragma once

#include <azoth/types/codec.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/wire_reader.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

/// A dimension of an array.
struct ArrayDimension {
    /// Number of elements.
    std::int32_t size = 0;
    /// Index of the first element.
    std::int32_t lower_bound = 1;

    friend constexpr bool operator==(const ArrayDimension&, const ArrayDimension&) noexcept = default;
};

/// An array with its dimensions and their lower bounds. The elements are stored in order, with the last index changing
/// fastest; elements that can be NULL are std::optional. Without dimensions it is the empty array. (std::vector, nested
/// for several dimensions, is an array whose lower bounds are 1.)
template <class T>
struct NdArray {
    /// The dimensions, from the outermost.
    std::vector<ArrayDimension> dimensions;
    /// The elements, as many as the product of the dimensions' sizes.
    std::vector<T> elements;

    NdArray() = default;
    /// Sets both members.
    NdArray(std::vector<ArrayDimension> dimensions_, std::vector<T> elements_)
        : dimensions(std::move(dimensions_)), elements(std::move(elements_)) {}
    friend bool operator==(const NdArray&, const NdArray&) = default;
};

namespace detail {

/// Reads an array's wire form, or its text if the type has no wire form that is the same on every database.
class ArrayReader {
public:
    ArrayReader(const Cell& cell, const char* cpp_type);

    const std::vector<ArrayDimension>& dimensions() const noexcept { return dimensions_; }
    std::size_t size() const noexcept { return size_; }
    /// Whether the elements are text to be read by parse_text().
    bool is_text() const noexcept { return text_; }
    Cell next() { return text_ ? next_text() : reader_.cell_in(element_); }
    /// Returns the next elements, each a length and its bytes, if all have that format and size and none is NULL; else
    /// null: they must be read one by one.
    const std::byte* take_all(std::size_t count, Oid format, std::size_t size);
    void finish() const {
        if (!text_) reader_.expect_end();
    }
    [[noreturn]] void fail(std::string_view why) const { reader_.fail(why); }

private:
    void read_header();
    void read_literal(std::string_view text);
    Cell next_text();

    WireReader reader_;
    Oid element_ = oid::text;  // the format of the elements
    bool text_;
    std::size_t size_ = 0;
    std::size_t read_ = 0;
    std::vector<ArrayDimension> dimensions_;
    std::vector<std::optional<std::string>> literal_;
};

class ArrayWriter {
public:
    /// Writes the header. Throws DataError if the number of elements does not match the dimensions.
    ArrayWriter(ByteBuffer& out, const SqlType& as, std::span<const ArrayDimension> dimensions, std::size_t elements);

    const SqlType& element() const noexcept { return element_; }
    template <class T>
    void add(const T& value) {
        if constexpr (is_nullable<T>) {
            if (!value) return add_null();
            add(*value);
        } else {
            const std::size_t at = out_.size();
            out_.extend(sizeof(std::int32_t));
            Codec<T>::encode(out_, value, element_);
            end_element(at);
        }
    }
    /// Converts the wire form to text if the type has no wire form.
    void finish();

private:
    void add_null();
    void end_element(std::size_t at);

    ByteBuffer& out_;
    const SqlType& as_;
    const SqlType& element_;
    std::size_t begin_;
    bool text_;
};

[[noreturn]] void throw_ragged(const SqlType& as);
[[noreturn]] void throw_null_element(const Cell& cell);
[[noreturn]] void throw_dimensions(const Cell& cell, std::size_t wanted, std::size_t there);
[[noreturn]] void throw_view_of_text(const Cell& cell);

/// Reads a value from its text with parse_text().
template <class T>
T decode_text_form(const Cell& cell) {
    if constexpr (std::is_same_v<T, std::string_view> || std::is_same_v<T, std::span<const std::byte>>) {
        throw_view_of_text(cell);
    } else {
        const SqlType type = Codec<T>::sql_type();
        const Oid format = wire_oid(type);
        if (format == oid::unspecified) return Codec<T>::decode(cell);
        ByteBuffer wire;
        parse_text(wire, type, cell.text());
        return Codec<T>::decode(Cell{wire.data(), static_cast<std::int32_t>(wire.size()), format});
    }
}

template <class T>
T read_element(ArrayReader& reader) {
    const Cell cell = reader.next();
    if constexpr (is_nullable<T>) {
        if (cell.is_null()) return std::nullopt;
    } else {
        if (cell.is_null()) throw_null_element(cell);
    }
    return reader.is_text() ? decode_text_form<value_of<T>>(cell) : Codec<value_of<T>>::decode(cell);
}

/// The format of a number's type, which has one size.
template <class T>
constexpr Oid fixed_format = std::is_same_v<T, std::int16_t>   ? oid::int2
                             : std::is_same_v<T, std::int32_t> ? oid::int4
                             : std::is_same_v<T, std::int64_t> ? oid::int8
                             : std::is_same_v<T, double>       ? oid::float8
                                                               : oid::unspecified;

template <class T>
T load_fixed(const std::byte* from) noexcept {
    if constexpr (std::is_same_v<T, double>) {
        return std::bit_cast<double>(load_big_endian<std::uint64_t>(from));
    } else {
        return load_big_endian<T>(from);
    }
}

/// Appends the next elements of an array.
template <class T>
void read_elements(ArrayReader& reader, std::vector<T>& value, std::size_t count) {
    if constexpr (fixed_format<T> != oid::unspecified) {
        if (const std::byte* const from = reader.take_all(count, fixed_format<T>, sizeof(T))) {
            constexpr std::size_t length = sizeof(std::int32_t);
            value.resize(count);
            for (std::size_t i = 0; i < count; ++i) value[i] = load_fixed<T>(from + i * (length + sizeof(T)) + length);
            return;
        }
    }
    value.reserve(count);
    for (std::size_t i = 0; i < count; ++i) value.push_back(read_element<T>(reader));
}

template <class T>
struct Nested {
    using leaf = T;
    static constexpr std::size_t depth = 0;
};
template <class T>
requires(!std::is_same_v<T, std::byte>) struct Nested<std::vector<T>> {
    using leaf = typename Nested<T>::leaf;
    static constexpr std::size_t depth = Nested<T>::depth + 1;
};

template <class T>
void measure(const std::vector<T>& value, std::vector<ArrayDimension>& dimensions) {
    dimensions.push_back({static_cast<std::int32_t>(value.size()), 1});
    if constexpr (Nested<T>::depth > 0) {
        if (!value.empty()) measure(value.front(), dimensions);
    }
}

template <class T>
void write_level(ArrayWriter& writer, const std::vector<T>& value, const SqlType& as,
                 std::span<const ArrayDimension> dimensions) {
    if (value.size() != static_cast<std::size_t>(dimensions.front().size)) throw_ragged(as);
    for (std::size_t i = 0; i < value.size(); ++i) {
        if constexpr (Nested<T>::depth > 0) {
            write_level(writer, value[i], as, dimensions.subspan(1));
        } else if constexpr (std::is_same_v<T, bool>) {
            writer.add(static_cast<bool>(value[i]));
        } else {
            writer.add(value[i]);
        }
    }
}

template <class T>
void read_level(ArrayReader& reader, std::vector<T>& value, std::size_t dimension) {
    const auto size = static_cast<std::size_t>(reader.dimensions()[dimension].size);
    if constexpr (Nested<T>::depth > 0) {
        value.reserve(size);
        for (std::size_t i = 0; i < size; ++i) read_level(reader, value.emplace_back(), dimension + 1);
    } else {
        read_elements(reader, value, size);
    }
}

}  // namespace detail

/// An array with as many dimensions as there are nested vectors; inner vectors of one dimension have the same length.
/// Lower bounds are written as 1 and ignored on reading (see NdArray).
template <class T>
requires Storable<value_of<typename detail::Nested<T>::leaf>>
struct Codec<std::vector<T>> {
    using Leaf = typename detail::Nested<std::vector<T>>::leaf;
    static constexpr std::size_t depth = detail::Nested<std::vector<T>>::depth;

    static SqlType sql_type() {
        static const SqlType type = Array(Codec<value_of<Leaf>>::sql_type(), static_cast<int>(depth));
        return type;
    }
    static void encode(ByteBuffer& out, const std::vector<T>& value, const SqlType& as) {
        std::vector<ArrayDimension> dimensions;
        detail::measure(value, dimensions);
        // Without elements the array has no dimensions.
        if (dimensions.back().size == 0) {
            check_empty(value, as);
            dimensions.clear();
        }
        std::size_t count = dimensions.empty() ? 0 : 1;
        for (const ArrayDimension& dimension : dimensions) count *= static_cast<std::size_t>(dimension.size);
        detail::ArrayWriter writer(out, as, dimensions, count);
        if (!dimensions.empty()) detail::write_level(writer, value, as, dimensions);
        writer.finish();
    }
    static std::vector<T> decode(const Cell& cell) {
        detail::ArrayReader reader(cell, "std::vector");
        std::vector<T> value;
        if (reader.dimensions().empty()) return value;
        if (reader.dimensions().size() != depth) detail::throw_dimensions(cell, depth, reader.dimensions().size());
        detail::read_level(reader, value, 0);
        reader.finish();
        return value;
    }

private:
    template <class U>
    static void check_empty(const std::vector<U>& value, const SqlType& as) {
        if constexpr (detail::Nested<U>::depth > 0) {
            for (const U& inner : value) check_empty(inner, as);
        } else {
            if (!value.empty()) detail::throw_ragged(as);
        }
    }
};

/// An array with dimensions and lower bounds.
template <class T>
requires Storable<value_of<T>>
struct Codec<NdArray<T>> {
    static SqlType sql_type() {
        static const SqlType type = Array(Codec<value_of<T>>::sql_type());
        return type;
    }
    static void encode(ByteBuffer& out, const NdArray<T>& value, const SqlType& as) {
        detail::ArrayWriter writer(out, as, value.dimensions, value.elements.size());
        for (const auto& element : value.elements) writer.add(static_cast<const T&>(element));
        writer.finish();
    }
    static NdArray<T> decode(const Cell& cell) {
        detail::ArrayReader reader(cell, "NdArray");
        NdArray<T> value;
        value.dimensions = reader.dimensions();
        detail::read_elements(reader, value.elements, reader.size());
        reader.finish();
        return value;
    }
};

}  // namespace azoth
