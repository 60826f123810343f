// A Condition is no bool.
// expect: Condition

#include "users.hpp"

bool all(const azoth::Condition& filter) { return filter; }
