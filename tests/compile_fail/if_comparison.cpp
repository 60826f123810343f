// A comparison of SQL as a truth value of C++.
// expect: azoth: an expression has no truth value in C++, the database computes it

#include "users.hpp"

int count() {
    if (users.id == 1) return 1;
    return 0;
}
