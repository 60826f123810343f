#include "sql/text_lexer.hpp"

#include "catch.hpp"

using azoth::first_word;

TEST_CASE("a statement's first word follows its comments and opening parentheses", "[unit]") {
    CHECK(first_word("-- so\n /* it /* is */ */ commit") == "COMMIT");
    CHECK(first_word("((SELECT 1) UNION select 2)") == "SELECT");
    CHECK(first_word("vacuum;") == "VACUUM");
    CHECK(first_word("'text' x").empty());
    CHECK(first_word("-- nothing").empty());
    CHECK(first_word("").empty());
}
