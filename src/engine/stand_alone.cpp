#include "engine/stand_alone.hpp"

#include <azoth/error.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace azoth::detail {
namespace {

// How queries and changes of rows begin; nothing else stands alone.
constexpr std::array<std::string_view, 11> openings{"SELECT", "WITH",  "VALUES",  "TABLE",   "INSERT", "UPDATE",
                                                    "DELETE", "MERGE", "REPLACE", "EXPLAIN", "SHOW"};

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

char to_upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }

/// The text from its first word on: behind spaces, comments and parentheses.
std::string_view skip_to_word(std::string_view sql) noexcept {
    while (!sql.empty() && !is_letter(sql.front())) {
        std::size_t skipped = 1;
        if (sql.starts_with("--")) {
            skipped = std::min(sql.find('\n'), sql.size() - 1) + 1;
        } else if (sql.starts_with("/*")) {
            // They nest.
            std::size_t depth = 0;
            for (skipped = 0; skipped < sql.size();) {
                const std::string_view pair = sql.substr(skipped, 2);
                if (pair == "/*") {
                    ++depth;
                    skipped += 2;
                } else if (pair == "*/") {
                    skipped += 2;
                    if (--depth == 0) break;
                } else {
                    ++skipped;
                }
            }
        }
        sql.remove_prefix(std::min(skipped, sql.size()));
    }
    return sql;
}

}  // namespace

void check_stands_alone(const StatementText& text) {
    if (text.kind != StatementKind::text && text.kind != StatementKind::ddl) return;
    std::string_view rest = skip_to_word(text.sql);
    std::string word;
    for (; !rest.empty() && is_letter(rest.front()); rest.remove_prefix(1)) word += to_upper(rest.front());
    if (text.kind == StatementKind::text && std::ranges::find(openings, word) != openings.end()) return;
    throw InvalidRequestError("AsyncEngine::execute() is for queries and changes of rows: " +
                              (word.empty() ? "this" : word) + " is to be executed on a connection of its own");
}

}  // namespace azoth::detail
