#include "catch.hpp"
#include "engine/support.hpp"
#include "temporary.hpp"
#include <azoth/migration.hpp>
#include <azoth/reflection.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace az = azoth;
using namespace azoth_tests;

namespace {

/// A database without the objects of these tests: on SQLite a file, so that several engines can use it.
class Database {
public:
    explicit Database(std::string url)
        : url_(is_postgresql(url) ? std::move(url) : "sqlite:///" + (folder_.path() / "test.db").string()) {
        run(clear(engine()));
    }
    az::AsyncEngine engine() const { return az::create_async_engine(url_); }

private:
    static az::task<void> clear(az::AsyncEngine engine) {
        auto conn = co_await engine.connect();
        for (const char* const table : {"migrated_books", "migrated_shelves", "migrated_around", "azoth_migrations"}) {
            co_await conn.exec_driver_sql(std::string("DROP TABLE IF EXISTS ") + table);
        }
        co_await conn.commit();
    }

    Folder folder_;
    std::string url_;
};

void write_two(const Folder& folder) {
    folder.write("0001_books.up.sql",
                 "CREATE TABLE migrated_books (id int PRIMARY KEY, title text);\n"
                 "INSERT INTO migrated_books VALUES (1, 'a; b');");
    folder.write("0001_books.down.sql", "DROP TABLE migrated_books;");
    folder.write("0002_shelves.up.sql", "CREATE TABLE migrated_shelves (id int PRIMARY KEY);");
    folder.write("0002_shelves.down.sql", "DROP TABLE migrated_shelves;");
}

az::Migrator migrator(const Database& database, const Folder& folder,
                      const az::MigrationOptions& options = az::MigrationOptions()) {
    return az::Migrator(database.engine(), az::MigrationDirectory(folder.path()), options);
}

std::vector<std::int64_t> versions(const std::vector<az::MigrationStep>& steps) {
    std::vector<std::int64_t> all;
    for (const auto& step : steps) all.push_back(step.version);
    return all;
}

std::vector<az::MigrationState> states(const std::vector<az::MigrationStatus>& status) {
    std::vector<az::MigrationState> all;
    for (const auto& one : status) all.push_back(one.state);
    return all;
}

bool has_table(const Database& database, const std::string& table) {
    return run([](az::AsyncEngine engine, std::string name) -> az::task<bool> {
        auto conn = co_await engine.connect();
        try {
            co_await conn.exec_driver_sql("SELECT * FROM " + name);
        } catch (const az::DatabaseError&) {
            co_return false;
        }
        co_return true;
    }(database.engine(), table));
}

std::string message(az::task<std::vector<az::MigrationStep>> steps) {
    try {
        run(std::move(steps));
    } catch (const az::MigrationError& error) {
        return error.what();
    }
    return {};
}

using Versions = std::vector<std::int64_t>;
using az::MigrationState;

}  // namespace

TEST_CASE("Migrations are applied in order, once, and undone in the opposite order", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    write_two(folder);
    const az::Migrator migrations = migrator(database, folder);
    CHECK(states(run(migrations.status())) == std::vector{MigrationState::pending, MigrationState::pending});
    CHECK(versions(run(migrations.up())) == Versions{1, 2});
    CHECK(run(migrations.up()).empty());
    CHECK(has_table(database, "migrated_books"));
    const auto status = run(migrations.status());
    REQUIRE(states(status) == std::vector{MigrationState::applied, MigrationState::applied});
    CHECK(status[0].name == "books");
    CHECK(status[0].has_down);
    CHECK(std::chrono::system_clock::now() - *status[0].applied_at < std::chrono::hours(1));

    CHECK(versions(run(migrations.down())) == Versions{2});
    CHECK_FALSE(has_table(database, "migrated_shelves"));
    CHECK(has_table(database, "migrated_books"));
    CHECK(versions(run(migrations.up(2))) == Versions{2});
    CHECK(versions(run(migrations.down_to(0))) == Versions{2, 1});
    CHECK_FALSE(has_table(database, "migrated_books"));
    CHECK(run(migrations.down()).empty());
}

TEST_CASE("A target keeps later migrations pending", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    write_two(folder);
    CHECK(versions(run(migrator(database, folder).up(1))) == Versions{1});
    CHECK_FALSE(has_table(database, "migrated_shelves"));
}

TEST_CASE("A failed migration leaves the version and the schema unchanged", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    write_two(folder);
    folder.write("0002_shelves.up.sql",
                 "CREATE TABLE migrated_shelves (id int PRIMARY KEY);\nINSERT INTO migrated_shelves VALUES (1), (1);");
    const az::Migrator migrations = migrator(database, folder);
    try {
        run(migrations.up());
        FAIL("the second migration can't succeed");
    } catch (const az::MigrationError& error) {
        CHECK_THAT(error.what(), ContainsSubstring("0002_shelves") && ContainsSubstring("statement 2"));
        CHECK_THROWS_AS(std::rethrow_if_nested(error), az::IntegrityError);
    }
    CHECK(has_table(database, "migrated_books"));
    CHECK_FALSE(has_table(database, "migrated_shelves"));
    CHECK(states(run(migrations.status())) == std::vector{MigrationState::applied, MigrationState::pending});
}

TEST_CASE("An applied migration whose file was edited throws", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    write_two(folder);
    run(migrator(database, folder).up(1));
    folder.write("0001_books.up.sql", "CREATE TABLE migrated_books (id int, title text);");
    CHECK_THAT(message(migrator(database, folder).up()),
               ContainsSubstring("0001_books") && ContainsSubstring("edited"));
    CHECK_THAT(message(migrator(database, folder).down()), ContainsSubstring("edited"));
    CHECK_FALSE(has_table(database, "migrated_shelves"));
    CHECK(states(run(migrator(database, folder).status())) ==
          std::vector{MigrationState::edited, MigrationState::pending});
}

TEST_CASE("An applied migration whose file is missing throws", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    write_two(folder);
    run(migrator(database, folder).up(1));
    folder.remove("0001_books.up.sql");
    folder.remove("0001_books.down.sql");
    CHECK_THAT(message(migrator(database, folder).up()), ContainsSubstring("its file is missing"));
    CHECK(states(run(migrator(database, folder).status())) ==
          std::vector{MigrationState::missing, MigrationState::pending});
}

TEST_CASE("A migration numbered lower than an applied one throws, unless that is allowed", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    folder.write("0005_shelves.up.sql", "CREATE TABLE migrated_shelves (id int PRIMARY KEY)");
    run(migrator(database, folder).up());
    folder.write("0003_books.up.sql", "CREATE TABLE migrated_books (id int PRIMARY KEY)");
    CHECK_THAT(message(migrator(database, folder).up()), ContainsSubstring("0003_books\" precedes 5"));
    az::MigrationOptions options;
    options.out_of_order = true;
    CHECK(versions(run(migrator(database, folder, options).up())) == Versions{3});
}

TEST_CASE("A migration without a down file cannot be undone", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    folder.write("0001_books.up.sql", "CREATE TABLE migrated_books (id int PRIMARY KEY)");
    folder.write("0001_books.down.sql", "-- there is none\n");
    run(migrator(database, folder).up());
    CHECK_THAT(message(migrator(database, folder).down()), ContainsSubstring("has no down file"));
    CHECK(has_table(database, "migrated_books"));
}

TEST_CASE("A migration must not end the transaction in which it is applied", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    folder.write("0001_books.up.sql", "CREATE TABLE migrated_books (id int);\n-- so\ncommit;\nDROP TABLE missing");
    CHECK_THAT(message(migrator(database, folder).up()),
               ContainsSubstring("0001_books") && ContainsSubstring("commit"));
    CHECK_FALSE(has_table(database, "migrated_books"));
}

TEST_CASE("Statements outside of a migration's BEGIN and COMMIT are executed around the step", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    write_two(folder);
    folder.write(
        "0003_more.up.sql",
        "CREATE TABLE migrated_around (id int);\nBEGIN;\nINSERT INTO migrated_books SELECT 2, 'two' FROM "
        "migrated_around;\nINSERT INTO migrated_books VALUES (3, 'three');\nCOMMIT;\nDROP TABLE migrated_around;");
    folder.write("0003_more.down.sql", "DELETE FROM migrated_books WHERE id > 1;");
    folder.write("0004_wrong.up.sql",
                 "CREATE TABLE migrated_around (id int);\nBEGIN;\nINSERT INTO migrated_books VALUES (3, 'three again');"
                 "\nCOMMIT;\nDROP TABLE migrated_around;");
    CHECK(versions(run(migrator(database, folder).up(3))) == Versions{1, 2, 3});
    CHECK_FALSE(has_table(database, "migrated_around"));
    CHECK_THAT(message(migrator(database, folder).up()), ContainsSubstring("0004_wrong\" is unfinished"));
    CHECK(states(run(migrator(database, folder).status())) ==
          std::vector{MigrationState::applied, MigrationState::applied, MigrationState::applied,
                      MigrationState::unfinished});
    // Statements before the transaction are not undone with it, and not executed again.
    CHECK(has_table(database, "migrated_around"));
    folder.write("0004_wrong.up.sql",
                 "CREATE TABLE migrated_around (id int);\nBEGIN;\nINSERT INTO migrated_books VALUES (4, 'four');"
                 "\nCOMMIT;\nDROP TABLE migrated_around;");
    folder.write("0004_wrong.down.sql", "DELETE FROM migrated_books WHERE id > 3;");
    CHECK(versions(run(migrator(database, folder).up())) == Versions{4});
    CHECK_FALSE(has_table(database, "migrated_around"));
    CHECK(versions(run(migrator(database, folder).down(2))) == Versions{4, 3});
}

TEST_CASE("Each of several migrations executes its own statements outside of the transaction, even if they are equal",
          "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    write_two(folder);
    const std::string another = "INSERT INTO migrated_shelves SELECT count(*) FROM migrated_shelves;\n";
    for (const char* const file : {"0003_shelves.up.sql", "0004_shelves.up.sql"}) {
        folder.write(file, another + "BEGIN;\n" + another + "COMMIT;\n" + another);
    }
    CHECK(versions(run(migrator(database, folder).up())) == Versions{1, 2, 3, 4});
    CHECK(run([](az::AsyncEngine engine) -> az::task<std::int64_t> {
              const auto count = az::text("SELECT count(*) FROM migrated_shelves").columns<std::int64_t>();
              co_return (co_await engine.scalar(count)).value();
          }(database.engine())) == 6);
}

TEST_CASE("The statements of diff() for a SQLite table that must be rebuilt are a migration, up and down", "[engine]") {
    const Database database("sqlite");
    const Folder folder;
    write_two(folder);
    folder.write("0003_pages.up.sql",
                 "CREATE TABLE pages (id INTEGER PRIMARY KEY, book int REFERENCES migrated_books ON DELETE CASCADE);\n"
                 "INSERT INTO pages VALUES (7, 1);");
    REQUIRE(run(migrator(database, folder).up()).size() == 3);
    const az::SchemaDiff found = run([](az::AsyncEngine engine) -> az::task<az::SchemaDiff> {
        auto conn = co_await engine.connect();
        auto inspector = az::inspect(conn);
        const az::ReflectedSchema before = *co_await inspector.get_schema();
        az::ReflectedSchema after = before;
        for (az::ReflectedTable& table : after.tables) {
            if (table.name == "migrated_books") table.columns.at(1).nullable = false;
        }
        co_return az::compare(before, after, engine.dialect());
    }(database.engine()));
    REQUIRE(found.changes.size() == 1);
    const auto joined = [](const std::vector<std::string>& statements) {
        std::string text;
        for (const std::string& statement : statements) text += statement + ";\n";
        return text;
    };
    folder.write("0004_titles.up.sql", joined(found.up));
    folder.write("0004_titles.down.sql", joined(found.down));
    const auto pages = [&] {
        return run([](az::AsyncEngine engine) -> az::task<std::int64_t> {
            auto conn = co_await engine.connect();
            const auto count =
                az::text("SELECT count(*) FROM pages JOIN migrated_books b ON b.id = book").columns<std::int64_t>();
            co_return (co_await conn.scalar(count)).value();
        }(database.engine()));
    };
    const auto title = [&] {
        return run([](az::AsyncEngine engine) -> az::task<bool> {
            auto conn = co_await engine.connect();
            auto inspector = az::inspect(conn);
            const auto columns = co_await inspector.get_columns("migrated_books");
            co_return columns.at(1).nullable;
        }(database.engine()));
    };
    CHECK(versions(run(migrator(database, folder).up())) == Versions{4});
    CHECK(!title());
    CHECK(pages() == 1);
    CHECK(versions(run(migrator(database, folder).down())) == Versions{4});
    CHECK(title());
    CHECK(pages() == 1);
}

TEST_CASE("A dry run reports the statements and executes none", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    write_two(folder);
    az::MigrationOptions options;
    options.dry_run = true;
    std::vector<std::int64_t> reported;
    options.on_step = [&](const az::MigrationStep& step) { reported.push_back(step.version); };
    const auto steps = run(migrator(database, folder, options).up());
    CHECK(versions(steps) == Versions{1, 2});
    CHECK(reported == Versions{1, 2});
    REQUIRE(steps[0].statements.size() == 2);
    CHECK(steps[0].statements[1] == "INSERT INTO migrated_books VALUES (1, 'a; b')");
    CHECK_FALSE(has_table(database, "migrated_books"));
    CHECK_FALSE(has_table(database, "azoth_migrations"));

    run(migrator(database, folder).up());
    CHECK(versions(run(migrator(database, folder, options).down(5))) == Versions{2, 1});
    CHECK(has_table(database, "migrated_shelves"));
}

TEST_CASE("Of two migrators that start at the same time, one applies a migration and the other skips it", "[engine]") {
    const Database database(GENERATE(from_range(urls())));
    const Folder folder;
    folder.write("0001_books.up.sql", "CREATE TABLE migrated_books (id int PRIMARY KEY)");
    folder.write("0002_shelves.up.sql", "CREATE TABLE migrated_shelves (id int PRIMARY KEY)");
    for (int i = 3; i < 20; ++i) {
        folder.write(std::to_string(i) + "_row.up.sql",
                     "INSERT INTO migrated_books VALUES (" + std::to_string(i) + ')');
    }
    std::vector<std::size_t> applied(4);
    std::vector<std::exception_ptr> errors(applied.size());
    std::vector<std::thread> starters;
    for (std::size_t i = 0; i < applied.size(); ++i) {
        starters.emplace_back([&, i] {
            try {
                applied[i] = run(migrator(database, folder).up()).size();
            } catch (...) {
                errors[i] = std::current_exception();
            }
        });
    }
    for (std::thread& starter : starters) starter.join();
    for (const std::exception_ptr& error : errors) {
        if (error) std::rethrow_exception(error);
    }
    std::size_t all = 0;
    for (const std::size_t one : applied) all += one;
    CHECK(all == 19);
    CHECK(states(run(migrator(database, folder).status())) == std::vector(19, MigrationState::applied));
}
