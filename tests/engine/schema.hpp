#pragma once

#include <azoth/azoth.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace azoth_tests {

// The tables of most tests of the engine. Every test begins with new tables.

struct UserColumns {
    azoth::Column<std::int64_t> id{"id", azoth::primary_key};
    azoth::Column<std::string> name{"name", azoth::String(50), azoth::unique};
    azoth::Column<std::optional<std::string>> email{"email"};
};

inline azoth::MetaData meta;
inline const azoth::Table<UserColumns> users{"engine_users", meta};

/// A row of the table without its id.
struct NewUser {
    std::string name;
    std::optional<std::string> email;
};

struct User {
    std::int64_t id;
    std::string name;
    std::optional<std::string> email;
};

/// Recreates the tables, with ada, grace and edsger in them; only ada has an e-mail address.
inline azoth::task<void> fill(azoth::AsyncEngine engine) {
    co_await engine.begin([](azoth::AsyncConnection& conn) -> azoth::task<void> {
        co_await meta.drop_all(conn);
        co_await meta.create_all(conn);
        const std::vector<NewUser> rows{{"ada", "ada@example.org"}, {"grace", {}}, {"edsger", {}}};
        co_await conn.execute(insert(users), rows);
    });
}

}  // namespace azoth_tests
