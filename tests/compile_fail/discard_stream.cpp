// A stream without a name, which is closed at once.
// warning: nodiscard
// only clang

#include "users.hpp"

azoth::task<void> run(azoth::AsyncConnection& connection) { co_await connection.stream(select(users)); }
