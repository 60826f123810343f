// A Condition as a truth value of C++.
// expect: azoth: an expression has no truth value in C++, the database computes it

#include "users.hpp"

int count(const azoth::Condition& filter) { return filter ? 1 : 0; }
