#pragma once

#include <azoth/engine/logger.hpp>

#include <memory>

namespace azoth::detail {

/// Writes lines to standard error; warnings and errors with their level.
std::shared_ptr<Logger> make_standard_error_logger();

}  // namespace azoth::detail
