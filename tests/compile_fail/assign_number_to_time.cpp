// A value of another type than the column's, through the column.
// expect: azoth: a value of this type can't be stored in the column: cast it

#include <azoth/schema/table.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/types/chrono_codecs.hpp>

azoth::Column<azoth::Timestamptz> at{"at"};

auto assignment() { return at = 5; }
