// A parameter of text beside a column of numbers.
// expect: azoth: these two types can't be compared in SQL: cast one of them

#include <azoth/schema/table.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>
#include <string>

azoth::Column<std::int64_t> id{"id"};

auto by_id() {
    return azoth::query([](azoth::Param<std::string> wanted) { return select(id).where(id == wanted); });
}
