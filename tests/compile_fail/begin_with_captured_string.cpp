// A lambda inside co_await that has captured a string, which g++ 12 destroys twice. Other compilers: the same sentence,
// from here, so that the test says something there, too.
// expect: azoth: g++ 12 destroys the captures of this lambda twice

#include <azoth/engine/async_engine.hpp>

#include <string>

azoth::task<void> run(azoth::AsyncEngine engine, std::string name) {
    co_await engine.begin(
        [name](azoth::AsyncConnection& connection) -> azoth::task<void> { co_await connection.commit(); });
}
#if defined(__clang__) || __GNUC__ >= 13
static_assert(false, "azoth: g++ 12 destroys the captures of this lambda twice, this compiler does not");
#endif
