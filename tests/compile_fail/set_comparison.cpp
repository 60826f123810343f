// == where = is meant, in the values of an UPDATE.
// expect: azoth: values() takes assignments: write column = value

#include "users.hpp"

auto statement() { return update(users).values(users.name == "ada"); }
