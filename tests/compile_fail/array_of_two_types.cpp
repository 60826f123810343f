// Elements of different types in one array.
// expect: azoth: these two types can't be compared in SQL: cast one of them

#include <azoth/expression/forms.hpp>

auto expression() { return azoth::array(1, "two"); }
