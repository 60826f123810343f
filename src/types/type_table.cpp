#include <azoth/types/type_table.hpp>

namespace azoth {

using Form = DatabaseType::Form;

SqlType type_of(const Cell& cell) {
    const DatabaseType* const made = detail::database_type(cell);
    return made == nullptr ? type_of_format(cell.type) : made->type;
}

namespace detail {

Oid base_format(const TypeTable& types, Oid format) noexcept {
    // Bounded, because a server may claim that a domain is based on itself.
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

}  // namespace detail
}  // namespace azoth
