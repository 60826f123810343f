// NULL as the argument for a parameter that is not optional.
// expect: azoth: an argument of this query has another type than its parameter

#include <azoth/schema/table.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto by_id() {
    return azoth::query([](azoth::Param<std::int64_t> wanted) { return select(id).where(id == wanted); });
}

void call() { static_cast<void>(by_id()(nullptr)); }
