// An alias without a name.
// warning: nodiscard

#include "users.hpp"

void rename() { users.alias("people"); }
