// Catches what is thrown in the library, and passes an exception of its own through it.
#include <azoth/azoth.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <iostream>
#include <typeinfo>

namespace az = azoth;

namespace {

int failures = 0;

void check(bool holds, const char* what) {
    if (holds) return;
    std::cerr << what << '\n';
    ++failures;
}

struct OwnError {};

// Whether fn throws an E, whose type is one object for the library and the program: libstdc++ would compare names,
// other libraries compare addresses.
template <class E, class Fn>
void throws(const Fn& fn, const char* what) {
    try {
        fn();
        check(false, what);
    } catch (const E& error) {
        check(&typeid(error) == &typeid(E), what);
    } catch (...) {
        check(false, what);
    }
}

template <class Fn>
void run(const Fn& fn) {
    boost::asio::io_context context;
    std::exception_ptr error;
    co_spawn(context, fn(), [&](std::exception_ptr e) { error = e; });
    context.run();
    if (error) std::rethrow_exception(error);
}

az::task<void> miss_a_table() {
    auto engine = az::create_async_engine("sqlite://");
    auto conn = co_await engine.connect();
    co_await conn.execute(az::text("SELECT * FROM nowhere"));
}

az::task<void> throw_within_begin() {
    auto engine = az::create_async_engine("sqlite://");
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(az::text("SELECT 1"));
        throw OwnError();
    });
}

}  // namespace

int main() {
    throws<az::ArgumentError>([] { return az::create_async_engine("no url"); }, "ArgumentError");
    throws<az::NoSuchModuleError>([] { return az::create_async_engine("mysql://host/"); }, "NoSuchModuleError");
    throws<az::ProgrammingError>([] { run(miss_a_table); }, "ProgrammingError of the backend's library");
    try {
        run(miss_a_table);
    } catch (const az::DatabaseError& error) {
        check(dynamic_cast<const az::ProgrammingError*>(&error) != nullptr, "dynamic_cast to ProgrammingError");
    }
    throws<OwnError>([] { run(throw_within_begin); }, "an exception of the program's own");
    return failures;
}
