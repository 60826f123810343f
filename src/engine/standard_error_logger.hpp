#pragma once

#include <azoth/engine/logger.hpp>

#include <memory>

namespace azoth::detail {

/// Writes lines as they are, warnings and errors with what they are.
std::shared_ptr<Logger> make_standard_error_logger();

}  // namespace azoth::detail
