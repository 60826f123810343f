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
constexpr std::array<std::string_view, 11> openings{"SELECT", "WITH",  "VALUES",  "TABLE",   "INSERT", "UPDATE",
                                                    "DELETE", "MERGE", "REPLACE", "EXPLAIN", "SHOW"};

}  // namespace

void check_stands_alone(const StatementText& text) {
    if (text.kind != StatementKind::text && text.kind != StatementKind::ddl) return;
    const std::string word = first_word(text.sql);
    if (text.kind == StatementKind::text && std::ranges::find(openings, word) != openings.end()) return;
    throw InvalidRequestError("AsyncEngine::execute() is for queries and changes of rows: " +
                              (word.empty() ? "this" : word) + " is to be executed on a connection of its own");
}

}  // namespace azoth::detail
