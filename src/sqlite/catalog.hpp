#pragma once

#include <azoth/sql/catalog.hpp>

namespace azoth::sqlite {

/// Reads sqlite_master and PRAGMAs. Information that they do not have, such as the names of constraints, is parsed from
/// the text of CREATE TABLE.
const Catalog& catalog() noexcept;

}  // namespace azoth::sqlite
