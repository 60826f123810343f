// An assignment that stands alone, as if a table were a row.
// warning: azoth: an assignment changes nothing by itself: it belongs into values()

#include "users.hpp"

void rename() { users.name = "ada"; }
