// The whole of azoth in one page: declare a table, create it, fill it, read it back.
//
//     examples/run basic                                        SQLite, in memory
//     examples/run basic postgresql://scott:tiger@localhost/test
//
// What SQLAlchemy's examples/asyncio/basic.py does, in C++.

#include <azoth/azoth.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace az = azoth;

// The MetaData is the schema: it knows all tables, and creates or drops them together.
az::MetaData meta;

// A struct of columns is a table's shape. Each column has a C++ type, from which its SQL type follows; a column that
// may be NULL is a std::optional.
struct T1 {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::optional<std::string>> name{"name"};
};
const az::Table<T1> t1{"t1", meta};  // t1.id and t1.name are what statements are made of

// A row to insert is any struct or tuple. The database numbers the ids, so that the name is all we need to give.
struct NewRow {
    std::string name;
};

// Whatever waits for the database is awaited; az::task is a coroutine of Boost.Asio.
az::task<void> async_main(std::string url) {
    // The engine knows where the database is and keeps a pool of connections. Nothing connects before it is needed.
    auto engine = az::create_async_engine(url, {.echo = true});  // shows every statement on standard error

    // begin() takes a connection and calls the function in a transaction: COMMIT at its end, ROLLBACK if it throws.
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        // Code that can't await runs in run_sync(), on a thread of its own ...
        co_await conn.run_sync([](az::Connection& sync_conn) { meta.drop_all(sync_conn); });
        // ... all other code simply awaits.
        co_await meta.create_all(conn);

        // One INSERT, executed for each row of a range.
        const std::vector<NewRow> rows{{"some name 1"}, {"some name 2"}};
        co_await conn.execute(insert(t1), rows);
    });

    // connect() checks out a connection; its destructor checks it in.
    auto conn = co_await engine.connect();

    // execute() gives a Result: all rows, in memory, of the types that were selected.
    auto result = co_await conn.execute(select(t1).order_by(t1.id));
    std::cout << result << '\n';

    // stream() reads row by row; however many there are, only some are in memory.
    auto stream = co_await conn.stream(select(t1).order_by(t1.id));
    while (auto row = co_await stream.next()) std::cout << *row << '\n';

    co_await conn.close();

    // Takes leave of the database. Engines may also simply be dropped.
    co_await engine.dispose();
}

int main(int argc, char* argv[]) {
    boost::asio::io_context context;
    int status = 0;
    co_spawn(context, async_main(argc > 1 ? argv[1] : "sqlite://"), [&](std::exception_ptr error) {
        try {
            if (error) std::rethrow_exception(error);
        } catch (const std::exception& e) {
            std::cerr << e.what() << '\n';
            status = 1;
        }
    });
    context.run();
    return status;
}
