// A SELECT without columns.
// expect: azoth: a SELECT needs at least one column

#include <azoth/sql/select.hpp>

void statement() { azoth::select(); }
