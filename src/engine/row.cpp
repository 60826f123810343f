#include <azoth/engine/row.hpp>
#include <azoth/types/display.hpp>

#include <ostream>

namespace azoth::detail {

void throw_empty_row() { throw InvalidRequestError("this row is empty: no row of a result was assigned to it"); }

const ResultData& RowBase::no_result() noexcept {
    static const ResultData nothing;
    return nothing;
}

Cell RowBase::cell(std::size_t column) const noexcept {
    const std::byte* at = first_;
    for (std::size_t i = 0; i < column; ++i) {
        const auto size = load_big_endian<std::int32_t>(at);
        at += sizeof size;
        if (size > 0) at += size;
    }
    return data_->rows->read_cell(at, column);
}

Value RowBase::operator[](std::size_t column) const { return get<Value>(column); }

Value RowBase::operator[](std::string_view name) const { return get<Value>(name); }

std::string RowBase::to_string() const {
    std::string text = "(";
    const std::byte* at = first_;
    for (std::size_t i = 0; i < size(); ++i) {
        if (i > 0) text += ", ";
        append_display(text, data_->rows->read_cell(at, i));
    }
    text += size() == 1 ? ",)" : ")";
    return text;
}

std::ostream& operator<<(std::ostream& out, const RowBase& row) { return out << row.to_string(); }

}  // namespace azoth::detail
