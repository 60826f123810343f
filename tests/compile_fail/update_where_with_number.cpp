// A number where the condition of an UPDATE is wanted.
// expect: azoth: a condition is a truth value: compare the expression with something

#include <azoth/schema/table.hpp>
#include <azoth/sql/update.hpp>

#include <cstdint>

struct Users {
    azoth::Column<std::int64_t> id{"id", azoth::primary_key};
};
azoth::MetaData metadata;
const azoth::Table<Users> users{"users", metadata};

auto statement() { return update(users).where(users.id).values(users.id = 1); }
