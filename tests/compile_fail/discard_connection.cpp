// A connection without a name, which is checked in at once.
// warning: nodiscard
// only clang

#include "users.hpp"

azoth::task<void> run(azoth::AsyncEngine engine) { co_await engine.connect(); }
