// A list of texts for a column of numbers.
// expect: azoth: these two types can't be compared in SQL: cast one of them

#include <azoth/schema/table.hpp>

#include <cstdint>
#include <string>
#include <vector>

azoth::Column<std::int64_t> id{"id"};

auto condition(const std::vector<std::string>& wanted) { return id.in_(wanted); }
