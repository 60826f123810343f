// deferrable() gives a new constraint.
// warning: nodiscard

#include "users.hpp"

auto constraint() {
    azoth::UniqueConstraint constraint(users.name);
    constraint.deferrable();
    return constraint;
}
