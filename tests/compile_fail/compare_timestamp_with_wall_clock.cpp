// An instant and the reading of a wall clock have no order.
// expect: azoth: these two types can't be compared in SQL: cast one of them

#include <azoth/schema/table.hpp>
#include <azoth/types/chrono_codecs.hpp>

azoth::Column<azoth::Timestamptz> at{"at"};

auto condition() { return at == azoth::Timestamp(); }
