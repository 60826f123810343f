#include "engine/session_change.hpp"

#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::detail {
namespace {

// The first words of queries and of statements that change rows. All others are refused.
constexpr std::array<std::string_view, 10> openings{"SELECT", "WITH",   "VALUES", "TABLE",   "INSERT",
                                                    "UPDATE", "DELETE", "MERGE",  "REPLACE", "SHOW"};
// Words between EXPLAIN and its statement, and those that begin its options in parentheses.
constexpr std::array<std::string_view, 5> explain_words{"ANALYZE", "ANALYSE", "VERBOSE", "QUERY", "PLAN"};
constexpr std::array<std::string_view, 12> explain_options{"ANALYZE",  "ANALYSE",      "VERBOSE", "COSTS",
                                                           "SETTINGS", "GENERIC_PLAN", "BUFFERS", "WAL",
                                                           "TIMING",   "SUMMARY",      "MEMORY",  "FORMAT"};

// Functions that change the session beyond the statement, or execute SQL text that may do so. String literals are not
// examined.
constexpr auto session_functions = std::to_array<std::string_view>({"SET_CONFIG",
                                                                    "SETSEED",
                                                                    "SET_LIMIT",
                                                                    "PG_ADVISORY_LOCK",
                                                                    "PG_ADVISORY_LOCK_SHARED",
                                                                    "PG_TRY_ADVISORY_LOCK",
                                                                    "PG_TRY_ADVISORY_LOCK_SHARED",
                                                                    "PG_ADVISORY_UNLOCK",
                                                                    "PG_ADVISORY_UNLOCK_SHARED",
                                                                    "PG_ADVISORY_UNLOCK_ALL",
                                                                    "PG_REPLICATION_ORIGIN_SESSION_SETUP",
                                                                    "PG_REPLICATION_ORIGIN_SESSION_RESET",
                                                                    "QUERY_TO_XML",
                                                                    "QUERY_TO_XMLSCHEMA",
                                                                    "QUERY_TO_XML_AND_XMLSCHEMA",
                                                                    "TABLE_TO_XML",
                                                                    "TABLE_TO_XML_AND_XMLSCHEMA",
                                                                    "SCHEMA_TO_XML",
                                                                    "SCHEMA_TO_XML_AND_XMLSCHEMA",
                                                                    "DATABASE_TO_XML",
                                                                    "DATABASE_TO_XML_AND_XMLSCHEMA",
                                                                    "CURSOR_TO_XML",
                                                                    "TS_REWRITE",
                                                                    "TS_STAT",
                                                                    "CROSSTAB",
                                                                    "CROSSTAB2",
                                                                    "CROSSTAB3",
                                                                    "CROSSTAB4",
                                                                    "CONNECTBY",
                                                                    "XPATH_TABLE"});
// All functions of dblink: they keep connections or execute SQL text.
constexpr std::string_view dblink = "DBLINK";
// Each of these names contains one of these parts.
constexpr auto session_parts =
    std::to_array<std::string_view>({"SET_CONFIG", "SETSEED", "SET_LIMIT", "_ADVISORY_", "_SESSION_", "_TO_XML",
                                     "TS_REWRITE", "TS_STAT", "CROSSTAB", "CONNECTBY", "XPATH_TABLE"});
constexpr std::string_view settings_view = "PG_SETTINGS";

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

std::string upper(std::string_view word) {
    std::string text(word);
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
}

/// Reads the tokens of a text: a bare word in upper case, a character, or `"` for anything quoted. Skips comments and
/// blanks.
class Tokens {
public:
    Tokens(std::string_view sql, Quoting quoting) noexcept : sql_(sql), quoting_(quoting) {}

    /// The next token; empty at the end.
    std::string next() {
        while (at_ < sql_.size()) {
            begin_ = at_;
            const char c = sql_[at_];
            if (const std::size_t end = skip_quoted(sql_, at_, quoting_); end != at_) {
                at_ = end;
                if (c == '-' || c == '/') continue;
                return "\"";
            }
            if (is_word(c)) {
                while (at_ < sql_.size() && is_word(sql_[at_])) ++at_;
                return upper(sql_.substr(begin_, at_ - begin_));
            }
            ++at_;
            if (std::string_view(" \t\r\n\f\v").find(c) == std::string_view::npos) return std::string(1, c);
        }
        begin_ = at_;
        return {};
    }
    /// The text from the last token on, and after it.
    std::string_view from_last() const noexcept { return sql_.substr(begin_); }
    std::string_view rest() const noexcept { return sql_.substr(at_); }
    /// The last token as it is written.
    std::string_view last() const noexcept { return sql_.substr(begin_, at_ - begin_); }
    /// Whether U& precedes the last token.
    bool is_encoded() const noexcept {
        if (begin_ < 2 || sql_[begin_ - 1] != '&' || (sql_[begin_ - 2] != 'U' && sql_[begin_ - 2] != 'u')) return false;
        return begin_ == 2 || !is_word(sql_[begin_ - 3]);
    }

private:
    std::string_view sql_;
    Quoting quoting_;
    std::size_t at_ = 0;
    std::size_t begin_ = 0;
};

// The statement that an EXPLAIN explains.
std::string_view explained(std::string_view sql, Quoting quoting) {
    Tokens tokens(sql, quoting);
    while (tokens.next() != "EXPLAIN") {
    }
    std::string token = tokens.next();
    if (token == "(" && is_among(explain_options, first_word(tokens.rest(), quoting))) {
        for (int depth = 1; depth > 0 && !token.empty();) {
            token = tokens.next();
            depth += token == "(" ? 1 : token == ")" ? -1 : 0;
        }
        token = tokens.next();
    }
    while (is_among(explain_words, token)) token = tokens.next();
    return tokens.from_last();
}

// SELECT ... INTO a_new_table. The INTO of INSERT and MERGE follows the verb, which begins the statement, a part in
// parentheses or what follows the parentheses of WITH. After SELECT (1) the verb is the name of a column.
bool selects_into(std::string_view sql, Quoting quoting) {
    if (!has_word(sql, "INTO", quoting)) return false;
    Tokens tokens(sql, quoting);
    std::string before;
    bool verb = false;
    std::vector<bool> has_verb{false};  // for the whole text and for each open parenthesis
    for (std::string token = tokens.next(); !token.empty(); token = tokens.next()) {
        if (token == "INTO" && !verb) return true;
        if (token == "(") has_verb.push_back(false);
        if (token == ")" && has_verb.size() > 1) has_verb.pop_back();
        const bool begins = !has_verb.back() && (before.empty() || before == "(" || before == ")");
        const bool continues_verb = verb && token != "INTO";  // INSERT OR REPLACE INTO
        verb = (begins && (token == "INSERT" || token == "MERGE" || token == "REPLACE")) ||
               (continues_verb && (token == "OR" || before == "OR"));
        if (verb || token == "SELECT" || token == "VALUES" || token == "TABLE") has_verb.back() = true;
        before = std::move(token);
    }
    return false;
}

// The name that the database reads, in upper case; empty if it is quoted and has capital letters.
std::string name_of(std::string_view token) {
    if (!token.starts_with('"')) return upper(token);
    if (token.size() < 2) return {};
    const std::string_view inside = token.substr(1, token.size() - 2);
    const bool is_lower = std::ranges::none_of(inside, [](char c) { return c >= 'A' && c <= 'Z'; });
    return is_lower ? upper(inside) : std::string();
}

bool contains(std::string_view sql, std::string_view part) {
    const auto same = [](char c, char expected) {
        return (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) == expected;
    };
    return !std::ranges::search(sql, part, same).empty();
}

bool is_session_function(std::string_view name) {
    return name.starts_with(dblink) || is_among(session_functions, name);
}

// The first of these functions that the statement calls; empty: none.
std::string session_function(std::string_view sql, Quoting quoting) {
    const auto is_part = [&](std::string_view part) { return contains(sql, part); };
    if (!contains(sql, dblink) && std::ranges::none_of(session_parts, is_part)) return {};
    Tokens tokens(sql, quoting);
    std::string before;
    for (std::string token = tokens.next(); !token.empty(); token = tokens.next()) {
        if (token == "(" && is_session_function(before)) return before;
        before = name_of(tokens.last());
    }
    return {};
}

// UPDATE pg_settings acts like SET. The name may have a schema, be in parentheses or follow ONLY.
bool updates_settings(std::string_view sql, Quoting quoting) {
    if (!contains(sql, settings_view)) return false;
    Tokens tokens(sql, quoting);
    for (std::string token = tokens.next(); !token.empty();) {
        const bool update = token == "UPDATE";
        token = tokens.next();
        if (!update) continue;
        while (token == "ONLY" || token == "(") token = tokens.next();
        std::string name = name_of(tokens.last());
        for (token = tokens.next(); token == "."; token = tokens.next()) {
            tokens.next();
            name = name_of(tokens.last());
        }
        if (name == settings_view) return true;
    }
    return false;
}

// U&"set\005fconfig": a name whose characters are encoded.
bool has_encoded_name(std::string_view sql) {
    if (!contains(sql, "U&\"")) return false;
    Tokens tokens(sql, Quoting::postgresql);
    for (std::string token = tokens.next(); !token.empty(); token = tokens.next()) {
        if (tokens.last().starts_with('"') && tokens.is_encoded()) return true;
    }
    return false;
}

[[noreturn]] void refuse(const std::string& what) {
    throw InvalidRequestError("AsyncEngine::execute() executes queries and changes of rows only; execute " + what +
                              " on a connection of its own");
}

}  // namespace

void check_no_session_change(const StatementText& text, Quoting quoting) {
    if (text.reads_only) return;
    if (std::string name = session_function(text.sql, quoting); !name.empty()) {
        for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        refuse(name + "(), which changes the session for other callers or executes a text that may,");
    }
    if (updates_settings(text.sql, quoting)) refuse("UPDATE of pg_settings");
    if (quoting == Quoting::postgresql && has_encoded_name(text.sql)) {
        refuse("a statement with a name in U&\"\", which can't be checked,");
    }
    if (text.kind != StatementKind::text && text.kind != StatementKind::ddl) return;
    std::string_view sql = text.sql;
    std::string word = first_word(sql, quoting);
    std::string name = word;
    if (text.kind == StatementKind::text && word == "EXPLAIN") {
        sql = explained(sql, quoting);
        word = first_word(sql, quoting);
        name += ' ' + word;
    }
    if (text.kind == StatementKind::ddl || !is_among(openings, word)) refuse(word.empty() ? "this" : name);
    if ((word == "SELECT" || word == "WITH") && selects_into(sql, quoting))
        refuse("SELECT INTO, which creates a table,");
}

}  // namespace azoth::detail
