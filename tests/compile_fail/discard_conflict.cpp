// ON CONFLICT without do_nothing() or do_update().
// warning: nodiscard

#include "users.hpp"

void write() { insert(users).values(users.name = "ada").on_conflict(users.id); }
