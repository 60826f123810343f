#include "catch.hpp"
#include "each_database.hpp"
#include "schema.hpp"
#include "support.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;

namespace {

az::task<void> connect_to(std::string url) {
    auto engine = az::create_async_engine(url);
    auto conn = co_await engine.connect();
}

/// The test server's URL with other credentials or another database.
std::string changed(std::string url, std::string_view credentials, std::string_view database) {
    const std::size_t begin = url.find("://") + 3;
    const std::size_t at = url.find('@');
    url.replace(begin, at - begin, credentials);
    if (!database.empty()) url.replace(url.rfind('/') + 1, std::string::npos, database);
    return url;
}

}  // namespace

TEST_CASE("A malformed URL throws without showing its password", "[engine]") {
    for (const std::string url :
         {"", "sqlite", "://", "postgresql://me:hush@host:port/db", "postgresql://me:hush@[::1/db",
          "post gres://me:hush@host/db", "postgresql://me:hu%zzsh@host/db"}) {
        INFO(url);
        std::string message;
        try {
            static_cast<void>(az::create_async_engine(url));
        } catch (const az::ArgumentError& error) {
            message = error.what();
        }
        CHECK_FALSE(message.empty());
        CHECK_THAT(message, !ContainsSubstring("hush"));
    }
}

TEST_CASE("An unknown backend or driver is named, with those there are", "[engine]") {
    CHECK_THROWS_MATCHES(az::create_async_engine("oracle://me:hush@host/db"), az::NoSuchModuleError,
                         Message("there is no backend \"oracle\"; linked into this program: postgresql, sqlite. Link "
                                 "its library, azoth::postgresql or azoth::sqlite; without CMake, compile with the "
                                 "flags of `pkg-config --cflags azoth` too."));
    CHECK_THROWS_AS(az::create_async_engine("sqlite+nonsense://"), az::NoSuchModuleError);
}

TEST_CASE("Options out of range throw", "[engine]") {
    az::EngineOptions options;
    options.max_overflow = -2;
    CHECK_THROWS_AS(az::create_async_engine("sqlite://", options), az::ArgumentError);
    options = az::EngineOptions();
    options.pool_timeout = std::chrono::milliseconds(-1);
    CHECK_THROWS_AS(az::create_async_engine("sqlite://", options), az::ArgumentError);
}

TEST_CASE("The URL of an engine prints without its password", "[engine]") {
    const auto engine = az::create_async_engine("postgresql://me:hush@host/db");
    CHECK(engine.url().render() == "postgresql://me:***@host/db");
}

TEST_CASE("A refused connection is an OperationalError, and the pool is as before", "[engine][postgresql]") {
    run([]() -> az::task<void> {
        auto engine = az::create_async_engine("postgresql://me:hush@127.0.0.1:1/db");
        for (int i = 0; i < 2; ++i) {
            const auto error = co_await failure<az::OperationalError>(engine.connect());
            REQUIRE(error.has_value());
            CHECK_THAT(error->what(), ContainsSubstring("127.0.0.1") && !ContainsSubstring("hush"));
            CHECK(error->outcome() == az::Outcome::not_sent);
            CHECK(engine.pool().checked_out == 0);
        }
    }());
}

TEST_CASE("A wrong password and an unknown database are OperationalErrors", "[engine][postgresql]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> az::task<void> {
        const auto password =
            co_await failure<az::OperationalError>(connect_to(changed(where, "azoth_scram:very-wrong", "")));
        REQUIRE(password.has_value());
        CHECK(password->sqlstate() == "28P01");
        CHECK_THAT(password->what(), !ContainsSubstring("very-wrong"));
        const auto database = co_await failure<az::OperationalError>(connect_to(changed(where, "azoth", "no_such_db")));
        REQUIRE(database.has_value());
        CHECK_THAT(database->what(), ContainsSubstring("no_such_db"));
    }(url));
}

TEST_CASE("A database file that can't be opened is an OperationalError", "[engine]") {
    run([]() -> az::task<void> {
        const auto error = co_await failure<az::OperationalError>(connect_to("sqlite:////no/such/folder/file.db"));
        CHECK(error.has_value());
    }());
}

TEST_CASE("A missing table is an error with the statement and its parameters", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto missing = az::text("SELECT a FROM no_such_table WHERE a = :a").columns<std::int64_t>();
        const auto error = co_await failure<az::StatementError>(conn.execute(missing, az::named("a", 7)));
        REQUIRE(error.has_value());
        CHECK_THAT(std::string(error->statement()), StartsWith("SELECT a FROM no_such_table WHERE a = "));
        CHECK(error->parameters() == "(7,)");
        CHECK_THAT(error->what(), ContainsSubstring("no_such_table") && ContainsSubstring("[parameters: (7,)]"));
    });
}

TEST_CASE("A violated constraint is an IntegrityError that names it", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto insertion = insert(users).values(users.name = "ada");
        const auto error = co_await failure<az::IntegrityError>(conn.execute(insertion));
        REQUIRE(error.has_value());
        CHECK(error->parameters() == "('ada',)");
        CHECK(error->sqlstate() == "23505");
        CHECK(error->is_unique_violation());
        if (is_postgresql(engine.url().backend)) {
            CHECK(error->constraint() == "engine_users_name_key");
        } else {
            CHECK_THAT(std::string(error->message()), ContainsSubstring("engine_users.name"));
        }
    });
}

TEST_CASE("The kind of a violated constraint is the same on every database", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto exec = [&](const char* sql) { return conn.exec_driver_sql(sql); };
        co_await exec("DROP TABLE IF EXISTS engine_child");
        co_await exec("DROP TABLE IF EXISTS engine_parent");
        co_await exec("CREATE TABLE engine_parent (id INTEGER PRIMARY KEY, name VARCHAR(9) NOT NULL UNIQUE)");
        co_await exec(
            "CREATE TABLE engine_child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES engine_parent, "
            "n INTEGER CHECK (n > 0))");
        co_await exec("INSERT INTO engine_parent VALUES (1, 'a')");
        co_await exec("INSERT INTO engine_child VALUES (1, 1, 1)");
        co_await conn.commit();
        const std::vector<std::tuple<const char*, az::ConstraintKind, const char*>> violations{
            {"INSERT INTO engine_parent VALUES (1, 'b')", az::ConstraintKind::unique, "23505"},
            {"INSERT INTO engine_parent VALUES (2, 'a')", az::ConstraintKind::unique, "23505"},
            {"INSERT INTO engine_parent VALUES (2, NULL)", az::ConstraintKind::not_null, "23502"},
            {"INSERT INTO engine_child VALUES (2, 7, 1)", az::ConstraintKind::foreign_key, "23503"},
            {"DELETE FROM engine_parent", az::ConstraintKind::foreign_key, "23503"},
            {"INSERT INTO engine_child VALUES (2, 1, 0)", az::ConstraintKind::check, "23514"}};
        for (const auto& [sql, kind, sqlstate] : violations) {
            INFO(sql);
            const auto error = co_await failure<az::IntegrityError>(exec(sql));
            REQUIRE(error.has_value());
            CHECK(error->kind() == kind);
            CHECK(error->sqlstate() == sqlstate);
            CHECK(error->is_foreign_key_violation() == (kind == az::ConstraintKind::foreign_key));
            co_await conn.rollback();
        }
        co_await exec("DROP TABLE engine_child");
        co_await exec("DROP TABLE engine_parent");
        co_await conn.commit();
    });
}

TEST_CASE("What is wrong with a statement has the same SQLSTATE on every database", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const std::vector<std::pair<const char*, const char*>> all{{"SELECT FROM WHERE", "42601"},
                                                                   {"SELECT * FROM engine_no_such_table", "42P01"},
                                                                   {"SELECT no_such_column FROM engine_users", "42703"},
                                                                   {"SELECT no_such_function(1)", "42883"},
                                                                   {"CREATE TABLE engine_users (id INTEGER)", "42P07"}};
        for (const auto& [sql, sqlstate] : all) {
            INFO(sql);
            const auto error = co_await failure<az::ProgrammingError>(conn.exec_driver_sql(sql));
            REQUIRE(error.has_value());
            CHECK(error->sqlstate() == sqlstate);
            co_await conn.rollback();
        }
    });
}

TEST_CASE("A failing row of an executemany fails all of them and is shown", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const std::vector<std::string> names{"barbara", "ada", "leslie"};
        const auto insertion = insert(users).columns(users.name);
        const auto error = co_await failure<az::IntegrityError>(conn.execute(insertion, names));
        REQUIRE(error.has_value());
        CHECK_THAT(std::string(error->parameters()), ContainsSubstring("('barbara',), ('ada',)"));
        co_await conn.rollback();
        const auto left = co_await conn.execute(select(users.id));
        CHECK(left.size() == 3);
    });
}

TEST_CASE("The error for a row with an unsuitable value names the column, and the connection remains usable",
          "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const std::vector<std::string> names{"fine", std::string("no\0text", 7)};
        const auto insertion = insert(users).columns(users.name);
        const auto error = co_await failure<az::DataError>(conn.execute(insertion, names));
        REQUIRE(error.has_value());
        CHECK_THAT(std::string(error->message()), StartsWith("row 2, column 'name': "));
        CHECK(error->column() == "name");
        co_await conn.rollback();
        const auto left = co_await conn.execute(select(users.id));
        CHECK(left.size() == 3);
    });
}

TEST_CASE("A value that doesn't fit its type never reaches the database", "[engine]") {
    on_each_database([](az::AsyncEngine) -> az::task<void> {
        CHECK_THROWS_AS(insert(users).values(users.name = std::string("no\0text", 7)), az::DataError);
        co_return;
    });
}

TEST_CASE("Rows of other types than were declared are DataErrors with the statement", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto fewer = az::text("SELECT 1, 2").columns<std::int32_t>();
        const auto count = co_await failure<az::DataError>(conn.execute(fewer));
        REQUIRE(count.has_value());
        CHECK(count->message() == "the rows have 2 columns where 1 are expected");
        CHECK(count->statement() == "SELECT 1, 2");
        const auto text = az::text("SELECT 'word' AS a").columns<std::int32_t>();
        const auto result = co_await conn.execute(text);
        CHECK_THROWS_AS(result.scalar(), az::DataError);
        const auto null = az::text("SELECT NULL AS a").columns<std::string>();
        const auto nothing = co_await conn.execute(null);
        CHECK_THROWS_MATCHES(nothing.scalars().one(), az::DataError,
                             Message("column 'a' is NULL but is read as a type that is not optional"));
        CHECK_FALSE(nothing.scalar().has_value());
    });
}

TEST_CASE("A server that ends the connection in mid-query is an OperationalError, and the next connection is good",
          "[engine][postgresql]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> az::task<void> {
        az::EngineOptions options;
        options.pool_size = 1;
        options.max_overflow = 0;
        auto engine = az::create_async_engine(where, options);
        auto killer = az::create_async_engine(where);
        {
            auto conn = co_await engine.connect();
            const auto pid = co_await conn.scalar(az::text("SELECT pg_backend_pid()").columns<std::int32_t>());
            co_spawn(
                co_await asio::this_coro::executor,
                [](az::AsyncEngine from, std::int32_t victim) -> az::task<void> {
                    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(100));
                    co_await timer.async_wait(asio::use_awaitable);
                    auto other = co_await from.connect();
                    const auto kill = az::text("SELECT pg_terminate_backend(:pid)").columns<bool>();
                    co_await other.execute(kill, az::named("pid", victim));
                }(killer, *pid),
                [](const std::exception_ptr& error) {
                    if (error) std::rethrow_exception(error);
                });
            const auto sleep = az::text("SELECT 1 FROM pg_sleep(30)").columns<std::int32_t>();
            const auto error = co_await failure<az::OperationalError>(conn.execute(sleep));
            REQUIRE(error.has_value());
            CHECK(error->sqlstate() == "57P01");
            CHECK(error->connection_lost());
            CHECK(error->statement() == "SELECT 1 FROM pg_sleep(30)");
            // Later operations report that the connection is lost; a rollback has nothing to do.
            const auto again = co_await failure<az::OperationalError>(conn.execute(sleep));
            REQUIRE(again.has_value());
            CHECK(again->outcome() == az::Outcome::not_sent);
            co_await conn.rollback();
        }
        auto conn = co_await engine.connect();
        const auto alive = co_await conn.scalar(az::text("SELECT 1").columns<std::int32_t>());
        CHECK(alive == 1);
    }(url));
}

TEST_CASE("A commit on a lost connection is an error", "[engine][postgresql]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        auto lost = engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            try {
                co_await conn.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())");
            } catch (const az::OperationalError&) {
                // As in a function that ignores errors.
            }
        });
        const auto error = co_await failure<az::OperationalError>(std::move(lost));
        REQUIRE(error.has_value());
        CHECK(error->connection_lost());
        CHECK(error->outcome() == az::Outcome::rolled_back);
    }(url));
}

TEST_CASE("A commit that the database turns into a rollback is an error", "[engine][postgresql]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        co_await fill(engine);
        auto block = engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.execute(insert(users).values(users.name = "barbara"));
            const auto wrong = co_await failure<az::StatementError>(conn.exec_driver_sql("SELECT nonsense"));
            CHECK(wrong.has_value());
        });
        const auto error = co_await failure<az::InternalError>(std::move(block));
        REQUIRE(error.has_value());
        CHECK(error->outcome() == az::Outcome::rolled_back);
        auto conn = co_await engine.connect();
        const auto left = co_await conn.execute(select(users.id));
        CHECK(left.size() == 3);
    }(url));
}

TEST_CASE("A write where only reading is allowed is the same error on every database", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const bool sqlite = engine.dialect().name() == "sqlite";
        co_await conn.exec_driver_sql(sqlite ? "PRAGMA query_only = ON" : "SET TRANSACTION READ ONLY");
        const auto error = co_await failure<az::InternalError>(conn.execute(az::delete_from(users)));
        REQUIRE(error);
        CHECK(error->sqlstate() == "25006");
        CHECK(error->outcome() != az::Outcome::committed);
        co_await conn.rollback();
        if (sqlite) co_await conn.exec_driver_sql("PRAGMA query_only = OFF");
    });
}
