// DDL that is not executed.
// warning: nodiscard

#include "users.hpp"

void create() { azoth::CreateTable(users).if_not_exists(); }
