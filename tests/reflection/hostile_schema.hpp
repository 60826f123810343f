#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azoth_tests {

/// Pieces of names and texts that end a C++ comment, a string literal or an identifier if they are written unchanged.
/// They would then bring in `pwned` as a token.
inline std::vector<std::string> hostile_texts() {
    return {
        "\n#error pwned\n",
        "\n static_assert(false, \"pwned\"); int pwned;//",
        "\r#error pwned\r",
        "a\v\f#error pwned",
        "ends with a backslash \\",
        "backslash and blank \\ ",
        "a trigraph ?\?/",
        "a trigraph's newline ?\?/\nint pwned;",
        "line separator \u2028int pwned;\u2029",
        "\u202eint pwned;\u2066",
        "\u0085int pwned;",
        "\"); int pwned; //",
        "\\\"); int pwned; //",
        ")\"; int pwned; //",
        "*/ int pwned; /*",
        "\x1b[31m\b\x7f",
        "%s%n{}${}`",
        "#define pwned",
    };
}

namespace hostile {

inline std::string quoted(std::string_view text, char quote) {
    std::string result(1, quote);
    for (const char c : text) {
        if (c == quote) result += c;
        result += c;
    }
    return result + quote;
}
inline std::string name(std::string_view text) { return quoted(text, '"'); }
inline std::string value(std::string_view text) { return quoted(text, '\''); }

// A table and an index, a view, and everything that both databases support.
inline void add_table(std::vector<std::string>& all, const std::string& text, const std::string& number) {
    const std::string table = name("t" + number + text);
    const std::string column = name("c" + text);
    all.push_back("CREATE TABLE " + table + " (id int PRIMARY KEY, " + column + " text NOT NULL DEFAULT " +
                  value(text) + " CONSTRAINT " + name("k" + number + text) + " CHECK (" + column + " <> " +
                  value(text + "2") + "))");
    all.push_back("CREATE UNIQUE INDEX " + name("i" + number + text) + " ON " + table + " (" + column +
                  " DESC) WHERE " + column + " <> " + value(text));
    all.push_back("CREATE VIEW " + name("v" + number + text) + " AS SELECT " + column + " AS " + name("x" + text) +
                  " FROM " + table + " WHERE " + column + " <> " + value(text));
}

}  // namespace hostile

/// Statements for a schema of its own in the search path: every kind of name, every kind of text.
inline std::vector<std::string> hostile_postgresql_schema() {
    using hostile::name;
    using hostile::value;
    std::vector<std::string> all;
    std::size_t count = 0;
    for (const std::string& text : hostile_texts()) {
        const std::string number = std::to_string(++count);
        hostile::add_table(all, text, number);
        const std::string table = name("t" + number + text);
        all.push_back("COMMENT ON TABLE " + table + " IS " + value(text));
        all.push_back("COMMENT ON COLUMN " + table + "." + name("c" + text) + " IS " + value(text));
        all.push_back("COMMENT ON CONSTRAINT " + name("k" + number + text) + " ON " + table + " IS " + value(text));
        all.push_back("CREATE TYPE " + name("e" + number + text) + " AS ENUM (" + value(text) + ", 'b')");
        all.push_back("CREATE DOMAIN " + name("d" + number + text) + " AS text DEFAULT " + value(text) +
                      " CONSTRAINT " + name("n" + text) + " CHECK (VALUE <> " + value(text) + ")");
        all.push_back("CREATE TYPE " + name("p" + number + text) + " AS (" + name("f" + text) + " int)");
        all.push_back("CREATE SEQUENCE " + name("s" + number + text));
        // Types that azoth does not know, and a view without columns, which become comments.
        all.push_back("CREATE TYPE " + name("r" + number + text) + " AS RANGE (subtype = int4)");
        all.push_back("CREATE TABLE " + name("u" + number + text) + " (a " + name("r" + number + text) + ", b " +
                      name("e" + number + text) + ", c " + name("d" + number + text) + ", d " +
                      name("p" + number + text) + ")");
        all.push_back("CREATE VIEW " + name("w" + number + text) + " AS SELECT");
    }
    return all;
}

/// The same for an empty SQLite database.
inline std::vector<std::string> hostile_sqlite_schema() {
    using hostile::name;
    std::vector<std::string> all;
    std::size_t count = 0;
    for (const std::string& text : hostile_texts()) {
        const std::string number = std::to_string(++count);
        hostile::add_table(all, text, number);
        // A type whose name has no meaning for SQLite, and a table that does not exist.
        all.push_back("CREATE TABLE " + name("u" + number + text) + " (a " + name("r" + text) + ", b int REFERENCES " +
                      name("missing" + text) + " (" + name("m" + text) + "))");
    }
    return all;
}

}  // namespace azoth_tests
