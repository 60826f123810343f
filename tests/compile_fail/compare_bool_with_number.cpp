// A truth value is no number.
// expect: azoth: these two types can't be compared in SQL: cast one of them

#include <azoth/schema/table.hpp>

azoth::Column<bool> active{"active"};

auto condition() { return active == 1; }
