#include "attack.hpp"
#include "reflection/hostile_schema.hpp"
#include "reflection/support.hpp"
#include <azoth/reflection/header.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace header_attacks {

using namespace azoth;
using namespace azoth_tests;

// What the first phases of translation do to a source: trigraphs, as older compilers replace them, and continued lines,
// also those that have blanks after the backslash, as g++ takes them.
std::string spliced(const std::string& source) {
    std::string text;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const bool trigraph = source.compare(i, 3, "?\?/") == 0;
        if (source[i] != '\\' && !trigraph) {
            text += source[i];
            continue;
        }
        if (trigraph) i += 2;
        std::size_t end = i + 1;
        while (end < source.size() && (source[end] == ' ' || source[end] == '\t' || source[end] == '\r')) ++end;
        if (end < source.size() && source[end] == '\n') {
            i = end;
        } else {
            text += '\\';
        }
    }
    return text;
}

// The code of a source: no comments and no contents of literals. A \r, \v, \f, U+0085 or U+2028 counts as the end of a
// line, as it does for some compilers and viewers.
std::string code_of(const std::string& source) {
    const std::string text = spliced(source);
    std::string code;
    const auto ends_line = [&](std::size_t i) {
        return std::string_view("\n\r\v\f").find(text[i]) != std::string_view::npos ||
               text.compare(i, 3, "\u2028") == 0 || text.compare(i, 3, "\u2029") == 0 ||
               text.compare(i, 2, "\u0085") == 0;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 2, "//") == 0) {
            while (i < text.size() && !ends_line(i)) ++i;
            code += '\n';
        } else if (text.compare(i, 2, "/*") == 0) {
            i = std::min(text.find("*/", i + 2), text.size() - 2) + 1;
        } else if (text[i] == '"') {
            for (++i; i < text.size() && text[i] != '"' && !ends_line(i); ++i) {
                if (text[i] == '\\') ++i;
            }
            code += "\"\"";
        } else {
            code += text[i];
        }
    }
    return code;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Whether there is a token `pwned`, or a directive other than those of every header.
bool has_foreign_code(const std::string& source) {
    std::string code = code_of(source);
    for (std::size_t at = code.find("pwned"); at != std::string::npos; at = code.find("pwned", at + 1)) {
        const bool begins = at == 0 || !is_word(code[at - 1]);
        const bool ends = at + 5 >= code.size() || !is_word(code[at + 5]);
        if (begins && ends) return true;
    }
    for (std::size_t at = code.find('#'); at != std::string::npos; at = code.find('#', at + 1)) {
        if (code.compare(at, 12, "#pragma once") != 0 && code.compare(at, 9, "#include ") != 0) return true;
    }
    return std::ranges::any_of(code, [](char c) { return c < ' ' && c != '\n'; });
}

// Whether there is a byte that a terminal or an editor doesn't simply show.
bool has_control(const std::string& source) {
    for (const char* const mark : {"\u202e", "\u2066", "\u2028", "\u2029", "\u0085"}) {
        if (source.find(mark) != std::string::npos) return true;
    }
    return std::ranges::any_of(source, [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == 0x7f; });
}

void attack_header(const std::string& database, const ReflectedSchema& schema) {
    CHECK(schema.tables.size() >= 2 * hostile_texts().size());
    const std::string text = schema_header(schema);
    attack(database + ": code in the names and texts of a database", has_foreign_code(text));
    attack(database + ": marks in the names and texts of a database that hide code", has_control(text));
}

}  // namespace header_attacks

TEST_CASE("a hostile SQLite database can NOT bring code into a generated header", "[security]") {
    using namespace header_attacks;
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, hostile_sqlite_schema());
        attack_header("SQLite", co_await read_all(conn));
    });
}

TEST_CASE("a hostile PostgreSQL database can NOT bring code into a generated header", "[security]") {
    using namespace header_attacks;
    in_schema([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, hostile_postgresql_schema());
        attack_header("PostgreSQL", co_await read_all(conn));
    });
}

TEST_CASE("a name of a schema, a table or a column can NOT leave the C++ that speaks of it", "[security]") {
    using namespace header_attacks;
    for (const std::string& text : hostile_texts()) {
        CAPTURE(text);
        ReflectedSchema schema;
        for (int columns : {1, 101}) {
            for (const TableKind kind : {TableKind::table, TableKind::view, TableKind::materialized_view}) {
                ReflectedTable& table = schema.tables.emplace_back();
                table.name = text;
                table.schema = text + '2';
                table.kind = kind;
                table.comment = text;
                table.definition_sql = "SELECT " + text;
                for (int i = 0; i < columns; ++i) {
                    ReflectedColumn& column = table.columns.emplace_back();
                    column.name = text + std::to_string(i);
                    column.type = UserDefinedType(text, text);
                    column.type_sql = text;
                    column.default_sql = text;
                    column.comment = text;
                }
                ReflectedForeignKey& key = table.foreign_keys.emplace_back();
                key.columns = {table.columns[0].name};
                key.targets = {text + '.' + text};
                key.referred_table = text;
                key.on_delete = text;
                table.options.prefixes = {text};
                table.options.with.emplace_back(text, text);
                table.options.partition_by = text;
                table.options.tablespace = text;
            }
        }
        schema.types.push_back(Enum(text, {text, "b"}, text));
        HeaderOptions options;
        options.source = text;
        const std::string header = schema_header(schema, options);
        attack("code in every text of a schema", has_foreign_code(header));
        attack("marks in every text of a schema", has_control(header));
    }
}
