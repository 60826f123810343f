// The columns of an alias without a name.
// expect: deleted function

#include "users.hpp"

const auto& name() { return columns(users.alias("people")).name; }
