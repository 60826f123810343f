// Rows of different types in one set.
// expect: azoth: the members of a set operation need the same number of columns, of types that compare

#include <azoth/schema/table.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>
#include <string>

azoth::Column<std::int64_t> id{"id"};
azoth::Column<std::string> name{"name"};

auto statement() { return union_(select(id), select(name)); }
