#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/statement.hpp>

#include <cstddef>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Whether two statements say the same: the same constructs over the same tables, with equal values. Two aliases that
/// were made apart are the same if they stand at the same places. Thread-safe.
bool same(const Statement& a, const Statement& b);
/// Equal for statements that are the same(). Not stable from one run of the program to the next.
std::size_t hash(const Statement& statement);

}  // namespace azoth

AZOTH_EXPORT_END
