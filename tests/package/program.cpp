// The smallest program that uses azoth to some purpose; exits with 0 if the database answers as it should.
#include <azoth/azoth.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <exception>
#include <iostream>
#include <string>

namespace az = azoth;

az::MetaData meta;

struct Users {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name", az::String(50)};
};
const az::Table<Users> users{"users", meta};

az::task<void> async_main(std::string& names) {
    auto engine = az::create_async_engine("sqlite://");
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await meta.create_all(conn);
        co_await conn.execute(insert(users).values(users.name = "ada").values(users.name = "grace"));
    });
    auto conn = co_await engine.connect();
    auto result = co_await conn.execute(select(users).order_by(users.id));
    for (auto [id, name] : result) names += std::to_string(id) + " " + name + "\n";
}

int main() {
    boost::asio::io_context context;
    std::string names;
    std::exception_ptr error;
    co_spawn(context, async_main(names), [&](std::exception_ptr e) { error = e; });
    context.run();
    if (error) std::rethrow_exception(error);
    std::cout << names;
    return names == "1 ada\n2 grace\n" ? 0 : 1;
}
