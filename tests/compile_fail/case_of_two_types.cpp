// Branches of a CASE that have nothing in common.
// expect: azoth: alternatives of one expression are to have one type: cast some of them

#include <azoth/expression/case.hpp>
#include <azoth/schema/table.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto expression() { return case_(when(id > 1, 1)).else_("none"); }
