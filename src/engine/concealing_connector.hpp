#pragma once

#include <azoth/driver/backend.hpp>

#include <memory>

namespace azoth::detail {

/// The connector of an engine with EngineOptions::hide_parameters: the errors of its sessions and their cursors go
/// through conceal_error(). Those of connecting do not, which hold no value.
std::shared_ptr<Connector> conceal_errors(std::shared_ptr<Connector> connector);

}  // namespace azoth::detail
