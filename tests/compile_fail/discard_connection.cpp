// A connection without a name, which goes back to the pool at once.
// warning: nodiscard
// only clang

#include "users.hpp"

azoth::task<void> run(azoth::AsyncEngine engine) { co_await engine.connect(); }
