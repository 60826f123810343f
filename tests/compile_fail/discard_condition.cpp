// Conditions that are joined into nothing.
// warning: nodiscard

#include "users.hpp"

void filter() {
    azoth::Condition condition = users.id == 1;
    condition&& users.name == "ada";
}
