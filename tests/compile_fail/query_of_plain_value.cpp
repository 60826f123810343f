// A lambda whose parameter is no Param.
// expect: azoth: the parameters of a query()'s lambda are Param<T>

#include <azoth/schema/table.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto by_id() {
    return azoth::query([](std::int64_t wanted) { return select(id).where(id == wanted); });
}
