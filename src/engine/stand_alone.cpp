#include "engine/stand_alone.hpp"

#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace azoth::detail {
namespace {

// How queries and changes of rows begin; nothing else stands alone.
constexpr std::array<std::string_view, 10> openings{"SELECT", "WITH",   "VALUES", "TABLE",   "INSERT",
                                                    "UPDATE", "DELETE", "MERGE",  "REPLACE", "SHOW"};
// What may stand between EXPLAIN and the statement; in parentheses, the first of them.
constexpr std::array<std::string_view, 5> explain_words{"ANALYZE", "ANALYSE", "VERBOSE", "QUERY", "PLAN"};
constexpr std::array<std::string_view, 12> explain_options{"ANALYZE",  "ANALYSE",      "VERBOSE", "COSTS",
                                                           "SETTINGS", "GENERIC_PLAN", "BUFFERS", "WAL",
                                                           "TIMING",   "SUMMARY",      "MEMORY",  "FORMAT"};

// Functions that change the session for those who come after, until it ends.
constexpr std::array<std::string_view, 13> session_functions{"SET_CONFIG",
                                                             "SETSEED",
                                                             "SET_LIMIT",
                                                             "DBLINK_CONNECT",
                                                             "DBLINK_CONNECT_U",
                                                             "DBLINK_DISCONNECT",
                                                             "PG_ADVISORY_LOCK",
                                                             "PG_ADVISORY_LOCK_SHARED",
                                                             "PG_TRY_ADVISORY_LOCK",
                                                             "PG_TRY_ADVISORY_LOCK_SHARED",
                                                             "PG_ADVISORY_UNLOCK",
                                                             "PG_ADVISORY_UNLOCK_SHARED",
                                                             "PG_ADVISORY_UNLOCK_ALL"};
// One of these is part of each of their names.
constexpr std::array<std::string_view, 6> session_parts{"SET_CONFIG", "SETSEED",        "SET_LIMIT",
                                                        "_ADVISORY_", "DBLINK_CONNECT", "DBLINK_DISCONNECT"};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

std::string upper(std::string_view word) {
    std::string text(word);
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
}

/// Gives the tokens of a text one after the other: a bare word in upper case, a character, or `"` for anything quoted.
/// Comments and blanks are left out.
class Tokens {
public:
    explicit Tokens(std::string_view sql) noexcept : sql_(sql) {}

    /// Empty: at the end.
    std::string next() {
        while (at_ < sql_.size()) {
            begin_ = at_;
            const char c = sql_[at_];
            if (const std::size_t end = skip_quoted(sql_, at_); end != at_) {
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
    /// What begins with the token that came last, or behind it.
    std::string_view from_last() const noexcept { return sql_.substr(begin_); }
    std::string_view rest() const noexcept { return sql_.substr(at_); }
    /// The token that came last, as it is written.
    std::string_view last() const noexcept { return sql_.substr(begin_, at_ - begin_); }

private:
    std::string_view sql_;
    std::size_t at_ = 0;
    std::size_t begin_ = 0;
};

// The statement that an EXPLAIN explains.
std::string_view explained(std::string_view sql) {
    Tokens tokens(sql);
    while (tokens.next() != "EXPLAIN") {
    }
    std::string token = tokens.next();
    if (token == "(" && is_among(explain_options, first_word(tokens.rest()))) {
        for (int depth = 1; depth > 0 && !token.empty();) {
            token = tokens.next();
            depth += token == "(" ? 1 : token == ")" ? -1 : 0;
        }
        token = tokens.next();
    }
    while (is_among(explain_words, token)) token = tokens.next();
    return tokens.from_last();
}

// SELECT ... INTO a_new_table. The INTO of a change of rows follows its verb, which begins the statement or a part in
// parentheses, or follows one.
bool selects_into(std::string_view sql) {
    if (!has_word(sql, "INTO")) return false;
    Tokens tokens(sql);
    std::string before;
    bool verb = false;
    for (std::string token = tokens.next(); !token.empty(); token = tokens.next()) {
        if (token == "INTO" && !verb) return true;
        const bool begins = before.empty() || before == "(" || before == ")";
        const bool goes_on = verb && token != "INTO";  // INSERT OR REPLACE INTO
        verb = (begins && (token == "INSERT" || token == "MERGE" || token == "REPLACE")) ||
               (goes_on && (token == "OR" || before == "OR"));
        before = std::move(token);
    }
    return false;
}

// As the database reads a name: what is quoted as it is, anything else in either case.
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

// The function of those above that a statement calls; empty: none.
std::string session_function(std::string_view sql) {
    if (std::ranges::none_of(session_parts, [&](std::string_view part) { return contains(sql, part); })) return {};
    Tokens tokens(sql);
    std::string before;
    for (std::string token = tokens.next(); !token.empty(); token = tokens.next()) {
        if (token == "(" && is_among(session_functions, before)) return before;
        before = name_of(tokens.last());
    }
    return {};
}

[[noreturn]] void refuse(const std::string& what) {
    throw InvalidRequestError("AsyncEngine::execute() is for queries and changes of rows: " + what +
                              " is to be executed on a connection of its own");
}

}  // namespace

void check_stands_alone(const StatementText& text) {
    if (text.reads_only) return;
    if (std::string name = session_function(text.sql); !name.empty()) {
        for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        refuse(name + "(), which changes the session for other callers,");
    }
    if (text.kind != StatementKind::text && text.kind != StatementKind::ddl) return;
    std::string_view sql = text.sql;
    std::string word = first_word(sql);
    std::string name = word;
    if (text.kind == StatementKind::text && word == "EXPLAIN") {
        sql = explained(sql);
        word = first_word(sql);
        name += ' ' + word;
    }
    if (text.kind == StatementKind::ddl || !is_among(openings, word)) refuse(word.empty() ? "this" : name);
    if ((word == "SELECT" || word == "WITH") && selects_into(sql)) refuse("SELECT INTO, which creates a table,");
}

}  // namespace azoth::detail
