#include "types/text_families.hpp"
#include "types/text_wire.hpp"
#include "types/type_rows.hpp"
#include <azoth/types/hstore_codec.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_error.hpp>
#include <azoth/types/type_table.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace azoth {
namespace {

// Rows can contain rows and arrays of rows without limit in the protocol, so the depth is limited here.
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

    /// Whether no value's text is being written: the part is then the outermost value.
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
    // The number of bytes that may still be written as parts; those of each level are counted again.
    static constexpr std::size_t max_text_size = std::size_t{16} << 20U;
    static constexpr std::size_t max_text_growth = 16;

    static thread_local int depth_;
    static thread_local std::size_t left_;
};
thread_local int Nesting::depth_ = 0;
thread_local std::size_t Nesting::left_ = 0;

// Appends the text of a value whose type the database's catalogue describes. Returns false and appends nothing if that
// is not enough to read it.
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
        case DatabaseType::Form::record: detail::append_record(out, cell, detail::append_part); return true;
        case DatabaseType::Form::array: detail::append_array(out, cell, detail::append_part); return true;
        case DatabaseType::Form::range:
            detail::append_range(out, cell, detail::base_format(*cell.types, made->part), detail::append_part);
            return true;
        case DatabaseType::Form::multirange:
            detail::append_multirange(out, cell, made->part, detail::append_part);
            return true;
        case DatabaseType::Form::hstore: detail::append_hstore(out, Codec<HStoreMap>::decode(cell)); return true;
    }
    return false;
}

void append_structure(std::string& out, const Cell& cell) {
    const Nesting nesting(cell);
    if (element_oid(cell.type) != oid::unspecified) return detail::append_array(out, cell, detail::append_part);
    if (const Oid part = subtype_oid(cell.type); part != oid::unspecified) {
        if (subtype_oid(part) != oid::unspecified) {
            return detail::append_multirange(out, cell, part, detail::append_part);
        }
        return detail::append_range(out, cell, part, detail::append_part);
    }
    if (cell.type == oid::record) return detail::append_record(out, cell, detail::append_part);
    if (append_database_type(out, cell)) return;
    const bool known = detail::descriptor_of_format(cell.type) != nullptr;
    if (!known && !detail::is_storable_text(cell.text())) return detail::append_hex(out, cell.bytes());
    out += Codec<std::string_view>::decode(cell);
}

// The functions of a type, by the index of its descriptor; both tables are made from the same rows.
constexpr auto text_forms = []() consteval {
    const auto all = detail::type_rows();
    std::array<detail::TextForm, all.size()> forms;
    for (std::size_t i = 0; i < all.size(); ++i) forms[i] = all[i].text;
    return forms;
}
();

const detail::TextForm& form_of(const detail::TypeDescriptor& type) noexcept {
    return text_forms[static_cast<std::size_t>(&type - detail::descriptors().data())];
}

}  // namespace

void append_text(std::string& out, const Cell& cell) {
    const detail::TypeDescriptor* const known = detail::descriptor_of_format(cell.type);
    const auto append = known == nullptr ? nullptr : form_of(*known).append;
    return append == nullptr ? append_structure(out, cell) : append(out, cell);
}

void parse_text(ByteBuffer& out, const SqlType& given, std::string_view text) {
    const SqlType& type = base_type(given);
    const detail::TypeDescriptor& row = detail::descriptor(type);
    if (const auto parse = form_of(row).parse) return parse(out, type, text);
    if (type.kind() == TypeKind::array) {
        if (wire_oid(type) != oid::unspecified) return detail::parse_array(out, type, text, parse_text);
        detail::split_array(text);
        return out.append(text);
    }
    if (row.part == oid::unspecified) return detail::put_text(out, text, type);
    if (subtype_oid(row.part) == oid::unspecified) return detail::parse_range(out, type, text, parse_text);
    detail::parse_multirange(out, type, text, parse_text);
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
