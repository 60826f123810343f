// = where == is meant, in an if.
// expect: azoth: = makes an assignment for values() and has no truth value: == compares

#include "users.hpp"

int count() {
    if (users.id = 1) return 1;
    return 0;
}
