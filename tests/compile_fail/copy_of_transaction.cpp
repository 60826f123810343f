// A transaction object is not copied.
// expect: deleted

#include "users.hpp"

azoth::AsyncTransaction copy(const azoth::AsyncTransaction& transaction) { return transaction; }
