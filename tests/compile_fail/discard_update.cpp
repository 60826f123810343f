// An UPDATE that is built and not executed.
// warning: nodiscard

#include "users.hpp"

void write() { update(users).values(users.name = "ada").where(users.id == 1); }
