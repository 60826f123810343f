// A subquery of texts for a column of numbers.
// expect: azoth: these two types can't be compared in SQL: cast one of them

#include <azoth/schema/table.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>
#include <string>

azoth::Column<std::int64_t> id{"id"};
azoth::Column<std::string> name{"name"};

auto condition() { return id.in_(select(name)); }
