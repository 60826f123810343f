// unique() gives a new index.
// warning: nodiscard

#include "users.hpp"

auto index() {
    azoth::Index index("ix_name", users.name);
    index.unique();
    return index;
}
