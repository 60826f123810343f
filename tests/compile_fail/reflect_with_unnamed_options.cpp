// Options without a name inside co_await, which g++ 12 destroys twice. Other compilers: the same words, from here.
// expect: use of deleted function

#include <azoth/reflection/reflect.hpp>

azoth::task<void> run(azoth::MetaData& metadata, const azoth::AsyncConnection& connection) {
    co_await azoth::reflect(metadata, connection, {.views = true});
}
#if defined(__clang__) || __GNUC__ >= 13
static_assert(false, "use of deleted function: of g++ 12 only, this compiler needs it not");
#endif
