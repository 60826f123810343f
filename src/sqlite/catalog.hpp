#pragma once

#include <azoth/sql/catalog.hpp>

namespace azoth::sqlite {

/// Reads sqlite_master and the PRAGMAs. What they don't say, such as the names of constraints, comes from the text of
/// CREATE TABLE.
const Catalog& catalog() noexcept;

}  // namespace azoth::sqlite
