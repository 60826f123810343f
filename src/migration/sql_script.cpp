#include "migration/sql_script.hpp"

#include "sql/text_lexer.hpp"
#include "types/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace azoth {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && ascii::is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && ascii::is_space(text.back())) text.remove_suffix(1);
    return text;
}

enum class PieceKind : unsigned char { blank, comment, word, quoted, symbol };

struct Piece {
    PieceKind kind = PieceKind::symbol;
    std::size_t end = 0;
};

std::size_t end_of_word(std::string_view sql, std::size_t at) {
    while (at < sql.size() && is_word(sql[at])) ++at;
    return at;
}

std::size_t end_of_line(std::string_view sql, std::size_t at, std::string_view ends) {
    return std::min(sql.find_first_of(ends, at), sql.size());
}

// The end of a quoted text whose closing mark is doubled inside it.
std::size_t end_of_quoted(std::string_view sql, std::size_t at, char mark) {
    for (++at; at < sql.size(); ++at) {
        if (sql[at] != mark) continue;
        if (at + 1 == sql.size() || sql[at + 1] != mark) return at + 1;
        ++at;
    }
    return sql.size();
}

// The end of a string in which a backslash escapes the next character.
std::size_t end_of_escaped(std::string_view sql, std::size_t at) {
    for (++at; at < sql.size(); ++at) {
        if (sql[at] == '\\') {
            ++at;
        } else if (sql[at] == '\'') {
            if (at + 1 >= sql.size() || sql[at + 1] != '\'') return at + 1;
            ++at;
        }
    }
    return sql.size();
}

Piece sqlite_piece(std::string_view sql, std::size_t at) {
    const char c = sql[at];
    const std::string_view two = sql.substr(at, 2);
    if (c == ' ' || (c >= '\t' && c <= '\r' && c != '\v')) return {PieceKind::blank, at + 1};
    if (two == "--") return {PieceKind::comment, end_of_line(sql, at, "\n")};
    if (two == "/*") {
        const std::size_t close = sql.find("*/", at + 2);
        return {PieceKind::comment, close == std::string_view::npos ? sql.size() : close + 2};
    }
    if (c == '\'' || c == '"' || c == '`') return {PieceKind::quoted, end_of_quoted(sql, at, c)};
    if (c == '[') {
        const std::size_t close = sql.find(']', at);
        return {PieceKind::quoted, close == std::string_view::npos ? sql.size() : close + 1};
    }
    if (is_word(c)) return {PieceKind::word, end_of_word(sql, at)};
    return {PieceKind::symbol, at + 1};
}

Piece postgresql_piece(std::string_view sql, std::size_t at, bool standard_strings) {
    const char c = sql[at];
    const std::string_view two = sql.substr(at, 2);
    if (ascii::is_space(c)) return {PieceKind::blank, at + 1};
    if (two == "--") return {PieceKind::comment, end_of_line(sql, at, "\n\r")};
    if (two == "/*") return {PieceKind::comment, skip_quoted(sql, at)};
    if (c == '\'') return {PieceKind::quoted, standard_strings ? end_of_quoted(sql, at, c) : end_of_escaped(sql, at)};
    if (c == '"') return {PieceKind::quoted, end_of_quoted(sql, at, c)};
    if (c == '$') {
        const std::size_t end = skip_quoted(sql, at);
        if (end != at) return {PieceKind::quoted, end};
        return {PieceKind::symbol, at + 1};
    }
    if (is_word(c)) {
        const std::size_t end = end_of_word(sql, at);
        const bool escapes = end == at + 1 && (c == 'E' || c == 'e') && end < sql.size() && sql[end] == '\'';
        if (escapes) return {PieceKind::quoted, end_of_escaped(sql, end)};
        return {PieceKind::word, end};
    }
    return {PieceKind::symbol, at + 1};
}

/// Decides whether a semicolon is inside a statement, for PostgreSQL as psql does it.
class PostgresqlStatement {
public:
    void word(const std::string& text) {
        if (words_ < first_.size()) first_[words_] = text;
        ++words_;
        if (!creates_function() || parentheses_ > 0) return;
        if (text == "BEGIN" || (text == "CASE" && begins_ > 0)) ++begins_;
        if (text == "END" && begins_ > 0) --begins_;
    }
    void symbol(char c) {
        if (c == '(') ++parentheses_;
        if (c == ')' && parentheses_ > 0) --parentheses_;
    }
    bool is_open() const noexcept { return parentheses_ > 0 || begins_ > 0; }
    // SET standard_conforming_strings = off changes the syntax of strings from the next statement on.
    bool sets_strings() const {
        const bool all = first_[0] == "RESET" && first_[1] == "ALL";
        return all || ((first_[0] == "SET" || first_[0] == "RESET") && first_[1] == "STANDARD_CONFORMING_STRINGS");
    }
    bool turns_on() const { return words_ < 3 || (first_[2] != "OFF" && first_[3] != "OFF"); }

private:
    bool creates_function() const {
        if (first_[0] != "CREATE") return false;
        const bool replaces = first_[1] == "OR" && first_[2] == "REPLACE";
        const std::string& what = replaces ? first_[3] : first_[1];
        return what == "FUNCTION" || what == "PROCEDURE";
    }

    std::array<std::string, 4> first_;
    std::size_t words_ = 0;
    int parentheses_ = 0;
    int begins_ = 0;
};

/// The same for SQLite: CREATE [TEMP] TRIGGER ends in "; END ;". As sqlite3_complete() does it.
class SqliteStatement {
public:
    void word(const std::string& text) {
        switch (state_) {
            case State::start: state_ = text == "CREATE" ? State::creates : explains(text); break;
            case State::creates:
                if (text == "TRIGGER") {
                    state_ = State::trigger;
                } else if (text != "TEMP" && text != "TEMPORARY") {
                    state_ = State::other;
                }
                break;
            case State::semicolon: state_ = text == "END" ? State::end : State::trigger; break;
            case State::end: state_ = State::trigger; break;
            default: break;
        }
    }
    void symbol(char c) {
        if (c == ';') {
            if (state_ == State::trigger) state_ = State::semicolon;
            return;
        }
        something_else();
    }
    void something_else() {
        if (state_ == State::semicolon || state_ == State::end) state_ = State::trigger;
        if (state_ == State::start || state_ == State::creates) state_ = State::other;
    }
    bool is_open() const noexcept { return state_ == State::trigger || state_ == State::semicolon; }

private:
    enum class State : unsigned char { start, creates, trigger, semicolon, end, other };

    static State explains(const std::string& text) {
        const bool prefix = text == "EXPLAIN" || text == "QUERY" || text == "PLAN";
        return prefix ? State::start : State::other;
    }

    State state_ = State::start;
};

class Splitter {
public:
    Splitter(std::string_view sql, ScriptSyntax syntax) : sql_(sql), sqlite_(syntax == ScriptSyntax::sqlite) {
        if (sql_.starts_with(byte_order_mark)) sql_.remove_prefix(byte_order_mark.size());
    }

    std::vector<std::string> split() {
        std::size_t at = 0;
        while (at < sql_.size()) {
            const Piece piece = sqlite_ ? sqlite_piece(sql_, at) : postgresql_piece(sql_, at, standard_strings_);
            const std::string_view text = sql_.substr(at, piece.end - at);
            if (text == ";" && !is_open()) {
                finish(at);
                begin_ = piece.end;
            } else {
                take(piece.kind, text);
            }
            at = piece.end;
        }
        finish(sql_.size());
        return std::move(statements_);
    }

private:
    bool is_open() const noexcept { return sqlite_ ? lite_.is_open() : statement_.is_open(); }

    void take(PieceKind kind, std::string_view text) {
        if (kind == PieceKind::blank || kind == PieceKind::comment) return;
        says_something_ = true;
        if (kind == PieceKind::word) {
            const std::string word = ascii::to_upper(text);
            lite_.word(word);
            statement_.word(word);
        } else if (kind == PieceKind::symbol) {
            lite_.symbol(text.front());
            statement_.symbol(text.front());
        } else {
            lite_.something_else();
        }
    }
    void finish(std::size_t end) {
        // A vertical tab is a blank except in SQLite.
        const std::string_view statement = trimmed(sql_.substr(begin_, end - begin_));
        if (says_something_ && !statement.empty()) statements_.emplace_back(statement);
        if (statement_.sets_strings()) standard_strings_ = statement_.turns_on();
        says_something_ = false;
        statement_ = PostgresqlStatement();
        lite_ = SqliteStatement();
    }

    std::string_view sql_;
    bool sqlite_;
    bool standard_strings_ = true;
    bool says_something_ = false;
    std::size_t begin_ = 0;
    PostgresqlStatement statement_;
    SqliteStatement lite_;
    std::vector<std::string> statements_;
};

}  // namespace

std::vector<std::string> split_script(std::string_view sql, ScriptSyntax syntax) {
    return Splitter(sql, syntax).split();
}

std::string first_word(std::string_view statement, ScriptSyntax syntax) {
    std::size_t at = 0;
    while (at < statement.size()) {
        const Piece piece =
            syntax == ScriptSyntax::sqlite ? sqlite_piece(statement, at) : postgresql_piece(statement, at, true);
        if (piece.kind == PieceKind::word) return ascii::to_upper(statement.substr(at, piece.end - at));
        if (piece.kind != PieceKind::blank && piece.kind != PieceKind::comment) return {};
        at = piece.end;
    }
    return {};
}

}  // namespace azoth
