#pragma once

#include <azoth/error.hpp>

#include <exception>
#include <functional>
#include <string_view>

namespace azoth::detail {

/// An exception object of its own, of the same type and with the same content. What several callers are to be thrown
/// is copied for each: they may attach a statement to theirs, change it, and keep it, on any thread. An exception of a
/// type that is neither azoth's nor Boost's is given back as it is.
std::exception_ptr own_copy(const std::exception_ptr& error);

/// A copy of an azoth::StatementError with a statement attached, unless it has one; any other exception as it is.
std::exception_ptr with_statement(const std::exception_ptr& error, std::string_view statement,
                                  std::string_view parameters);

/// A copy of an azoth::StatementError with another outcome; any other exception as it is.
std::exception_ptr with_outcome(const std::exception_ptr& error, Outcome outcome);

/// A copy of an azoth::StatementError with changed diagnostics; any other exception as it is.
std::exception_ptr with_diagnostics(const std::exception_ptr& error,
                                    const std::function<Diagnostics(Diagnostics)>& changed);

}  // namespace azoth::detail
