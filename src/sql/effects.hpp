#pragma once

#include <string_view>

namespace azoth {

/// Whether a function of the databases is known to have no effects, and not to depend on the time of the transaction.
bool is_effectless(std::string_view function) noexcept;

}  // namespace azoth
