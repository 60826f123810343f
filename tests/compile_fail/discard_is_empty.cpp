// is_empty() asks and does not empty.
// warning: nodiscard

#include "users.hpp"

void clear(azoth::Condition condition) { condition.is_empty(); }
