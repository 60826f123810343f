// A function for begin() that is no coroutine.
// expect: azoth: the function of begin() or transaction() is a coroutine: it returns az::task<void> or az::task<T>

#include <azoth/engine/async_engine.hpp>

azoth::task<void> run(azoth::AsyncEngine engine) {
    co_await engine.begin([](azoth::AsyncConnection&) {});
}
