#pragma once

#include "catch.hpp"
#include "schema.hpp"
#include "support.hpp"

#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace azoth_tests {

/// Runs test(engine) on a database with filled tables.
template <class Test>
void on_database(const std::string& url, const azoth::EngineOptions& options, Test test) {
    run([](std::string where, azoth::EngineOptions given, Test body) -> azoth::task<void> {
        auto engine = azoth::create_async_engine(where, given);
        co_await fill(engine);
        co_await body(engine);
        co_await engine.dispose();
    }(url, options, test));
}

/// The same on each database.
template <class Test>
void on_each_database(const azoth::EngineOptions& options, Test test) {
    const auto url = GENERATE(from_range(urls()));
    INFO(url);
    on_database(url, options, test);
}
template <class Test>
void on_each_database(Test test) {
    on_each_database(azoth::EngineOptions(), test);
}

/// The same on PostgreSQL only, if there is a server.
template <class Test>
void on_postgresql(const azoth::EngineOptions& options, Test test) {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    on_database(url, options, test);
}
template <class Test>
void on_postgresql(Test test) {
    on_postgresql(azoth::EngineOptions(), test);
}

/// Runs test(connection) on each database, with filled tables.
template <class Test>
void on_each_connection(Test test) {
    on_each_database([test](azoth::AsyncEngine engine) -> azoth::task<void> {
        auto conn = co_await engine.connect();
        co_await test(conn);
    });
}

/// Awaits a task that must throw an E, which is returned.
template <class E, class T>
azoth::task<std::optional<E>> failure(azoth::task<T> task) {
    try {
        co_await std::move(task);
    } catch (const E& error) {
        co_return error;
    }
    co_return std::nullopt;
}

/// The names of all users, read on another connection.
inline azoth::task<std::vector<std::string>> names(azoth::AsyncEngine engine) {
    auto conn = co_await engine.connect();
    const auto result = co_await conn.scalars(select(users.name).order_by(users.id));
    co_return result.all();
}

inline azoth::task<void> add(azoth::AsyncConnection& conn, std::string name) {
    co_await conn.execute(insert(users).values(users.name = name));
}

using Users = azoth::Result<std::int64_t, std::string, std::optional<std::string>>;

/// All users of a database with filled tables.
inline azoth::task<Users> all_users(std::string url) {
    auto engine = azoth::create_async_engine(url);
    co_await fill(engine);
    auto conn = co_await engine.connect();
    co_return co_await conn.execute(select(users).order_by(users.id));
}

template <class T>
std::string printed(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

}  // namespace azoth_tests
