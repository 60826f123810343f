// A query() that has a parameter, executed without its argument.
// expect: azoth: a query with parameters is executed with its arguments: call it

#include <azoth/engine/async_engine.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>

#include <cstdint>

azoth::Column<std::int64_t> id{"id"};

auto by_id() {
    return azoth::query([](azoth::Param<std::int64_t> wanted) { return select(id).where(id == wanted); });
}

azoth::task<void> run(azoth::AsyncEngine engine) { co_await engine.scalar(by_id()); }
