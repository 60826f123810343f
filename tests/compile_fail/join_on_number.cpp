// A number where a join's condition is wanted.
// expect: azoth: a condition is a truth value: compare the expression with something

#include <azoth/schema/table.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>

struct Users {
    azoth::Column<std::int64_t> id{"id", azoth::primary_key};
};
azoth::MetaData metadata;
const azoth::Table<Users> users{"users", metadata};
const azoth::Table<Users> others{"others", metadata};

auto statement() { return select(users.id).join(others, others.id); }
