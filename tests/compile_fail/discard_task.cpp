// A statement whose execution is not awaited.
// warning: nodiscard

#include "users.hpp"

void run(azoth::AsyncConnection& connection) { connection.execute(select(users)); }
