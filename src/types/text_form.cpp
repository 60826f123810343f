#include "types/calendar.hpp"
#include "types/text_families.hpp"
#include <azoth/types/bit_string.hpp>
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/decimal.hpp>
#include <azoth/types/hstore_codec.hpp>
#include <azoth/types/interval.hpp>
#include <azoth/types/money.hpp>
#include <azoth/types/network.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/text_search.hpp>
#include <azoth/types/time_of_day.hpp>
#include <azoth/types/type_error.hpp>
#include <azoth/types/type_table.hpp>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace azoth {
namespace {

// Rows may hold rows, and arrays of them: as deep as somebody likes to write bytes.
constexpr int max_text_depth = 100;

class Nesting {
public:
    explicit Nesting(const Cell& cell) {
        if (depth_ == max_text_depth) throw_decode_error("text", cell, "nested too deeply");
        if (depth_ == 0) left_ = std::max(max_text_size, max_text_growth * cell.bytes().size());
        ++depth_;
    }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    ~Nesting() { --depth_; }

    /// Whether no value's text is being written: a part is then the outermost value itself.
    static bool is_outside() noexcept { return depth_ == 0; }

    static void spend(const Cell& cell, std::size_t size) {
        if (size > left_) {
            throw_decode_error("text", cell,
                               "with the quotes of each level the text would be longer than " +
                                   std::to_string(max_text_size >> 20U) + " MiB and than " +
                                   std::to_string(max_text_growth) + " times the value");
        }
        left_ -= size;
    }

private:
    // What a value's parts may still be written as, those at each level counted again.
    static constexpr std::size_t max_text_size = std::size_t{16} << 20U;
    static constexpr std::size_t max_text_growth = 16;

    static thread_local int depth_;
    static thread_local std::size_t left_;
};
thread_local int Nesting::depth_ = 0;
thread_local std::size_t Nesting::left_ = 0;

void append_timestamp(std::string& out, const Cell& cell) {
    if (cell.size != 8) throw_decode_error("timestamp", cell, "wrong length");
    calendar::append_timestamp(out, load_big_endian<std::int64_t>(cell.data), cell.type == oid::timestamptz);
}

void append_date(std::string& out, const Cell& cell) {
    if (cell.size != 4) throw_decode_error("date", cell, "wrong length");
    calendar::append_date(out, load_big_endian<std::int32_t>(cell.data));
}

void append_zoned_time(std::string& out, const Cell& cell) {
    const ZonedTimeOfDay value = Codec<ZonedTimeOfDay>::decode(cell);
    calendar::append_time(out, value.time.since_midnight().count());
    calendar::append_offset(out, static_cast<std::int32_t>(value.offset.count()));
}

void append_interval(std::string& out, const Cell& cell) {
    const Interval value = Codec<Interval>::decode(cell);
    calendar::append_interval(out, value.months, value.days, value.microseconds);
}

// Appends the text of a value whose type the database knows; false, and nothing appended, if that doesn't help.
bool append_database_type(std::string& out, const Cell& cell) {
    const DatabaseType* const made = detail::database_type(cell);
    if (made == nullptr) return false;
    switch (made->form) {
        case DatabaseType::Form::opaque: return false;
        case DatabaseType::Form::text:
            if (!detail::is_storable_text(cell.text())) {
                throw_decode_error("text", cell, "it is not UTF-8, or holds a NUL");
            }
            out += cell.text();
            return true;
        case DatabaseType::Form::versioned_text:
            if (cell.size < 1 || cell.data[0] != std::byte{1} || !detail::is_storable_text(cell.text().substr(1))) {
                throw_decode_error("text", cell, "unknown version");
            }
            out += cell.text().substr(1);
            return true;
        case DatabaseType::Form::domain:
            append_text(out, Cell{cell.data, cell.size, detail::base_format(*cell.types, cell.type), cell.types});
            return true;
        case DatabaseType::Form::record: detail::append_record(out, cell); return true;
        case DatabaseType::Form::array: detail::append_array(out, cell); return true;
        case DatabaseType::Form::range:
            detail::append_range(out, cell, detail::base_format(*cell.types, made->part));
            return true;
        case DatabaseType::Form::multirange: detail::append_multirange(out, cell, made->part); return true;
        case DatabaseType::Form::hstore: detail::append_hstore(out, Codec<HStoreMap>::decode(cell)); return true;
    }
    return false;
}

void append_structure(std::string& out, const Cell& cell) {
    const Nesting nesting(cell);
    if (element_oid(cell.type) != oid::unspecified) return detail::append_array(out, cell);
    if (const Oid part = subtype_oid(cell.type); part != oid::unspecified) {
        if (subtype_oid(part) != oid::unspecified) return detail::append_multirange(out, cell, part);
        return detail::append_range(out, cell, part);
    }
    if (cell.type == oid::record) return detail::append_record(out, cell);
    if (detail::append_rare_text(out, cell) || append_database_type(out, cell)) return;
    const bool known = !type_name(cell.type).starts_with("oid ");
    if (!known && !detail::is_storable_text(cell.text())) return detail::append_hex(out, cell.bytes());
    out += Codec<std::string_view>::decode(cell);
}

template <class T>
T parse_number(std::string_view text, const SqlType& type) {
    T value{};
    const char* begin = text.data();
    if (text.size() > 1 && *begin == '+' && text[1] != '-') ++begin;
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) detail::throw_text_error(text, to_string(type));
    return value;
}

bool parse_boolean(std::string_view text) {
    if (text == "t" || text == "true") return true;
    if (text == "f" || text == "false") return false;
    detail::throw_text_error(text, "truth value");
}

template <class T>
T required(const std::optional<T>& value, std::string_view text, const SqlType& type) {
    if (!value) detail::throw_text_error(text, to_string(type));
    return *value;
}

void parse_interval(ByteBuffer& out, std::string_view text, const SqlType& type) {
    const auto parts = required(calendar::parse_interval(text), text, type);
    Codec<Interval>::encode(out, Interval(parts.months, parts.days, parts.microseconds), type);
}

void parse_time(ByteBuffer& out, std::string_view text, const SqlType& type) {
    if (!type.with_timezone()) return out.put(required(calendar::parse_time(text), text, type));
    const auto time = required(calendar::parse_zoned_time(text), text, type);
    out.put(time.microseconds);
    out.put(-time.offset);
}

}  // namespace

void append_text(std::string& out, const Cell& cell) {
    switch (cell.type) {
        case oid::boolean: out += Codec<bool>::decode(cell) ? "t" : "f"; return;
        case oid::int2:
        case oid::int4:
        case oid::int8:
        case oid::oid:
        case oid::xid:
        case oid::cid:
        case oid::regproc:
        case oid::regprocedure:
        case oid::regoper:
        case oid::regoperator:
        case oid::regclass:
        case oid::regtype:
        case oid::regconfig:
        case oid::regdictionary:
        case oid::regnamespace:
        case oid::regrole:
        case oid::regcollation: out += std::to_string(Codec<std::int64_t>::decode(cell)); return;
        case oid::float4: return detail::append_float4(out, cell);
        case oid::float8: return detail::append_float8(out, cell);
        case oid::numeric: out += Codec<Decimal>::decode(cell).to_string(); return;
        case oid::bytea: return detail::append_hex(out, cell.bytes());
        case oid::timestamp:
        case oid::timestamptz: return append_timestamp(out, cell);
        case oid::date: return append_date(out, cell);
        case oid::time: return calendar::append_time(out, Codec<TimeOfDay>::decode(cell).since_midnight().count());
        case oid::timetz: return append_zoned_time(out, cell);
        case oid::interval: return append_interval(out, cell);
        case oid::uuid: return detail::append_uuid(out, cell);
        case oid::inet: out += Codec<Inet>::decode(cell).to_string(); return;
        case oid::cidr: out += Codec<Cidr>::decode(cell).to_string(); return;
        case oid::macaddr: out += Codec<MacAddr>::decode(cell).to_string(); return;
        case oid::macaddr8: out += Codec<MacAddr8>::decode(cell).to_string(); return;
        case oid::bit:
        case oid::varbit: out += Codec<BitString>::decode(cell).to_string(); return;
        case oid::money: return detail::append_money(out, cell);
        case oid::tsvector: return detail::append_tsvector(out, cell);
        case oid::tsquery: return detail::append_tsquery(out, cell);
        case oid::text:
        case oid::varchar:
        case oid::json:
        case oid::jsonb: out += Codec<std::string_view>::decode(cell); return;
        default: return append_structure(out, cell);
    }
}

void parse_text(ByteBuffer& out, const SqlType& given, std::string_view text) {
    const SqlType& type = base_type(given);
    switch (type.kind()) {
        case TypeKind::boolean: return Codec<bool>::encode(out, parse_boolean(text), type);
        case TypeKind::small_integer: return out.put(parse_number<std::int16_t>(text, type));
        case TypeKind::integer: return out.put(parse_number<std::int32_t>(text, type));
        case TypeKind::big_integer: return out.put(parse_number<std::int64_t>(text, type));
        case TypeKind::oid:
        case TypeKind::regclass:
        case TypeKind::regconfig: return out.put(parse_number<std::uint32_t>(text, type));
        case TypeKind::real: return out.put(std::bit_cast<std::uint32_t>(parse_number<float>(text, type)));
        case TypeKind::double_precision: return out.put(std::bit_cast<std::uint64_t>(parse_number<double>(text, type)));
        case TypeKind::numeric: return Codec<Decimal>::encode(out, Decimal(text), type);
        case TypeKind::binary: return detail::parse_bytea(out, text);
        case TypeKind::date: return out.put(required(calendar::parse_date(text), text, type));
        case TypeKind::time: return parse_time(out, text, type);
        case TypeKind::timestamp:
            return out.put(required(calendar::parse_timestamp(text, type.with_timezone()), text, type));
        case TypeKind::interval: return parse_interval(out, text, type);
        case TypeKind::uuid: return detail::parse_uuid(out, text);
        case TypeKind::inet: return Codec<Inet>::encode(out, Inet(text), type);
        case TypeKind::cidr: return Codec<Cidr>::encode(out, Cidr(text), type);
        case TypeKind::macaddr: return Codec<MacAddr>::encode(out, MacAddr(text), type);
        case TypeKind::macaddr8: return Codec<MacAddr8>::encode(out, MacAddr8(text), type);
        case TypeKind::bit:
        case TypeKind::varbit: return Codec<BitString>::encode(out, BitString(text), type);
        case TypeKind::money: return out.put(detail::parse_money(text));
        case TypeKind::tsvector: return Codec<TsVector>::encode(out, TsVector(text), type);
        case TypeKind::tsquery: return detail::parse_tsquery(out, text);
        case TypeKind::int4_range:
        case TypeKind::int8_range:
        case TypeKind::numeric_range:
        case TypeKind::date_range:
        case TypeKind::timestamp_range:
        case TypeKind::timestamptz_range: return detail::parse_range(out, type, text);
        case TypeKind::int4_multirange:
        case TypeKind::int8_multirange:
        case TypeKind::numeric_multirange:
        case TypeKind::date_multirange:
        case TypeKind::timestamp_multirange:
        case TypeKind::timestamptz_multirange: return detail::parse_multirange(out, type, text);
        case TypeKind::array:
            if (wire_oid(type) != oid::unspecified) return detail::parse_array(out, type, text);
            detail::split_array(text);
            return out.append(text);
        case TypeKind::null:
        case TypeKind::tuple: throw_encode_error("text", type, {});
        default: return detail::encode_text(out, text, type);
    }
}

namespace detail {

void append_part(std::string& text, const Cell& part) {
    if (Nesting::is_outside()) return append_text(text, part);
    const std::size_t before = text.size();
    append_text(text, part);
    Nesting::spend(part, text.size() - before);
}

}  // namespace detail

}  // namespace azoth
