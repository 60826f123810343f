#pragma once

#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/dialect.hpp>

#include <exception>
#include <string_view>

// EngineOptions::hide_parameters: removes values from errors and notices. Values are removed when the engine receives
// an error from a session (ConcealingConnector), and from a statement's text when it is shown.
namespace azoth::detail {

/// An error without text of the database: the name of the condition replaces its message, and DETAIL, HINT and WHERE
/// are dropped. An error of azoth keeps its message, which contains no value, and loses its detail.
Diagnostics conceal_error(Diagnostics said);

/// The same for a notice.
Diagnostics conceal_notice(Diagnostics said);

/// A copy of a StatementError with conceal_error() applied; any other exception as it is.
std::exception_ptr conceal_error(const std::exception_ptr& error);

/// A copy with the statement attached, unless it has one: its literals are masked, and the position refers to the
/// masked text.
std::exception_ptr with_masked_statement(const std::exception_ptr& error, std::string_view sql, Quoting quoting,
                                         std::string_view parameters);

}  // namespace azoth::detail
