#include <azoth/types/range_codec.hpp>
#include <azoth/types/type_table.hpp>

#include <string>

namespace azoth::detail {
namespace {

constexpr std::uint8_t flag_empty = 0x01;
constexpr std::uint8_t flag_lower_inclusive = 0x02;
constexpr std::uint8_t flag_upper_inclusive = 0x04;
constexpr std::uint8_t flag_lower_infinite = 0x08;
constexpr std::uint8_t flag_upper_infinite = 0x10;

bool is_multirange(Oid type) noexcept {
    const Oid part = subtype_oid(type);
    return part != oid::unspecified && subtype_oid(part) != oid::unspecified;
}

}  // namespace

void throw_range_error(const char* why) { throw ArgumentError(why); }

RangeCells read_range(const Cell& cell, Oid subtype, const char* cpp_type) {
    WireReader reader(cell, cpp_type);
    const auto flags = reader.get<std::uint8_t>();
    RangeCells cells;
    cells.empty = (flags & flag_empty) != 0;
    cells.lower_inclusive = (flags & flag_lower_inclusive) != 0;
    cells.upper_inclusive = (flags & flag_upper_inclusive) != 0;
    if (flags > 0x1F) reader.fail("unknown flags");
    const auto bound = [&](bool infinite) {
        if (infinite) return Cell{nullptr, -1, subtype};
        const Cell value = reader.cell(subtype);
        if (value.is_null()) reader.fail("a bound is NULL");
        return value;
    };
    if (!cells.empty) {
        cells.lower = bound((flags & flag_lower_infinite) != 0);
        cells.upper = bound((flags & flag_upper_infinite) != 0);
    }
    reader.expect_end();
    return cells;
}

Oid range_part(const Cell& cell, Oid otherwise, bool multirange, const char* cpp_type) {
    const auto form = multirange ? DatabaseType::Form::multirange : DatabaseType::Form::range;
    if (is_known_otherwise(cell, form)) throw_decode_error(cpp_type, cell);
    if (const DatabaseType* const made = database_type(cell); made != nullptr && made->form == form) {
        return base_format(*cell.types, made->part);
    }
    if (cell.type >= oid::first_assigned) return otherwise;
    const Oid part = subtype_oid(cell.type);
    if (part == oid::unspecified || is_multirange(cell.type) != multirange) throw_decode_error(cpp_type, cell);
    return part;
}

RangeWriter::RangeWriter(ByteBuffer& out, bool empty, bool lower_inclusive, bool lower_infinite, bool upper_inclusive,
                         bool upper_infinite)
    : out_(out) {
    unsigned flags = 0;
    if (empty) {
        flags = flag_empty;
    } else {
        if (lower_inclusive) flags |= flag_lower_inclusive;
        if (upper_inclusive) flags |= flag_upper_inclusive;
        if (lower_infinite) flags |= flag_lower_infinite;
        if (upper_infinite) flags |= flag_upper_infinite;
    }
    out_.put(static_cast<std::uint8_t>(flags));
}

SqlType range_subtype(const SqlType& given, const SqlType& otherwise, bool multirange) {
    const SqlType& as = base_type(given);
    if (as.kind() == TypeKind::user_defined) return otherwise;
    const Oid format = wire_oid(as);
    const Oid part = subtype_oid(format);
    if (part == oid::unspecified || is_multirange(format) != multirange) {
        throw_encode_error(multirange ? "MultiRange" : "Range", as, {});
    }
    return type_of_format(multirange ? subtype_oid(part) : part);
}

SqlType range_type(const SqlType& subtype, bool multirange) {
    const TypeKind kind = multirange ? multirange_kind(subtype) : range_kind(subtype);
    if (kind == TypeKind::null) throw ArgumentError("there is no range type with bounds of type " + to_string(subtype));
    return SqlType(kind);
}

}  // namespace azoth::detail
