// Numbers between two texts.
// expect: azoth: these two types can't be compared in SQL: cast one of them

#include <azoth/schema/table.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto condition() { return id.between("a", "z"); }
