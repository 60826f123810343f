#pragma once

namespace azoth {

class Dialect;

namespace sqlite {

/// SQLite's SQL: ? placeholders, INTEGER PRIMARY KEY, RETURNING (SQLite 3.35).
const Dialect& dialect() noexcept;

}  // namespace sqlite
}  // namespace azoth
