// Texts can't be added up.
// expect: azoth: only numbers and intervals can be added up: cast the expression

#include <azoth/expression/func.hpp>
#include <azoth/schema/table.hpp>

#include <string>

azoth::Column<std::string> name{"name"};

auto total() { return azoth::func::sum(name); }
