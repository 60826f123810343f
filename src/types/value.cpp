#include <azoth/error.hpp>
#include <azoth/types/display.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_table.hpp>
#include <azoth/types/value.hpp>

#include <algorithm>
#include <ostream>

namespace azoth {

// A value whose type only the database's catalogue explains is stored as text: text needs no catalogue, and such a
// value is sent as text, too.
Value::Value(const Cell& cell, const SqlType& type) : type_(type), format_(cell.type), null_(cell.is_null()) {
    const bool anonymous = cell.type == oid::record || cell.type == array_oid(oid::record);
    const DatabaseType* const made = detail::database_type(cell);
    const bool explained = made != nullptr ? made->form != DatabaseType::Form::opaque : anonymous;
    if (!null_ && cell.types != nullptr && explained) {
        std::string text;
        append_text(text, cell);
        // An array of a domain has the format of an array of its base type.
        format_ = wire_oid(type);
        if (format_ != oid::unspecified) {
            parse_text(bytes_, type, text);
        } else {
            bytes_.append(std::string_view(text));
            format_ = oid::text;
        }
    } else {
        bytes_.append(cell.bytes());
    }
}

Cell Value::cell() const noexcept {
    const Oid format = format_ != oid::unspecified ? format_ : wire_oid(type_);
    if (null_) return Cell{nullptr, -1, format};
    return Cell{bytes_.data(), static_cast<std::int32_t>(bytes_.size()),
                format == oid::unspecified ? oid::text : format};
}

void Value::throw_null() {
    Diagnostics diagnostics;
    diagnostics.message = "a NULL value was read as a type that is not std::optional";
    diagnostics.outcome = Outcome::executed;
    throw DataError(std::move(diagnostics));
}

bool operator==(const Value& a, const Value& b) noexcept {
    return a.null_ == b.null_ && a.type_ == b.type_ && a.format_ == b.format_ &&
           std::ranges::equal(a.bytes_.bytes(), b.bytes_.bytes());
}

std::ostream& operator<<(std::ostream& out, const Value& value) {
    std::string text;
    append_display(text, value.cell());
    return out << text;
}

}  // namespace azoth
