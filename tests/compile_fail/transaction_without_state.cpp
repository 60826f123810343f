// A function for transaction() that takes state which is not passed.
// expect: azoth: the function of begin() or transaction() takes az::AsyncConnection& (a reference)

#include <azoth/engine/transaction.hpp>

azoth::task<void> run(azoth::AsyncEngine engine) {
    co_await azoth::transaction(
        engine, azoth::Isolation::serializable,
        [](azoth::AsyncConnection& connection, int) -> azoth::task<void> { co_await connection.commit(); });
}
