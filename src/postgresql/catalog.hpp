#pragma once

#include <azoth/sql/catalog.hpp>

namespace azoth::postgresql {

/// Reads PostgreSQL's system catalogue, of version 12 and later.
const Catalog& catalog() noexcept;

}  // namespace azoth::postgresql
