// A number and a text have no sum.
// expect: azoth: these two types can't be calculated with in SQL: cast one of them

#include <azoth/schema/table.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto sum() { return id + "1"; }
