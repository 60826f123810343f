#include <azoth/error.hpp>
#include <azoth/types/display.hpp>
#include <azoth/types/value.hpp>

#include <algorithm>
#include <ostream>

namespace azoth {

Value::Value(const Cell& cell, const SqlType& type) : type_(type), format_(cell.type), null_(cell.is_null()) {
    bytes_.append(cell.bytes());
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
    diagnostics.outcome = Outcome::not_sent;
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
