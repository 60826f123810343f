#pragma once

#include "sql/text_lexer.hpp"
#include <azoth/sql/statement_text.hpp>

namespace azoth::detail {

/// Throws InvalidRequestError if the text shows that the statement changes the session that executes it: on a shared
/// connection the change would affect other callers.
void check_no_session_change(const StatementText& text, Quoting quoting);

}  // namespace azoth::detail
