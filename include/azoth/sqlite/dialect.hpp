#pragma once

#include <azoth/export.hpp>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Dialect;

namespace sqlite {

/// SQLite's SQL: ? placeholders, INTEGER PRIMARY KEY, RETURNING (SQLite 3.35).
const Dialect& dialect() noexcept;

}  // namespace sqlite
}  // namespace azoth

AZOTH_EXPORT_END
