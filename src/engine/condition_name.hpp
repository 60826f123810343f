#pragma once

#include <string_view>

namespace azoth::detail {

/// The name of a SQLSTATE's condition in PostgreSQL's spelling: "unique_violation". The name of its class if the code
/// is not known, "error" if the class is not known either.
/// https://www.postgresql.org/docs/current/errcodes-appendix.html
std::string_view condition_name(std::string_view sqlstate) noexcept;

}  // namespace azoth::detail
