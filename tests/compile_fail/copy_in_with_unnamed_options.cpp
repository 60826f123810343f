// Options without a name inside co_await, which g++ 12 destroys twice. Other compilers: the same words, from here.
// expect: use of deleted function

#include <azoth/engine/copy.hpp>

#include <cstdint>
#include <tuple>
#include <vector>

struct Users {
    azoth::Column<std::int64_t> id{"id"};
};

azoth::task<void> run(azoth::AsyncConnection& connection, const azoth::Table<Users>& users,
                      const std::vector<std::tuple<std::int64_t>>& rows) {
    co_await azoth::copy_in(connection, users, rows, {.progress = [](std::uint64_t) {}});
}
#if defined(__clang__) || __GNUC__ >= 13
static_assert(false, "use of deleted function: of g++ 12 only, this compiler needs it not");
#endif
