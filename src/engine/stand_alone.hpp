#pragma once

#include "sql/text_lexer.hpp"
#include <azoth/sql/statement_text.hpp>

namespace azoth::detail {

/// Throws InvalidRequestError if a statement changes the session that executes it, as far as that can be seen, so that
/// it makes no sense where the session is anybody's.
void check_stands_alone(const StatementText& text, Quoting quoting);

}  // namespace azoth::detail
