#pragma once

#include <azoth/export.hpp>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Dialect;

namespace postgresql {

/// PostgreSQL's SQL: $1 placeholders, SERIAL, RETURNING, double-quoted identifiers of at most 63 bytes.
const Dialect& dialect() noexcept;

}  // namespace postgresql
}  // namespace azoth

AZOTH_EXPORT_END
