// A number where a condition is wanted.
// expect: azoth: a condition is a truth value: compare the expression with something

#include <azoth/schema/table.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto statement() { return select(id).where(id); }
