// A column as a truth value of C++.
// expect: azoth: an expression has no truth value in C++, the database computes it

#include "users.hpp"

int count() {
    while (users.id) return 1;
    return 0;
}
