#include "sql/pinned.hpp"

#include "sql/text_lexer.hpp"

#include <cstddef>

namespace azoth {
namespace {

constexpr std::string_view operator_characters = "+-/<>=~!@#%^&|`?";

bool is_operator(char c) noexcept { return operator_characters.find(c) != std::string_view::npos; }

// The end of a name, quoted or not, that begins at `at`.
std::size_t end_of_name(std::string_view sql, std::size_t at) {
    if (const std::size_t end = skip_quoted(sql, at); end != at) return end;
    while (at < sql.size() && is_word(sql[at])) ++at;
    return at;
}

}  // namespace

std::string pinned(std::string_view sql) {
    std::string result;
    result.reserve(sql.size() * 2);
    std::size_t at = 0;
    while (at < sql.size()) {
        std::size_t end = skip_quoted(sql, at);
        if (end != at) {
            result += sql.substr(at, end - at);
        } else if (sql.substr(at).starts_with("::")) {
            end = at + 2;
            result += "::";
            const std::size_t type_end = end_of_name(sql, end);
            const bool has_schema = type_end < sql.size() && sql[type_end] == '.';
            if (!has_schema) result += "pg_catalog.";
        } else if (is_operator(sql[at])) {
            end = at;
            // "->> '": an operator consists of all operator characters in a row.
            while (end < sql.size() && is_operator(sql[end])) ++end;
            result.append("OPERATOR(pg_catalog.").append(sql.substr(at, end - at)).append(")");
        } else {
            end = at + 1;
            result += sql[at];
        }
        at = end;
    }
    return result;
}

}  // namespace azoth
