#pragma once

#include <azoth/export.hpp>
#include <azoth/types/cell.hpp>
#include <azoth/types/text_form.hpp>

#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Appends a value as people read it in rows and logs: numbers bare, text quoted with ', NULL, bytes as hexadecimal,
/// times in ISO 8601. Never throws over the content: what can't be read is shown as bytes.
void append_display(std::string& out, const Cell& cell);

}  // namespace azoth

AZOTH_EXPORT_END
