#pragma once

#include <azoth/sql/statement.hpp>

#include <cstddef>

namespace azoth {

/// Whether two statements are equal: the same constructs over the same tables, with equal values. Different aliases are
/// equal if they occur at the same places. Threads: thread-safe.
bool same(const Statement& a, const Statement& b);
/// Returns a hash that is equal for statements that are same(). It differs from one run of the program to the next.
std::size_t hash(const Statement& statement);

}  // namespace azoth
