#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/task.hpp>

namespace tpch {

/// Creates the tables and fills them with some 9000 rows, the same ones each time. Words and numbers are drawn as the
/// specification says, but oftener from those that its queries ask for: with the specification's odds most of the
/// answers would be empty at this size.
azoth::task<void> load(azoth::AsyncConnection& connection);

}  // namespace tpch
