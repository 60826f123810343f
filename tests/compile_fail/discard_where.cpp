// where() on a statement that has a name: it gives a new statement.
// warning: nodiscard

#include "users.hpp"

auto statement() {
    auto query = select(users);
    query.where(users.id == 1);
    return query;
}
