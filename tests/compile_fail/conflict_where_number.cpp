// The condition of an ON CONFLICT DO UPDATE as a number.
// expect: azoth: a condition is a truth value: compare the expression with something

#include <azoth/sql/insert.hpp>

struct Users {
    azoth::Column<int> id{"id", azoth::primary_key};
    azoth::Column<int> age{"age"};
};

auto statement(const azoth::Table<Users>& users) {
    return insert(users).values(users.id = 1).on_conflict(users.id).do_update(users.age = 2).where(users.age);
}
