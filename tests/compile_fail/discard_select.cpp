// A query that is built and not executed.
// warning: nodiscard

#include "users.hpp"

void read() { select(users).where(users.id == 1); }
