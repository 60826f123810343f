#include "attack.hpp"
#include "engine/support.hpp"
#include "types/visible_text.hpp"
#include <azoth/azoth.hpp>

#include <algorithm>

namespace terminal_attacks {

using namespace azoth;
using namespace azoth_tests;

// Clears the screen, sets the window's title, moves to the start of the line, forges a line of the log.
constexpr std::string_view evil = "e\x1b[2J\x1b]0;pwned\x07\r\u202e\nCOMMIT\n";

bool acts(const std::vector<std::string>& lines) {
    return std::ranges::any_of(lines, [](const std::string& line) {
        const bool turned = line.find("\u202e") != std::string::npos;
        return turned || line == "COMMIT" || line.find("\nCOMMIT\n") != std::string::npos ||
               std::ranges::any_of(line,
                                   [](char c) { return (c > 0 && c < ' ' && c != '\n' && c != '\t') || c == 0x7f; });
    });
}

std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

task<void> use_names(AsyncConnection& conn, bool postgresql) {
    MetaData metadata;
    const Table<> table(std::string(evil), metadata, azoth::Column{"c", azoth::Text()});
    std::string create = "CREATE TEMPORARY TABLE " + quoted(evil) + " (c text)";
    co_await conn.exec_driver_sql(std::move(create));
    const auto statement = select(table["c"]).where(table["c"] == std::string(evil));
    co_await conn.execute(statement);
    if (postgresql) {
        std::string notice = "DO $$ BEGIN RAISE WARNING '" + std::string(evil) + "'; END $$";
        co_await conn.exec_driver_sql(std::move(notice));
    }
}

}  // namespace terminal_attacks

TEST_CASE("names, values and notices can NOT reach the terminal through echo, nor forge its lines", "[security]") {
    using namespace terminal_attacks;
    const auto url = GENERATE(from_range(urls()));
    EchoLog log;
    run([](std::string where, EngineOptions options) -> task<void> {
        auto engine = create_async_engine(where, options);
        {
            auto conn = co_await engine.connect();
            co_await use_names(conn, is_postgresql(where));
            co_await conn.rollback();
        }
        co_await engine.dispose();
    }(url, log.options()));
    const std::vector<std::string> lines = log.lines();
    CHECK(
        std::ranges::any_of(lines, [](const std::string& line) { return line.find("\\x1b[2J") != std::string::npos; }));
    attack("escape sequences and forged lines in echo", acts(lines));
}

TEST_CASE("text that is shown can NOT contain a control character, and its lines are distinct from those of SQL",
          "[security]") {
    using azoth::detail::LineBreaks;
    using azoth::detail::visible_text;
    using azoth_tests::attack;
    CHECK(visible_text("Größe € 😀") == "Größe € 😀");
    CHECK(visible_text("a\x1b[31m\r\n\t\x7f") == "a\\x1b[31m\\r\\n\\t\\x7f");
    CHECK(visible_text("\u202eabc\u2066 \u0085\u2028") == "\\u202eabc\\u2066 \\u0085\\u2028");
    CHECK(visible_text("\x9b"
                       "2J \xc3 \xe2\x80 \xed\xa0\x80 \xc0\x8a") ==
          "\\x9b2J \\xc3 \\xe2\\x80 \\xed\\xa0\\x80 \\xc0\\x8a");
    CHECK(visible_text(std::string_view("\0", 1)) == "\\x00");
    CHECK(visible_text("SELECT 'a\n''b\n',\n\t\"c\nd\"\n", LineBreaks::outside) ==
          "SELECT 'a\\n''b\\n',\n\t\"c\\nd\"\n");
    for (int byte = 0; byte < 256; ++byte) {
        const std::string shown = visible_text(std::string("x") + static_cast<char>(byte) + "y");
        const bool raw = std::ranges::any_of(shown, [](char c) { return c < ' ' || c == 0x7f; });
        attack("a byte alone", raw);
    }
}
