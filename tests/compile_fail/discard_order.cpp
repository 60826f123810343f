// asc() gives an order and changes nothing.
// warning: nodiscard

#include "users.hpp"

void order() { users.name.asc(); }
