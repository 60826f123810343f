#pragma once

#include <azoth/driver/backend.hpp>

#include <memory>

namespace azoth::detail {

/// The connector of an engine with EngineOptions::hide_parameters: applies conceal_error() to the errors of its
/// sessions and their cursors. Errors of connecting contain no values and are unchanged.
std::shared_ptr<Connector> conceal_errors(std::shared_ptr<Connector> connector);

}  // namespace azoth::detail
