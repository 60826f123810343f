#pragma once

#include <string_view>

namespace azoth::detail {

/// The name of a SQLSTATE's condition, as PostgreSQL spells it: "unique_violation". That of its class if the code is
/// not known, "error" if the class is not either.
/// https://www.postgresql.org/docs/current/errcodes-appendix.html
std::string_view condition_name(std::string_view sqlstate) noexcept;

}  // namespace azoth::detail
