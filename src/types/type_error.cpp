#include "types/type_descriptor.hpp"
#include <azoth/error.hpp>
#include <azoth/types/type_error.hpp>
#include <azoth/types/type_table.hpp>

#include <string>
#include <utility>

namespace azoth {
namespace {

[[noreturn]] void throw_type_error(std::string message, Outcome outcome, std::string_view value = {}) {
    Diagnostics diagnostics;
    if (!value.empty()) diagnostics.detail.append("The value is ").append(value).append(".");
    diagnostics.message = std::move(message);
    diagnostics.outcome = outcome;
    throw DataError(std::move(diagnostics));
}

}  // namespace

std::string type_name(Oid type) {
    if (const detail::TypeDescriptor* const row = detail::descriptor_of_format(type)) {
        return std::string(row->title.empty() ? row->catalog_name : row->title);
    }
    if (const Oid element = element_oid(type); element != oid::unspecified) return type_name(element) + "[]";
    return "oid " + std::to_string(type);
}

std::string type_name(const Cell& cell) {
    const DatabaseType* const made = detail::database_type(cell);
    if (made == nullptr) return type_name(cell.type);
    return made->name + " (" + type_name(cell.type) + ')';
}

void throw_encode_error(std::string_view cpp_type, const SqlType& as, std::string_view why) {
    std::string message{cpp_type};
    message += " value can't be stored as " + to_string(as);
    if (!why.empty()) message += ": " + std::string(why);
    throw_type_error(std::move(message), Outcome::not_sent);
}

void throw_decode_error(std::string_view cpp_type, const Cell& cell, std::string_view why, std::string_view value) {
    std::string message = "value of type " + type_name(cell) + " can't be read as " + std::string(cpp_type);
    if (!why.empty()) message += ": " + std::string(why);
    throw_type_error(std::move(message), Outcome::executed, value);
}

}  // namespace azoth
