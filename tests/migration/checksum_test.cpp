#include "migration/checksum.hpp"

#include "catch.hpp"
#include "empty_database.hpp"
#include "migration/sha256.hpp"
#include "sql/md5.hpp"

#include <string>

namespace checksum_tests {

namespace az = azoth;
using namespace azoth_tests;

constexpr const char* recorded = "SELECT checksum FROM azoth_migrations ORDER BY version";

void write_book(const Folder& folder) {
    folder.write("0001_books.up.sql", "CREATE TABLE books (id int);\n");
    folder.write("0001_books.down.sql", "DROP TABLE books;\n");
}

az::MigrationOptions accepting() {
    az::MigrationOptions options;
    options.accept_edited_down = true;
    return options;
}

}  // namespace checksum_tests

TEST_CASE("SHA-256 has the results of the standard", "[unit]") {
    using azoth::sha256_hex;
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256_hex(std::string(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a checksum shows which of the two files was edited", "[unit]") {
    using azoth::RecordedFiles;
    azoth::Migration migration;
    migration.up = "CREATE TABLE a (id int);\r\n";
    migration.down = "DROP TABLE a;\n";
    const auto compare = [&migration](const std::string& recorded) {
        migration.checksum = azoth::migration_checksum(migration.up, migration.down);
        return azoth::compare_files(migration, recorded);
    };
    const std::string both = azoth::migration_checksum("CREATE TABLE a (id int);\n", "DROP TABLE a;\r\n");
    const std::string alone = azoth::migration_checksum(migration.up, std::nullopt);
    CHECK(compare(both) == RecordedFiles::same);
    CHECK(compare(alone) == RecordedFiles::down_edited);
    CHECK(compare(azoth::md5_hex("CREATE TABLE a (id int);\n")) == RecordedFiles::former);
    CHECK(compare(azoth::md5_hex("CREATE TABLE b (id int);\n")) == RecordedFiles::up_edited);
    CHECK(compare("") == RecordedFiles::up_edited);
    CHECK(compare("sha256:") == RecordedFiles::up_edited);
    migration.down = "DROP TABLE b;\n";
    CHECK(compare(both) == RecordedFiles::down_edited);
    migration.down.reset();
    CHECK(compare(both) == RecordedFiles::down_edited);
    CHECK(compare(alone) == RecordedFiles::same);
    migration.up += ' ';
    CHECK(compare(both) == RecordedFiles::up_edited);
}

TEST_CASE("An edited down file throws unless it is accepted", "[postgresql][sqlite][engine]") {
    using namespace checksum_tests;
    const EmptyDatabase database(GENERATE(from_range(urls())));
    const Folder folder;
    write_book(folder);
    CHECK(run(database.migrator(folder).up()).size() == 1);
    folder.write("0001_books.down.sql", "DROP TABLE books; CREATE TABLE pwned (id int);\n");

    // The up file is unchanged, so other migrations can be applied.
    folder.write("0002_more.up.sql", "CREATE TABLE more (id int);\n");
    CHECK(run(database.migrator(folder).up()).size() == 1);
    const auto status = run(database.migrator(folder).status());
    CHECK(status[0].state == az::MigrationState::applied);
    CHECK(status[0].down_edited);
    CHECK_FALSE(status[1].down_edited);

    // The same for a file that is added later.
    folder.write("0002_more.down.sql", "DROP TABLE more;\n");
    CHECK(contains(failure_of(database.migrator(folder).down()), "undoes the migration \"0002_more\" was edited"));
    CHECK(run(database.migrator(folder, accepting()).down()).size() == 1);

    const std::string refused = failure_of(database.migrator(folder).down());
    CHECK(contains(refused, "undoes the migration \"0001_books\" was edited"));
    CHECK(contains(refused, "accept_edited_down"));
    CHECK(database.text("SELECT 'there' FROM azoth_migrations") == "there;");
    write_book(folder);
    CHECK(run(database.migrator(folder).down()).size() == 1);
}

TEST_CASE("Checksums of a former version are recognised, and updated by up()", "[postgresql][sqlite][engine]") {
    using namespace checksum_tests;
    const EmptyDatabase database(GENERATE(from_range(urls())));
    const Folder folder;
    write_book(folder);
    CHECK(run(database.migrator(folder).up()).size() == 1);
    const std::string sha256 = database.text(recorded);
    const std::string md5 = azoth::md5_hex("CREATE TABLE books (id int);\n");
    database.execute({"UPDATE azoth_migrations SET checksum = '" + md5 + "'"});

    CHECK(run(database.migrator(folder).status())[0].state == az::MigrationState::applied);
    az::MigrationOptions dry;
    dry.dry_run = true;
    CHECK(run(database.migrator(folder, dry).up()).empty());
    CHECK(database.text(recorded) == md5 + ';');
    CHECK(run(database.migrator(folder).up()).empty());
    CHECK(database.text(recorded) == sha256);

    // No checksum of the down file was recorded.
    database.execute({"UPDATE azoth_migrations SET checksum = '" + md5 + "'"});
    folder.write("0002_more.up.sql", "CREATE TABLE more (id int);\n");
    CHECK(run(database.migrator(folder).up()).size() == 1);
    CHECK(database.text(recorded).starts_with(sha256));
    CHECK(run(database.migrator(folder, accepting()).status())[0].state == az::MigrationState::applied);

    database.execute({"UPDATE azoth_migrations SET checksum = '" + azoth::md5_hex("edited") + "' WHERE version = 1"});
    CHECK(contains(failure_of(database.migrator(folder).up()), "0001_books\" was edited"));
    CHECK(run(database.migrator(folder).status())[0].state == az::MigrationState::edited);
}

TEST_CASE("An unfinished migration of a former version is continued", "[sqlite][engine]") {
    using namespace checksum_tests;
    const EmptyDatabase database("sqlite://");
    const Folder folder;
    folder.write("0001_two.up.sql", "CREATE TABLE one (id int); BEGIN; SELEKT 2; COMMIT;");
    CHECK(contains(failure_of(database.migrator(folder).up()), "is unfinished"));
    database.execute(
        {"UPDATE azoth_migrations SET checksum = '" + azoth::md5_hex("CREATE TABLE one (id int);\n") + "'"});
    folder.write("0001_two.up.sql", "CREATE TABLE one (id int); BEGIN; CREATE TABLE two (id int); COMMIT;");
    CHECK(failure_of(database.migrator(folder).up()).empty());
    CHECK(database.text("SELECT name FROM sqlite_master WHERE name = 'two'") == "two;");
    CHECK(database.text(recorded).starts_with("sha256:"));
}
