// An advisory lock without a name, which is released at once.
// warning: nodiscard
// only clang

#include "users.hpp"

azoth::task<void> run(azoth::AsyncConnection& connection) { co_await azoth::advisory_lock(connection, "report"); }
