// Rows of different lengths in one set.
// expect: azoth: the members of a set operation need the same number of columns, of types that compare

#include <azoth/schema/table.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto statement() { return select(id).except_(select(id, id)); }
