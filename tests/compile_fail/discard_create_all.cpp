// create_all() that is not awaited.
// warning: nodiscard

#include "users.hpp"

void run(azoth::AsyncConnection& connection) { metadata.create_all(connection); }
