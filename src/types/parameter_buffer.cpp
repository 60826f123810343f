#include <azoth/error.hpp>
#include <azoth/types/parameter_buffer.hpp>

namespace azoth {

void ParameterBuffer::add(const Value& value) { add(value.cell()); }

void ParameterBuffer::add(const Cell& encoded) {
    if (encoded.is_null()) return add_null();
    const std::size_t at = bytes_.size();
    bytes_.extend(sizeof(std::int32_t));
    bytes_.append(encoded.bytes());
    finish(at);
}

void ParameterBuffer::add_null() {
    bytes_.put(std::int32_t{-1});
    ++count_;
}

Oid ParameterBuffer::format_of(const SqlType& type) noexcept {
    const Oid format = wire_oid(type);
    return format == oid::unspecified ? oid::text : format;
}

void ParameterBuffer::refuse(std::size_t at) {
    bytes_.truncate(at);
    Diagnostics diagnostics;
    diagnostics.message = "parameter " + std::to_string(count_ + 1) + " is larger than 1 GiB";
    diagnostics.outcome = Outcome::not_sent;
    throw DataError(std::move(diagnostics));
}

}  // namespace azoth
