#include "attack.hpp"
#include "migration/empty_database.hpp"

TEST_CASE("a file that undoes a migration can NOT be exchanged unnoticed", "[security]") {
    using namespace azoth_tests;
    const EmptyDatabase database(GENERATE(from_range(urls())));
    const Folder folder;
    folder.write("0001_books.up.sql", "CREATE TABLE books (id int);");
    for (const char* const original : {"DROP TABLE books;", ""}) {
        folder.write("0001_books.down.sql", original);
        if (*original == '\0') folder.remove("0001_books.down.sql");
        CHECK(failure_of(database.migrator(folder).up()).empty());
        folder.write("0001_books.down.sql", "DROP TABLE books; CREATE TABLE pwned (id int);");
        const bool executed = failure_of(database.migrator(folder).down()).empty();
        attack(std::string("another down file than ") + original, executed);
        azoth::MigrationOptions accepting;
        accepting.accept_edited_down = true;
        if (!executed) CHECK(run(database.migrator(folder, accepting).down()).size() == 1);
        database.execute({"DROP TABLE pwned"});
    }
}
