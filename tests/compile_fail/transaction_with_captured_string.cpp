// The same, given to transaction().
// expect: azoth: g++ 12 destroys the captures of this lambda twice

#include <azoth/engine/transaction.hpp>

#include <string>

azoth::task<void> run(azoth::AsyncEngine engine, std::string name) {
    co_await azoth::transaction(
        engine, azoth::Isolation::serializable, azoth::retries(3),
        [name](azoth::AsyncConnection& connection) -> azoth::task<void> { co_await connection.commit(); });
}
#if defined(__clang__) || __GNUC__ >= 13
static_assert(false, "azoth: g++ 12 destroys the captures of this lambda twice, this compiler does not");
#endif
