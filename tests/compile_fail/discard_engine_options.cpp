// execution_options() gives another engine.
// warning: nodiscard

#include "users.hpp"

void limit(azoth::AsyncEngine engine) { engine.execution_options(azoth::Isolation::autocommit); }
