#include "types/text_families.hpp"
#include <azoth/types/composite_codec.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/text_form.hpp>
#include <azoth/types/type_table.hpp>

namespace azoth::detail {

CompositeReader::CompositeReader(const Cell& cell, std::size_t fields)
    : reader_(cell, "composite"), text_(is_text_format(cell.type)) {
    std::size_t there = 0;
    if (text_) {
        literal_ = split_record(cell.text());
        there = literal_.size();
    } else {
        const bool built_in = cell.type < oid::first_assigned && cell.type != oid::record;
        const bool known = database_type(cell) != nullptr;
        if ((built_in && !known) || is_known_otherwise(cell, DatabaseType::Form::record)) {
            throw_decode_error("composite", cell);
        }
        there = reader_.count(2 * sizeof(std::int32_t));
    }
    if (there != fields) {
        fail("it has " + std::to_string(there) + " fields, not " + std::to_string(fields));
    }
}

Cell CompositeReader::next_text() {
    const std::optional<std::string>& field = literal_[read_++];
    if (!field) return Cell{nullptr, -1, oid::text};
    return Cell{reinterpret_cast<const std::byte*>(field->data()), static_cast<std::int32_t>(field->size()), oid::text};
}

CompositeWriter::CompositeWriter(ByteBuffer& out, const SqlType& as, std::size_t fields)
    : out_(out), as_(base_type(as)), text_("(") {
    if (as_.kind() != TypeKind::composite && as_.kind() != TypeKind::user_defined) {
        throw_encode_error("composite", as, {});
    }
    const std::size_t expected = as_.detail().elements.size();
    if (expected != 0 && expected != fields) throw_encode_error("composite", as, "it has another number of fields");
}

SqlType CompositeWriter::field_type(const SqlType& natural) const {
    const std::vector<SqlType>& types = as_.detail().elements;
    return types.empty() ? natural : types[written_];
}

void CompositeWriter::add_null() {
    if (written_++ > 0) text_ += ',';
}

void CompositeWriter::add_text(const ByteBuffer& wire, const SqlType& type) {
    if (written_++ > 0) text_ += ',';
    const Oid format = wire_oid(type);
    std::string field;
    append_text(field, Cell{wire.data(), static_cast<std::int32_t>(wire.size()),
                            format == oid::unspecified ? oid::text : format});
    append_quoted_field(text_, field, quoted_in_records);
}

void CompositeWriter::finish() {
    text_ += ')';
    out_.append(std::string_view(text_));
}

void throw_null_field(const Cell& cell, std::string_view type) {
    throw_decode_error("composite", cell,
                       "a field of " + std::string(type) + " is NULL and its member is not std::optional");
}

}  // namespace azoth::detail
