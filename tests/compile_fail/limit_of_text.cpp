// A text where a number of rows is wanted.
// expect: azoth: a number of rows is an integer, a parameter or an expression

#include <azoth/schema/table.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto statement() { return select(id).limit("ten"); }
