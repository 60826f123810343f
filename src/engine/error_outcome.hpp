#pragma once

#include <azoth/error.hpp>

#include <exception>

namespace azoth::detail {

/// What is known of the statement that failed with this error.
Outcome outcome_of(const std::exception_ptr& error) noexcept;

}  // namespace azoth::detail
