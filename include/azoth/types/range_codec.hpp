#pragma once

#include <azoth/types/array_codec.hpp>
#include <azoth/types/codec.hpp>
#include <azoth/types/multirange.hpp>
#include <azoth/types/range.hpp>
#include <azoth/types/wire_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

/// A range's wire form, split. A missing bound is a NULL cell.
struct RangeCells {
    bool empty = false;
    bool lower_inclusive = false;
    bool upper_inclusive = false;
    Cell lower;
    Cell upper;
};
/// A range's text, split. A missing bound is empty.
struct RangeText {
    bool empty = false;
    bool lower_inclusive = false;
    bool upper_inclusive = false;
    std::optional<std::string> lower;
    std::optional<std::string> upper;
};
/// Whether a cell contains the text of a range, whose type's OID differs from database to database.
bool is_range_text(const Cell& cell) noexcept;
/// Splits the text of a multirange, or of one range. Throws DataError.
std::vector<RangeText> split_ranges(const Cell& cell, bool multirange);

RangeCells read_range(const Cell& cell, Oid subtype, const char* cpp_type);

/// Checks the format of a range or multirange; returns the format of its elements, `otherwise` for types made in the
/// database.
Oid range_part(const Cell& cell, Oid otherwise, bool multirange, const char* cpp_type);

class RangeWriter {
public:
    RangeWriter(ByteBuffer& out, bool empty, bool lower_inclusive, bool lower_infinite, bool upper_inclusive,
                bool upper_infinite);
    template <class T>
    void bound(const T& value, const SqlType& as) {
        const std::size_t at = out_.size();
        out_.extend(sizeof(std::int32_t));
        Codec<T>::encode(out_, value, as);
        store_big_endian(out_.data() + at, static_cast<std::int32_t>(out_.size() - at - sizeof(std::int32_t)));
    }

private:
    ByteBuffer& out_;
};

/// The type of a range's bounds, `otherwise` for types made in the database. Throws DataError if `as` is not a range.
SqlType range_subtype(const SqlType& as, const SqlType& otherwise, bool multirange);
/// The column type of a range or multirange over a type. Throws ArgumentError if PostgreSQL has none.
SqlType range_type(const SqlType& subtype, bool multirange);
/// Replaces the wire form from `begin` on by its text, for a type made in the database.
void range_to_text(ByteBuffer& out, std::size_t begin, Oid subtype, bool multirange);

template <class T>
void write_range(ByteBuffer& out, const Range<T>& range, const SqlType& subtype) {
    RangeWriter writer(out, range.empty(), range.lower_inclusive(), range.lower_infinite(), range.upper_inclusive(),
                       range.upper_infinite());
    if (range.empty()) return;
    if (range.lower()) writer.bound(*range.lower(), subtype);
    if (range.upper()) writer.bound(*range.upper(), subtype);
}

template <class T, class Parts>
Range<T> make_range(const Parts& parts, std::optional<T> lower, std::optional<T> upper, const Cell& cell,
                    const char* cpp_type) {
    const Bounds bounds = parts.lower_inclusive ? (parts.upper_inclusive ? Bounds::closed : Bounds::closed_open)
                                                : (parts.upper_inclusive ? Bounds::open_closed : Bounds::open);
    try {
        return Range<T>(std::move(lower), std::move(upper), bounds);
    } catch (const ArgumentError& e) {
        throw_decode_error(cpp_type, cell, e.what());
    }
}

template <class T>
Range<T> read_range_text(const RangeText& text, const Cell& cell, const char* cpp_type) {
    if (text.empty) return Range<T>::make_empty();
    const auto bound = [](const std::optional<std::string>& said) -> std::optional<T> {
        if (!said) return std::nullopt;
        return decode_text_form<T>(
            Cell{reinterpret_cast<const std::byte*>(said->data()), static_cast<std::int32_t>(said->size()), oid::text});
    };
    return make_range<T>(text, bound(text.lower), bound(text.upper), cell, cpp_type);
}

template <class T>
Range<T> read_typed_range(const Cell& cell, const char* cpp_type) {
    if (is_range_text(cell)) return read_range_text<T>(split_ranges(cell, false).front(), cell, cpp_type);
    const RangeCells cells =
        read_range(cell, range_part(cell, wire_oid(Codec<T>::sql_type()), false, cpp_type), cpp_type);
    if (cells.empty) return Range<T>::make_empty();
    std::optional<T> lower;
    std::optional<T> upper;
    if (!cells.lower.is_null()) lower = Codec<T>::decode(cells.lower);
    if (!cells.upper.is_null()) upper = Codec<T>::decode(cells.upper);
    return make_range<T>(cells, std::move(lower), std::move(upper), cell, cpp_type);
}

}  // namespace detail

/// A range, stored as PostgreSQL's range type of its bounds.
template <class T>
requires Storable<T>
struct Codec<Range<T>> {
    static SqlType sql_type() { return detail::range_type(Codec<T>::sql_type(), false); }
    static void encode(ByteBuffer& out, const Range<T>& value, const SqlType& as) {
        const SqlType subtype = detail::range_subtype(as, Codec<T>::sql_type(), false);
        const std::size_t begin = out.size();
        detail::write_range(out, value, subtype);
        if (wire_oid(as) == oid::unspecified) detail::range_to_text(out, begin, wire_oid(subtype), false);
    }
    static Range<T> decode(const Cell& cell) { return detail::read_typed_range<T>(cell, "Range"); }
};

/// A multirange, stored as PostgreSQL's multirange type of its bounds.
template <class T>
requires Storable<T>
struct Codec<MultiRange<T>> {
    static SqlType sql_type() { return detail::range_type(Codec<T>::sql_type(), true); }
    static void encode(ByteBuffer& out, const MultiRange<T>& value, const SqlType& as) {
        const SqlType subtype = detail::range_subtype(as, Codec<T>::sql_type(), true);
        const std::size_t begin = out.size();
        out.put(static_cast<std::int32_t>(value.size()));
        for (const Range<T>& range : value) {
            const std::size_t at = out.size();
            out.extend(sizeof(std::int32_t));
            detail::write_range(out, range, subtype);
            store_big_endian(out.data() + at, static_cast<std::int32_t>(out.size() - at - sizeof(std::int32_t)));
        }
        if (wire_oid(as) == oid::unspecified) detail::range_to_text(out, begin, wire_oid(subtype), true);
    }
    static MultiRange<T> decode(const Cell& cell) {
        std::vector<Range<T>> ranges;
        if (detail::is_range_text(cell)) {
            for (const detail::RangeText& text : detail::split_ranges(cell, true)) {
                ranges.push_back(detail::read_range_text<T>(text, cell, "MultiRange"));
            }
            return MultiRange<T>(std::move(ranges));
        }
        const Oid part = detail::range_part(cell, oid::first_user_defined, true, "MultiRange");
        WireReader reader(cell, "MultiRange");
        const std::size_t count = reader.count(sizeof(std::int32_t) + 1);
        ranges.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            const Cell range = reader.cell(part);
            if (range.is_null()) reader.fail("a range is NULL");
            ranges.push_back(detail::read_typed_range<T>(range, "MultiRange"));
        }
        reader.expect_end();
        return MultiRange<T>(std::move(ranges));
    }
};

}  // namespace azoth
