// label() on an expression that has a name: it gives a new expression.
// warning: nodiscard

#include "users.hpp"

auto labelled() {
    auto sum = azoth::func::sum(users.id);
    sum.label("total");
    return sum;
}
