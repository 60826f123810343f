// A transaction that is not awaited.
// warning: nodiscard

#include "users.hpp"

void run(azoth::AsyncEngine engine) {
    engine.begin([](azoth::AsyncConnection&) -> azoth::task<void> { co_return; });
}
