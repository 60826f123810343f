// An INSERT that is built and not executed.
// warning: nodiscard

#include "users.hpp"

void write() { insert(users).values(users.name = "ada"); }
