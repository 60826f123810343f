// The library, compiled by the program itself.
#include <azoth/sqlite/src.hpp>
