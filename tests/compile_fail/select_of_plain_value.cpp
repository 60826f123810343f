// A C++ value where an expression is wanted.
// expect: azoth: select() takes columns, expressions and tables: make an expression of a C++ value with literal()

#include <azoth/schema/table.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

void statement() { select(id, 5); }
