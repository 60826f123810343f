#pragma once

#include <azoth/types/cell.hpp>
#include <azoth/types/text_form.hpp>

#include <string>

namespace azoth {

/// Appends a value for people, as in rows and logs: numbers, text quoted with ', NULL, bytes as hexadecimal, times in
/// ISO 8601. Does not throw for malformed contents: they are shown as bytes.
void append_display(std::string& out, const Cell& cell);

}  // namespace azoth
