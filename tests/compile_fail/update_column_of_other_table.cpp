// A column of another table in the SET of an UPDATE.
// expect: azoth: this column belongs to another table than the one that is inserted into or updated

#include <azoth/schema/table.hpp>
#include <azoth/sql/update.hpp>

#include <cstdint>
#include <string>

azoth::MetaData metadata;

struct Users {
    azoth::Column<std::int64_t, Users> id{"id"};
};
const azoth::Table<Users> users{"users", metadata};

struct Orders {
    azoth::Column<std::int64_t, Orders> id{"id"};
};
const azoth::Table<Orders> orders{"orders", metadata};

auto statement() { return update(users).where(users.id == 1).values(orders.id = 1); }
