#include "catch.hpp"
#include <azoth/error.hpp>

#include <string>
#include <type_traits>

namespace az = azoth;

namespace {

az::Diagnostics unique_violation() {
    az::Diagnostics diagnostics;
    diagnostics.sqlstate = "23505";
    diagnostics.message = "duplicate key value violates unique constraint \"users_name_key\"";
    diagnostics.detail = "Key (name)=(ada) already exists.";
    diagnostics.constraint = "users_name_key";
    return diagnostics;
}

}  // namespace

TEST_CASE("what() begins with the SQLSTATE and the message and goes on with the detail", "[unit]") {
    const az::IntegrityError error(unique_violation());
    CHECK(std::string(error.what()) ==
          "[23505] duplicate key value violates unique constraint \"users_name_key\"\n"
          "DETAIL: Key (name)=(ada) already exists.");
    CHECK(error.constraint() == "users_name_key");
}

TEST_CASE("an error shows the statement and parameters attached to it", "[unit]") {
    az::IntegrityError error(unique_violation());
    error.attach("INSERT INTO users (name) VALUES ($1)", "('ada')");
    CHECK_THAT(error.what(), ContainsSubstring("[SQL: INSERT INTO users (name) VALUES ($1)]\n[parameters: ('ada')]"));
    CHECK(error.statement() == "INSERT INTO users (name) VALUES ($1)");
    CHECK(error.sqlstate() == "23505");
}

TEST_CASE("the statement that was attached first stays", "[unit]") {
    az::ProgrammingError error(az::Diagnostics{});
    error.attach("SELECT 1", "()");
    error.attach("ROLLBACK", "()");
    CHECK(error.statement() == "SELECT 1");
}

TEST_CASE("a position is drawn as a caret under the line it falls in", "[unit]") {
    az::Diagnostics diagnostics;
    diagnostics.message = "column \"nmae\" does not exist";
    diagnostics.statement = "SELECT id\nFROM users WHERE nmae = 1";
    diagnostics.position = 28;
    const az::ProgrammingError error(diagnostics);
    CHECK_THAT(error.what(), EndsWith("\n  FROM users WHERE nmae = 1\n                   ^"));
}

TEST_CASE("a position counts characters, not bytes", "[unit]") {
    az::Diagnostics diagnostics;
    diagnostics.message = "syntax error";
    diagnostics.statement = "SELECT 'äöü' x y";
    diagnostics.position = 16;
    const az::ProgrammingError error(diagnostics);
    CHECK_THAT(error.what(), EndsWith("\n  SELECT 'äöü' x y\n                 ^"));
}

TEST_CASE("a position beyond the statement draws the caret at its end", "[unit]") {
    az::Diagnostics diagnostics;
    diagnostics.message = "syntax error at end of input";
    diagnostics.statement = "SELECT";
    diagnostics.position = 4000;
    const az::ProgrammingError error(diagnostics);
    CHECK_THAT(error.what(), EndsWith("\n  SELECT\n        ^"));
}

TEST_CASE("errors are caught by what the user can do about them", "[unit]") {
    STATIC_REQUIRE(std::is_base_of_v<az::DatabaseError, az::IntegrityError>);
    STATIC_REQUIRE(std::is_base_of_v<az::StatementError, az::DatabaseError>);
    STATIC_REQUIRE(std::is_base_of_v<az::Error, az::StatementError>);
    STATIC_REQUIRE(std::is_base_of_v<az::InvalidRequestError, az::NoResultFound>);
    STATIC_REQUIRE(std::is_base_of_v<az::ArgumentError, az::NoSuchModuleError>);
    STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<az::IntegrityError>);
}

TEST_CASE("every outcome has a name", "[unit]") {
    CHECK(az::to_string(az::Outcome::not_sent) == "not_sent");
    CHECK(az::to_string(az::Outcome::not_executed) == "not_executed");
    CHECK(az::to_string(az::Outcome::rolled_back) == "rolled_back");
    CHECK(az::to_string(az::Outcome::committed) == "committed");
    CHECK(az::to_string(az::Outcome::unknown) == "unknown");
}
