#include "types/text_families.hpp"
#include <azoth/types/hstore_codec.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_error.hpp>
#include <azoth/types/type_table.hpp>

namespace azoth {

using Form = DatabaseType::Form;

SqlType type_of(const Cell& cell) {
    const DatabaseType* const made = detail::database_type(cell);
    return made == nullptr ? type_of_format(cell.type) : made->type;
}

namespace detail {

Oid base_format(const TypeTable& types, Oid format) noexcept {
    // Bounded, for a server may claim that a domain consists of itself.
    for (int steps = 0; steps < max_type_depth && format >= oid::first_assigned; ++steps) {
        const DatabaseType* const made = types.find(format);
        if (made == nullptr || made->form != Form::domain) break;
        format = made->part;
    }
    return format;
}

const DatabaseType* database_type(const Cell& cell) noexcept {
    if (cell.types == nullptr || cell.type < oid::first_assigned) return nullptr;
    return cell.types->find(cell.type);
}

bool is_known_otherwise(const Cell& cell, Form form) noexcept {
    const DatabaseType* const made = database_type(cell);
    return made != nullptr && made->form != form && made->form != Form::opaque;
}

bool append_database_type(std::string& out, const Cell& cell) {
    const DatabaseType* const made = database_type(cell);
    if (made == nullptr) return false;
    switch (made->form) {
        case Form::opaque: return false;
        case Form::text:
            if (!is_storable_text(cell.text())) throw_decode_error("text", cell, "it is not UTF-8, or holds a NUL");
            out += cell.text();
            return true;
        case Form::versioned_text:
            if (cell.size < 1 || cell.data[0] != std::byte{1} || !is_storable_text(cell.text().substr(1))) {
                throw_decode_error("text", cell, "unknown version");
            }
            out += cell.text().substr(1);
            return true;
        case Form::domain:
            append_text(out, Cell{cell.data, cell.size, base_format(*cell.types, cell.type), cell.types});
            return true;
        case Form::record: append_record(out, cell); return true;
        case Form::array: append_array(out, cell); return true;
        case Form::range: append_range(out, cell, base_format(*cell.types, made->part)); return true;
        case Form::multirange: append_multirange(out, cell, made->part); return true;
        case Form::hstore: append_hstore(out, Codec<HStoreMap>::decode(cell)); return true;
    }
    return false;
}

}  // namespace detail
}  // namespace azoth
