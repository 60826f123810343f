#include "catch.hpp"
#include "temporary.hpp"
#include <azoth/error.hpp>
#include <azoth/migration/migration_directory.hpp>

#include <algorithm>

namespace az = azoth;
using azoth_tests::Folder;

TEST_CASE("a folder's migrations are in the order of their numbers", "[unit]") {
    const Folder folder;
    folder.write("0010_later.up.sql", "SELECT 10");
    folder.write("0002_first.up.sql", "SELECT 2");
    folder.write("0002_first.down.sql", "SELECT -2");
    folder.write("README.md", "not a migration");
    const az::MigrationDirectory directory(folder.path());
    REQUIRE(directory.migrations().size() == 2);
    const az::Migration& first = directory.migrations()[0];
    CHECK(first.version == 2);
    CHECK(first.title() == "0002_first");
    CHECK(first.up == "SELECT 2");
    CHECK(first.down == "SELECT -2");
    CHECK_FALSE(directory.migrations()[1].down.has_value());
    CHECK(directory.find(10) == &directory.migrations()[1]);
    CHECK(directory.find(3) == nullptr);
}

TEST_CASE("a checksum does not depend on line ends", "[unit]") {
    const Folder folder;
    folder.write("1_a.up.sql", "SELECT 1\n+ 1\n");
    folder.write("2_b.up.sql", "SELECT 1\r\n+ 1\r\n");
    folder.write("3_c.up.sql", "SELECT 1\n+ 2\n");
    const az::MigrationDirectory directory(folder.path());
    CHECK(directory.find(1)->checksum.size() ==
          std::string_view("sha256:").size() + 64 + std::string_view(":none").size());
    CHECK(directory.find(1)->checksum == directory.find(2)->checksum);
    CHECK(directory.find(1)->checksum != directory.find(3)->checksum);
}

TEST_CASE("an invalid folder throws", "[unit]") {
    const Folder folder;
    SECTION("two files with one number") {
        folder.write("1_a.up.sql", "SELECT 1");
        folder.write("0001_b.up.sql", "SELECT 1");
        CHECK_THROWS_WITH(az::MigrationDirectory(folder.path()), ContainsSubstring("two migrations have the number 1"));
    }
    SECTION("a down file without an up file") {
        folder.write("1_a.down.sql", "SELECT 1");
        CHECK_THROWS_WITH(az::MigrationDirectory(folder.path()), ContainsSubstring("no 0001_a.up.sql"));
    }
    SECTION("no number") {
        folder.write("users.up.sql", "SELECT 1");
        CHECK_THROWS_WITH(az::MigrationDirectory(folder.path()), ContainsSubstring("has no number"));
    }
    SECTION("no folder") { CHECK_THROWS_AS(az::MigrationDirectory(folder.path() / "none"), az::ArgumentError); }
}

TEST_CASE("a new migration gets the highest number", "[unit]") {
    const Folder folder;
    folder.write("0041_old.up.sql", "SELECT 1");
    const auto [up, down] = az::MigrationDirectory::create(folder.path(), "add user-names", "SELECT 2", "SELECT 3");
    CHECK(up.filename() == "0042_add_user_names.up.sql");
    CHECK(down.filename() == "0042_add_user_names.down.sql");
    const az::MigrationDirectory directory(folder.path());
    CHECK(directory.find(42)->up == "SELECT 2");
    CHECK(directory.find(42)->down == "SELECT 3");
    CHECK(az::MigrationDirectory::create(folder.path() / "new" / "one", "first").first.filename() ==
          "0001_first.up.sql");
    CHECK_THROWS_AS(az::MigrationDirectory::create(folder.path(), "../../etc"), az::ArgumentError);
    CHECK_THROWS_AS(az::MigrationDirectory::create(folder.path(), ""), az::ArgumentError);
}
