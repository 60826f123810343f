// = where == is meant, in a WHERE.
// expect: azoth: a condition is a truth value: compare the expression with something

#include "users.hpp"

auto statement() { return select(users).where(users.id = 1); }
