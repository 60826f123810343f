// A function for begin() that takes the connection by value.
// expect: azoth: the function of begin() or transaction() takes az::AsyncConnection& (a reference)

#include <azoth/engine/async_engine.hpp>

azoth::task<void> run(azoth::AsyncEngine engine) {
    co_await engine.begin(azoth::Isolation::serializable,
                          [](azoth::AsyncConnection connection) -> azoth::task<void> { co_await connection.commit(); });
}
