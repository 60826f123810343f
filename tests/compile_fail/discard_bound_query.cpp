// A query() that is called and not executed.
// warning: nodiscard

#include "users.hpp"

const auto by_id = azoth::query([](azoth::Param<std::int64_t> id) { return select(users).where(users.id == id); });

void read() { by_id(7); }
