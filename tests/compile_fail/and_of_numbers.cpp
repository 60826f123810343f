// Numbers where conditions are wanted.
// expect: azoth: &&, || and ! are for conditions: compare the expression with something

#include <azoth/schema/table.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto condition() { return id && id > 1; }
