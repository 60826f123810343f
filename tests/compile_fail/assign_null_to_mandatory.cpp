// NULL into a column that is not optional.
// expect: azoth: NULL can't be stored in a column that is not optional

#include <azoth/schema/table.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto assignment() { return id = nullptr; }
