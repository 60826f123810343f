// An engine without a name.
// warning: nodiscard

#include "users.hpp"

void run() { azoth::create_async_engine("sqlite://"); }
