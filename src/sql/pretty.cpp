#include "sql/pretty.hpp"

#include "sql/text_lexer.hpp"
#include "types/ascii.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace azoth {
namespace {

constexpr std::array clauses = std::to_array<std::string_view>(
    {"SELECT",        "FROM",  "WHERE",       "GROUP BY",   "HAVING",    "WINDOW",
     "ORDER BY",      "LIMIT", "FETCH FIRST", "FOR UPDATE", "FOR SHARE", "FOR NO KEY UPDATE",
     "FOR KEY SHARE", "UNION", "INTERSECT",   "EXCEPT",     "SET",       "VALUES",
     "RETURNING",     "USING", "ON CONFLICT", "DO UPDATE",  "INSERT",    "UPDATE",
     "DELETE"});
constexpr std::array joins =
    std::to_array<std::string_view>({"JOIN", "LEFT OUTER JOIN", "RIGHT OUTER JOIN", "FULL OUTER JOIN", "CROSS JOIN"});
constexpr std::array statements = std::to_array<std::string_view>({"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"});

// The longest of the phrases that begins here and consists of whole words; empty: none.
template <class Phrases>
std::string_view phrase_at(std::string_view sql, const Phrases& phrases) {
    std::string_view found;
    for (const std::string_view phrase : phrases) {
        const bool stands = sql.starts_with(phrase) && (sql.size() == phrase.size() || !is_word(sql[phrase.size()]));
        if (stands && phrase.size() > found.size()) found = phrase;
    }
    return found;
}

class Printer {
public:
    explicit Printer(std::string_view sql) : sql_(sql) {}

    std::string print() && {
        while (at_ < sql_.size()) step();
        while (!out_.empty() && ascii::is_space(out_.back())) out_.pop_back();
        return std::move(out_);
    }

private:
    void step() {
        if (const std::size_t end = skip_quoted(sql_, at_); end != at_) return copy(end - at_);
        const char c = sql_[at_];
        if (ascii::is_space(c)) {
            if (!out_.empty() && !ascii::is_space(out_.back()) && out_.back() != '(') out_ += ' ';
            ++at_;
        } else if (c == '(') {
            open();
        } else if (c == ')') {
            close();
        } else if (!is_word(c)) {
            copy(1);
        } else {
            word();
        }
    }

    void open() {
        copy(1);
        while (at_ < sql_.size() && ascii::is_space(sql_[at_])) ++at_;
        const bool statement = !phrase_at(sql_.substr(at_), statements).empty();
        parentheses_.push_back(statement);
        if (!statement) return;
        ++depth_;
        line(0);
        fresh_ = true;
    }

    void close() {
        if (!parentheses_.empty()) {
            if (parentheses_.back()) {
                --depth_;
                line(0);
            }
            parentheses_.pop_back();
        }
        copy(1);
    }

    void word() {
        // Only at the level of a statement, not inside a call or an expression in parentheses.
        const bool own = parentheses_.empty() || parentheses_.back();
        if (own) {
            const std::string_view rest = sql_.substr(at_);
            if (const std::string_view clause = phrase_at(rest, clauses); !clause.empty()) {
                // IS DISTINCT FROM, DELETE FROM
                const bool continues = clause == "FROM" && (out_.ends_with("DISTINCT ") || out_.ends_with("DELETE "));
                if (!out_.empty() && !fresh_ && !continues) line(0);
                fresh_ = false;
                return copy(clause.size());
            }
            if (const std::string_view join = phrase_at(rest, joins); !join.empty()) {
                line(1);
                return copy(join.size());
            }
        }
        fresh_ = false;
        std::size_t end = at_;
        while (end < sql_.size() && is_word(sql_[end])) ++end;
        copy(end - at_);
    }

    void line(std::size_t deeper) {
        while (!out_.empty() && ascii::is_space(out_.back())) out_.pop_back();
        if (!out_.empty()) out_ += '\n';
        out_.append((depth_ + deeper) * 4, ' ');
    }

    void copy(std::size_t size) {
        out_ += sql_.substr(at_, size);
        at_ += size;
    }

    std::string_view sql_;
    std::size_t at_ = 0;
    std::string out_;
    std::vector<bool> parentheses_;  // whether they contain a statement
    std::size_t depth_ = 0;
    bool fresh_ = false;  // a statement in parentheses is about to begin
};

}  // namespace

std::string pretty_sql(std::string_view sql) { return Printer(sql).print(); }

}  // namespace azoth
