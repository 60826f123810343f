// A transaction object without a name, which is rolled back at once.
// warning: nodiscard
// only clang

#include "users.hpp"

azoth::task<void> run(azoth::AsyncConnection& connection) { co_await connection.begin(); }
