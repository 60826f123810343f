// Two days have a difference, but no sum.
// expect: azoth: these two types can't be calculated with in SQL: cast one of them

#include <azoth/schema/table.hpp>
#include <azoth/types/chrono_codecs.hpp>

#include <chrono>

azoth::Column<std::chrono::local_days> first{"first"};
azoth::Column<std::chrono::local_days> last{"last"};

auto sum() { return first + last; }
