// A DELETE that is built and not executed.
// warning: nodiscard

#include "users.hpp"

void write() { delete_from(users).where(users.id == 1); }
