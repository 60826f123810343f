#pragma once

#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/dialect.hpp>

#include <exception>
#include <string_view>

// EngineOptions::hide_parameters: what is left of errors and notices. Values are taken out where the engine receives
// them from a session (ConcealingConnector), and from the statement's text where it is shown.
namespace azoth::detail {

/// An error in which no text of the database's is left: the name of the condition stands for its message, and DETAIL,
/// HINT, WHERE are dropped. What azoth says by itself keeps its message, which holds no value, without its detail.
Diagnostics conceal_error(Diagnostics said);

/// The same of a notice.
Diagnostics conceal_notice(Diagnostics said);

/// A copy of a StatementError with conceal_error() applied; any other exception as it is.
std::exception_ptr conceal_error(const std::exception_ptr& error);

/// A copy with the statement attached, unless it has one: its literals masked, and the position in it moved to where it
/// is in the masked text.
std::exception_ptr with_masked_statement(const std::exception_ptr& error, std::string_view sql, Quoting quoting,
                                         std::string_view parameters);

}  // namespace azoth::detail
