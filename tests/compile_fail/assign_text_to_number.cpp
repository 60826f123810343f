// Text into a column of numbers.
// expect: azoth: a value of this type can't be stored in the column: cast it

#include <azoth/schema/table.hpp>
#include <azoth/sql/insert.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto assignment() { return id = "seven"; }
