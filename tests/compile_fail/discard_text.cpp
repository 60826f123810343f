// SQL text that is not executed.
// warning: nodiscard

#include "users.hpp"

void write() { azoth::text("DELETE FROM users"); }
