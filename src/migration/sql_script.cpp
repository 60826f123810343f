#include "migration/sql_script.hpp"

#include "sql/text_lexer.hpp"
#include "types/ascii.hpp"

#include <cstddef>

namespace azoth {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && ascii::is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && ascii::is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// Knows, word by word, whether a semicolon ends the statement or one inside a body.
class Body {
public:
    void word(std::string_view given) {
        const std::string text = ascii::to_upper(given);
        if (words_++ == 0) creates_ = text == "CREATE";
        if (!creates_) return;
        if (depth_ == 0) {
            if (text == "TRIGGER") trigger_ = true;
            const bool opens = trigger_ ? text == "BEGIN" : text == "ATOMIC" && last_ == "BEGIN";
            if (opens) depth_ = 1;
        } else if (text == "CASE") {
            ++depth_;
        } else if (text == "END") {
            --depth_;
        }
        last_ = text;
    }
    bool is_open() const noexcept { return depth_ > 0; }

private:
    std::size_t words_ = 0;
    bool creates_ = false;
    bool trigger_ = false;
    int depth_ = 0;
    std::string last_;
};

bool is_comment(std::string_view sql, std::size_t at) { return sql[at] == '-' || sql[at] == '/'; }

}  // namespace

std::vector<std::string> split_script(std::string_view sql) {
    std::vector<std::string> statements;
    std::size_t begin = 0;
    bool says_something = false;
    Body body;
    const auto finish = [&](std::size_t end) {
        if (says_something) statements.emplace_back(trimmed(sql.substr(begin, end - begin)));
        says_something = false;
        body = Body();
    };
    std::size_t at = 0;
    while (at < sql.size()) {
        if (const std::size_t end = skip_quoted(sql, at); end != at) {
            says_something = says_something || !is_comment(sql, at);
            at = end;
        } else if (sql[at] == ';' && !body.is_open()) {
            finish(at);
            begin = ++at;
        } else if (is_word(sql[at])) {
            std::size_t end_of_word = at;
            while (end_of_word < sql.size() && is_word(sql[end_of_word])) ++end_of_word;
            body.word(sql.substr(at, end_of_word - at));
            says_something = true;
            at = end_of_word;
        } else {
            says_something = says_something || !ascii::is_space(sql[at]);
            ++at;
        }
    }
    finish(sql.size());
    return statements;
}

}  // namespace azoth
