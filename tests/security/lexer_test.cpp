#include "attack.hpp"
#include "engine/support.hpp"
#include "postgresql/conninfo.hpp"
#include "sql/mask_literals.hpp"
#include "sql/text_lexer.hpp"
#include <azoth/azoth.hpp>
#include <azoth/driver/url.hpp>
#include <azoth/postgresql/postgresql.hpp>

#include <string>
#include <vector>

// Texts that PostgreSQL reads differently from a lexer that searches for strings and comments.
namespace azoth_tests::lexer {
namespace {

using namespace azoth;

const std::vector<std::string>& hiding_texts() {
    static const std::vector<std::string> texts{
        "SELECT E'a'\n'\\'' , 'topsecret' , 1/0",
        "SELECT E'a' -- it's\n -- 'b\n\t'\\'' , 'topsecret' , 1/0",
        "SELECT e'a'\r'\\'' , 'topsecret' , 1/0",
        "SELECT E'a'\n'b'\n'\\'' , 'topsecret' , 1/0",
        "SELECT 1e'x\\'', 'topsecret', 1/0 --'",
        "SELECT 1E5e'x\\'', 'topsecret', 1/0 --'",
        "SELECT a1e'x\\'', 'topsecret', 1/0 --'",
        "SELECT $1e'x\\'', 'topsecret', 1/0 --'",
        "SELECT U&'\\0041' UESCAPE '\\', 'topsecret', 1/0",
        "SELECT U&'\\''topsecret', 1/0",
        "SELECT U&\"d\\0061ta\" 'topsecret', 1/0",
        "SELECT 1 --'\r, 'topsecret', 1/0 --'",
        "SELECT $1$$topsecret, or not$$ , 1/0",
        "SELECT 1$$a topsecret$$ , 1/0",
        "SELECT 1.5$t$a topsecret$t$ , 1/0",
        "SELECT $1$2$$a topsecret$$ , 1/0",
    };
    return texts;
}

TEST_CASE("A literal cannot hide from the masking of statements", "[security]") {
    for (const std::string& sql : hiding_texts()) {
        INFO(sql);
        const std::string masked = mask_literals(sql, Quoting::postgresql).sql;
        INFO(masked);
        attack("masked: " + sql, masked.find("topsecret") != std::string::npos);
    }
}

TEST_CASE("A literal cannot be read in the error of a connection that hides parameters", "[security]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where) -> task<void> {
        EngineOptions options;
        options.hide_parameters = true;
        const AsyncEngine engine = create_async_engine(where, options);
        for (const std::string& sql : hiding_texts()) {
            std::string said;
            auto conn = co_await engine.connect();
            try {
                co_await conn.exec_driver_sql(sql);
            } catch (const Error& error) {
                said = error.what();
            }
            CHECK(!said.empty());
            attack("hide_parameters: " + sql, said.find("topsecret") != std::string::npos);
        }
    }(url));
}

TEST_CASE("Text next to literals is kept when statements are masked", "[security]") {
    const auto masked_as = [](std::string_view sql, std::string_view expected) {
        const std::string shown = mask_literals(sql, Quoting::postgresql).sql;
        CHECK(std::string_view(shown) == expected);
    };
    masked_as("SELECT DATE'2020-01-01', a$$b$$, $1, E'a'\n'b', 'a'\n'b', t1 FROM t",
              "SELECT DATE?, a$$b$$, $1, E?, ?\n?, t1 FROM t");
    masked_as("SELECT 1 -- secret\r\nFROM t", "SELECT ? --?\nFROM t");
}

TEST_CASE("SQLite's comments end with the line, unlike PostgreSQL's", "[security]") {
    attack("a carriage return", first_word("--\rSELECT\nATTACH 'x' AS y", Quoting::sqlite) != "ATTACH");
    attack("a comment in another", first_word("/* /* */ ATTACH 'x' AS y -- */ */ SELECT", Quoting::sqlite) != "ATTACH");
    CHECK(first_word("--\rSELECT\nATTACH 'x' AS y") == "SELECT");
}

// An unencoded & in a secret begins the next option.
TEST_CASE("The rest of an unencoded secret cannot be read in the error of a URL", "[security]") {
    for (const std::string& keyword : std::vector<std::string>{"password", "sslpassword"}) {
        std::string said;
        try {
            const postgresql::ConnInfo info(Url::parse("postgresql:///db?host=h&user=bob&" + keyword + "=geh&eim=1"));
        } catch (const ArgumentError& error) {
            said = error.what();
        }
        CHECK(!said.empty());
        attack("an unencoded " + keyword, said.find("eim") != std::string::npos);
    }
}

}  // namespace
}  // namespace azoth_tests::lexer
