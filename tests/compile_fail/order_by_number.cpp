// The place of a column is no order: its name is, or the column.
// expect: azoth: an order is an expression, its asc() or desc(), or the name of a selected column

#include <azoth/schema/table.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto statement() { return select(id).order_by(1); }
