#include "catch.hpp"
#include "empty_database.hpp"

#include <string>
#include <thread>
#include <vector>

namespace az = azoth;
using namespace azoth_tests;

namespace {

constexpr const char* index_script =
    "BEGIN;\nCREATE TABLE books (id int PRIMARY KEY, title text);\n"
    "INSERT INTO books VALUES (1, 'a'), (2, 'a');\nCOMMIT;\n"
    "CREATE UNIQUE INDEX CONCURRENTLY ix_title ON books (title);\n"
    "CREATE INDEX CONCURRENTLY ix_id ON books (id);\n";

}  // namespace

TEST_CASE("A step that fails after its COMMIT is unfinished, and up() continues with the statement that failed",
          "[postgresql][engine]") {
    if (postgresql_url().empty()) return;
    const EmptyDatabase database(postgresql_url());
    const Folder folder;
    folder.write("0001_books.up.sql", index_script);
    folder.write("0001_books.down.sql", "DROP TABLE books");
    folder.write("0002_more.up.sql", "CREATE TABLE more (id int)");
    const std::string error = failure_of(database.migrator(folder).up());
    CHECK(contains(error, "0001_books\" is unfinished: 2 statements of 4"));
    CHECK(contains(error, "invalid index"));
    const auto status = run(database.migrator(folder).status());
    REQUIRE(status.size() == 2);
    CHECK(status[0].state == az::MigrationState::unfinished);
    CHECK(status[0].executed == 2);
    CHECK(status[1].state == az::MigrationState::pending);
    // It is not partly undone, and no other migration is applied before it.
    CHECK(contains(failure_of(database.migrator(folder).down()), "call `up` to continue"));

    database.execute({"DROP INDEX ix_title", "DELETE FROM books WHERE id = 2"});
    CHECK(run(database.migrator(folder).up()).size() == 2);
    CHECK(database.text("SELECT indexname::text FROM pg_indexes WHERE tablename = 'books' ORDER BY 1") ==
          "books_pkey;ix_id;ix_title;");
    CHECK(run(database.migrator(folder).status())[0].state == az::MigrationState::applied);
    CHECK(run(database.migrator(folder).up()).empty());
}

TEST_CASE("Only the statements after the executed ones of an unfinished migration may be edited",
          "[postgresql][engine]") {
    if (postgresql_url().empty()) return;
    const EmptyDatabase database(postgresql_url());
    const Folder folder;
    folder.write("0001_books.up.sql", index_script);
    CHECK_FALSE(failure_of(database.migrator(folder).up()).empty());
    folder.write("0001_books.up.sql",
                 "BEGIN; CREATE TABLE books (id int PRIMARY KEY, title text, x int);"
                 "INSERT INTO books VALUES (1, 'a'), (2, 'a'); COMMIT;");
    CHECK(contains(failure_of(database.migrator(folder).up()), "were edited after they were executed"));
    folder.write("0001_books.up.sql",
                 "BEGIN;\nCREATE TABLE books (id int PRIMARY KEY, title text);\n"
                 "INSERT INTO books VALUES (1, 'a'), (2, 'a');\nCOMMIT;\nDROP INDEX CONCURRENTLY ix_title;");
    CHECK(run(database.migrator(folder).up()).size() == 1);
    CHECK(run(database.migrator(folder).status())[0].state == az::MigrationState::applied);
}

TEST_CASE("A statement before BEGIN is not executed twice if the transaction failed", "[postgresql][engine]") {
    if (postgresql_url().empty()) return;
    const EmptyDatabase database(postgresql_url());
    database.execute({"CREATE TABLE books (id int, title text)"});
    const Folder folder;
    folder.write("0001_index.up.sql",
                 "CREATE INDEX CONCURRENTLY ix_id ON books (id); BEGIN; INSERT INTO later VALUES (1); COMMIT;");
    CHECK(contains(failure_of(database.migrator(folder).up()), "is unfinished: 1 statement of 2"));
    database.execute({"CREATE TABLE later (id int)"});
    CHECK(run(database.migrator(folder).up()).size() == 1);
    CHECK(database.text("SELECT count(*)::text FROM later") == "1;");
}

TEST_CASE("down() that fails after its COMMIT is unfinished, too", "[postgresql][engine]") {
    if (postgresql_url().empty()) return;
    const EmptyDatabase database(postgresql_url());
    const Folder folder;
    folder.write("0001_books.up.sql", "CREATE TABLE books (id int)");
    folder.write("0001_books.down.sql", "BEGIN; DROP TABLE books; COMMIT; DROP INDEX CONCURRENTLY missing;");
    run(database.migrator(folder).up());
    CHECK(contains(failure_of(database.migrator(folder).down()), "unfinished"));
    CHECK(contains(failure_of(database.migrator(folder).up()), "call `down` to continue"));
    database.execute({"CREATE TABLE t (x int)", "CREATE INDEX missing ON t (x)"});
    CHECK(run(database.migrator(folder).down()).size() == 1);
    CHECK(run(database.migrator(folder).status())[0].state == az::MigrationState::pending);
}

TEST_CASE("A step whose COMMIT fails throws MigrationError and has no effect", "[postgresql][sqlite][engine]") {
    const EmptyDatabase database(GENERATE(from_range(urls())));
    const Folder folder;
    folder.write("0001_keys.up.sql",
                 "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a DEFERRABLE INITIALLY "
                 "DEFERRED); INSERT INTO b VALUES (1)");
    CHECK(contains(failure_of(database.migrator(folder).up()), "failed and had no effect"));
    CHECK(run(database.migrator(folder).status())[0].state == az::MigrationState::pending);
}

TEST_CASE("A dump that empties the search path affects neither the migrator nor the next migration",
          "[postgresql][engine]") {
    if (postgresql_url().empty()) return;
    const EmptyDatabase database(postgresql_url());
    const Folder folder;
    folder.write("0001_dump.up.sql",
                 "SET client_min_messages = warning; SELECT pg_catalog.set_config('search_path', '', false);\n"
                 "CREATE TABLE unfinished.dumped (id int);");
    folder.write("0001_dump.down.sql",
                 "SELECT pg_catalog.set_config('search_path', '', false); DROP TABLE unfinished.dumped");
    folder.write("0002_next.up.sql", "CREATE TABLE next (id int); INSERT INTO dumped VALUES (1);");
    folder.write("0002_next.down.sql", "DROP TABLE next");
    CHECK(run(database.migrator(folder).up()).size() == 2);
    CHECK(database.text("SELECT schemaname::text FROM pg_tables WHERE tablename = 'next'") == "unfinished;");
    CHECK(run(database.migrator(folder).down_to(0)).size() == 2);
    CHECK(run(database.migrator(folder).up()).size() == 2);
}

TEST_CASE("The pragmas that a step changes are restored after it", "[sqlite][engine]") {
    const EmptyDatabase database("sqlite://");
    const Folder folder;
    folder.write("0001_off.up.sql",
                 "PRAGMA foreign_keys = OFF; BEGIN; CREATE TABLE a (id integer PRIMARY KEY); COMMIT;");
    folder.write("0002_key.up.sql", "CREATE TABLE b (id integer REFERENCES a); INSERT INTO b VALUES (7)");
    CHECK(contains(failure_of(database.migrator(folder).up()), "0002_key\" failed"));
}

TEST_CASE("A table of a former version gets the missing column", "[postgresql][sqlite][engine]") {
    const EmptyDatabase database(GENERATE(from_range(urls())));
    database.execute(
        {"CREATE TABLE azoth_migrations (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum "
         "TEXT NOT NULL, applied_at " +
         std::string(database.engine().dialect().name() == "postgresql" ? "TIMESTAMP WITH TIME ZONE" : "DATETIME") +
         " NOT NULL)"});
    const Folder folder;
    folder.write("0001_a.up.sql", "CREATE TABLE a (id int)");
    CHECK(run(database.migrator(folder).status())[0].state == az::MigrationState::pending);
    CHECK(run(database.migrator(folder).up()).size() == 1);
    CHECK(run(database.migrator(folder).status())[0].state == az::MigrationState::applied);
}

TEST_CASE("A step that does not get its lock in time is repeated", "[postgresql][engine]") {
    if (postgresql_url().empty()) return;
    const EmptyDatabase database(postgresql_url());
    database.execute({"CREATE TABLE busy (id int)"});
    const Folder folder;
    folder.write("0001_column.up.sql", "CREATE TABLE first (id int); ALTER TABLE busy ADD COLUMN x int");
    az::MigrationOptions options;
    options.lock_timeout = std::chrono::milliseconds(50);
    options.lock_retries = 0;
    options.lock_retry_delay = std::chrono::milliseconds(50);
    std::string refused;
    run([](const EmptyDatabase& where, const Folder& files, az::MigrationOptions limits,
           std::string& message) -> az::task<void> {
        auto engine = where.engine();
        auto conn = co_await engine.connect();
        co_await conn.exec_driver_sql("LOCK TABLE busy");
        std::thread other([&] { message = failure_of(where.migrator(files, limits).up()); });
        other.join();
        limits.lock_retries = 100;
        std::thread waiting([&] { message += failure_of(where.migrator(files, limits).up()); });
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        co_await conn.rollback();
        waiting.join();
    }(database, folder, options, refused));
    CHECK(contains(refused, "failed and had no effect"));
    CHECK(contains(refused, "lock timeout"));
    CHECK(database.text("SELECT attname::text FROM pg_attribute WHERE attrelid = 'busy'::regclass AND attnum = 2") ==
          "x;");
}

TEST_CASE("Migrators wait for one that executes statements outside of its transaction", "[postgresql][engine]") {
    if (postgresql_url().empty()) return;
    const EmptyDatabase database(postgresql_url());
    const Folder folder;
    folder.write("0001_books.up.sql",
                 "BEGIN; CREATE TABLE books (id int); INSERT INTO books SELECT generate_series(1, 20000); COMMIT;"
                 "CREATE INDEX CONCURRENTLY ix_a ON books (id); CREATE INDEX CONCURRENTLY ix_b ON books (id);");
    std::vector<std::string> messages(3);
    std::vector<std::thread> starters;
    for (std::string& message : messages) {
        starters.emplace_back([&database, &folder, &message] { message = failure_of(database.migrator(folder).up()); });
    }
    for (std::thread& starter : starters) starter.join();
    CHECK(messages == std::vector<std::string>(3));
    CHECK(run(database.migrator(folder).status())[0].state == az::MigrationState::applied);
}
