// A pattern for numbers.
// expect: azoth: only text can be matched against a pattern: cast the operand

#include <azoth/schema/table.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto condition() { return id.like("1%"); }
