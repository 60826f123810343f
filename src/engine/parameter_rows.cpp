#include <azoth/engine/parameter_rows.hpp>
#include <azoth/types/oid.hpp>
#include <azoth/types/text_form.hpp>

#include <cstdint>
#include <utility>

namespace azoth::detail {

void add_value(ParameterBuffer& into, const Value& value, const SqlType& type) {
    if (value.is_null()) return into.add_null();
    if (type.is_null()) {
        Diagnostics diagnostics;
        diagnostics.message =
            "the parameter has no type; give it one with bindparam<T>(), or pass the rows as a range that can be read "
            "twice";
        diagnostics.outcome = Outcome::not_sent;
        throw DataError(std::move(diagnostics));
    }
    const Oid own = value.cell().type;
    const Oid wanted = ParameterBuffer::format_of(type);
    const auto is_text = [](Oid format) { return format == oid::text || format == oid::varchar; };
    const bool same_type = ParameterBuffer::format_of(value.type()) == wanted;
    if (own == wanted || same_type || (is_text(own) && is_text(wanted))) return into.add(value);
    std::string text;
    append_text(text, value.cell());
    ByteBuffer encoded;
    parse_text(encoded, type, text);
    into.add(Cell{encoded.data(), static_cast<std::int32_t>(encoded.size()), wanted});
}

void RowParameters::fail(const DataError& error, std::size_t row, std::size_t field) const {
    Diagnostics diagnostics = error.diagnostics();
    std::string where = "row " + std::to_string(row + 1);
    if (field < names_.size()) {
        where += ", column '" + names_[field] + "'";
        diagnostics.column = names_[field];
    }
    diagnostics.message = where + ": " + diagnostics.message;
    throw DataError(std::move(diagnostics));
}

}  // namespace azoth::detail
