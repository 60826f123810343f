#include "types/ascii.hpp"
#include "types/text_cursor.hpp"
#include "types/text_families.hpp"
#include <azoth/types/decimal.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/range_codec.hpp>
#include <azoth/types/type_table.hpp>

#include <algorithm>

namespace azoth::detail {
namespace {

void append_bound(std::string& out, const Cell& bound, AppendPart append_part) {
    if (bound.is_null()) return;
    std::string text;
    append_part(text, bound);
    append_quoted_field(out, text, "\"\\()[],");
}

class RangeTextReader final : public TextCursor {
public:
    explicit RangeTextReader(std::string_view text) noexcept : TextCursor(text, "range") {}

    RangeText range() {
        RangeText literal;
        constexpr std::string_view empty = "empty";
        const std::string_view word = text_.substr(at_, empty.size());
        if (std::ranges::equal(word, empty, [](char a, char b) { return (a | 32) == b; })) {
            at_ += empty.size();
            literal.empty = true;
            return literal;
        }
        literal.lower_inclusive = accept('[');
        if (!literal.lower_inclusive && !accept('(')) fail();
        literal.lower = bound();
        if (!accept(',')) fail();
        literal.upper = bound();
        literal.upper_inclusive = accept(']');
        if (!literal.upper_inclusive && !accept(')')) fail();
        return literal;
    }

private:
    // An empty part is a missing bound; "" is an empty text.
    std::optional<std::string> bound() {
        std::string value;
        bool quoted = false;
        bool in_quotes = false;
        while (true) {
            if (at_end()) fail();
            const char c = text_[at_];
            if (!in_quotes && std::string_view("()[],").find(c) != std::string_view::npos) break;
            ++at_;
            if (c == '\\') {
                if (at_end()) fail();
                value += text_[at_++];
            } else if (c == '"') {
                quoted = true;
                if (in_quotes && accept('"')) {
                    value += '"';
                } else {
                    in_quotes = !in_quotes;
                }
            } else {
                value += c;
            }
        }
        if (value.empty() && !quoted) return std::nullopt;
        return value;
    }
};

std::vector<RangeText> split_bounds(std::string_view text, bool multirange) {
    RangeTextReader splitter(text);
    std::vector<RangeText> ranges;
    splitter.skip_space();
    if (!multirange) {
        ranges.push_back(splitter.range());
    } else {
        if (!splitter.accept('{')) splitter.fail();
        splitter.skip_space();
        if (!splitter.accept('}')) {
            do {
                splitter.skip_space();
                ranges.push_back(splitter.range());
                splitter.skip_space();
            } while (splitter.accept(','));
            if (!splitter.accept('}')) splitter.fail();
        }
    }
    splitter.skip_space();
    if (!splitter.at_end()) splitter.fail();
    return ranges;
}

// Works on C++ values, because bounds must be compared and normalised.
template <class T>
Range<T> typed(const RangeText& literal, std::string_view text, ParsePart parse_part) {
    if (literal.empty) return Range<T>::make_empty();
    const SqlType subtype = Codec<T>::sql_type();
    const auto bound = [&](const std::optional<std::string>& said) -> std::optional<T> {
        if (!said) return std::nullopt;
        ByteBuffer wire;
        parse_part(wire, subtype, *said);
        return Codec<T>::decode(Cell{wire.data(), static_cast<std::int32_t>(wire.size()), wire_oid(subtype)});
    };
    const Bounds bounds = literal.lower_inclusive ? (literal.upper_inclusive ? Bounds::closed : Bounds::closed_open)
                                                  : (literal.upper_inclusive ? Bounds::open_closed : Bounds::open);
    try {
        return Range<T>(bound(literal.lower), bound(literal.upper), bounds);
    } catch (const ArgumentError&) {
        throw_text_error(text, "range");
    }
}

// Calls fn with a value of the C++ type of the range's bounds.
template <class Fn>
void with_subtype(Oid range, Fn&& fn) {
    switch (range) {
        case oid::int4range: return fn(std::int32_t{});
        case oid::int8range: return fn(std::int64_t{});
        case oid::numrange: return fn(Decimal{});
        case oid::daterange: return fn(std::chrono::local_days{});
        case oid::tsrange: return fn(Timestamp{});
        default: return fn(Timestamptz{});
    }
}

}  // namespace

void append_range(std::string& out, const Cell& cell, Oid subtype, AppendPart append_part) {
    const RangeCells range = read_range(cell, subtype, "range");
    if (range.empty) {
        out += "empty";
        return;
    }
    out += range.lower_inclusive ? '[' : '(';
    append_bound(out, range.lower, append_part);
    out += ',';
    append_bound(out, range.upper, append_part);
    out += range.upper_inclusive ? ']' : ')';
}

void append_multirange(std::string& out, const Cell& cell, Oid range, AppendPart append_part) {
    WireReader reader(cell, "multirange");
    Oid subtype = subtype_oid(range);
    if (const DatabaseType* const made = database_type(Cell{nullptr, -1, range, cell.types})) subtype = made->part;
    out += '{';
    const std::size_t count = reader.count(sizeof(std::int32_t) + 1);
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        const Cell part = reader.cell(range);
        if (part.is_null()) reader.fail("a range is NULL");
        append_range(out, part, subtype, append_part);
    }
    reader.expect_end();
    out += '}';
}

bool is_range_text(const Cell& cell) noexcept {
    return cell.type == oid::text || cell.type == oid::varchar || cell.type == oid::unknown;
}

std::vector<RangeText> split_ranges(const Cell& cell, bool multirange) { return split_bounds(cell.text(), multirange); }

void parse_range(ByteBuffer& out, const SqlType& type, std::string_view text, ParsePart parse_part) {
    const RangeText range = split_bounds(text, false).front();
    const Oid format = wire_oid(type);
    const SqlType subtype = type_of_format(subtype_oid(format));
    with_subtype(format, [&]<class T>(T) { write_range(out, typed<T>(range, text, parse_part), subtype); });
}

void parse_multirange(ByteBuffer& out, const SqlType& type, std::string_view text, ParsePart parse_part) {
    const std::vector<RangeText> parts = split_bounds(text, true);
    const Oid format = subtype_oid(wire_oid(type));
    const SqlType subtype = type_of_format(subtype_oid(format));
    with_subtype(format, [&]<class T>(T) {
        std::vector<Range<T>> given;
        for (const RangeText& part : parts) given.push_back(typed<T>(part, text, parse_part));
        const MultiRange<T> ranges(std::move(given));
        out.put(static_cast<std::int32_t>(ranges.size()));
        for (const Range<T>& range : ranges) {
            const std::size_t at = out.size();
            out.extend(sizeof(std::int32_t));
            write_range(out, range, subtype);
            store_big_endian(out.data() + at, static_cast<std::int32_t>(out.size() - at - sizeof(std::int32_t)));
        }
    });
}

}  // namespace azoth::detail
