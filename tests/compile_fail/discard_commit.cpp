// A commit() that is not awaited.
// warning: nodiscard

#include "users.hpp"

void run(azoth::AsyncConnection& connection) { connection.commit(); }
