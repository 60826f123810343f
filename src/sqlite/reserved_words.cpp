#include "sqlite/reserved_words.hpp"

#include "expression/word_set.hpp"

#include <array>

namespace azoth::sqlite {
namespace {

// The words that SQLAlchemy quotes, so that both libraries quote alike, and two more that SQLite rejects.
constexpr WordSet words(std::to_array<std::string_view>({"add",          "after",
                                                         "all",          "alter",
                                                         "analyze",      "and",
                                                         "as",           "asc",
                                                         "attach",       "autoincrement",
                                                         "before",       "begin",
                                                         "between",      "by",
                                                         "cascade",      "case",
                                                         "cast",         "check",
                                                         "collate",      "column",
                                                         "commit",       "conflict",
                                                         "constraint",   "create",
                                                         "cross",        "current_date",
                                                         "current_time", "current_timestamp",
                                                         "database",     "default",
                                                         "deferrable",   "deferred",
                                                         "delete",       "desc",
                                                         "detach",       "distinct",
                                                         "drop",         "each",
                                                         "else",         "end",
                                                         "escape",       "except",
                                                         "exclusive",    "exists",
                                                         "explain",      "fail",
                                                         "false",        "for",
                                                         "foreign",      "from",
                                                         "full",         "glob",
                                                         "group",        "having",
                                                         "if",           "ignore",
                                                         "immediate",    "in",
                                                         "index",        "indexed",
                                                         "initially",    "inner",
                                                         "insert",       "instead",
                                                         "intersect",    "into",
                                                         "is",           "isnull",
                                                         "join",         "key",
                                                         "left",         "like",
                                                         "limit",        "match",
                                                         "natural",      "not",
                                                         "nothing",      "notnull",
                                                         "null",         "of",
                                                         "offset",       "on",
                                                         "or",           "order",
                                                         "outer",        "plan",
                                                         "pragma",       "primary",
                                                         "query",        "raise",
                                                         "references",   "reindex",
                                                         "rename",       "replace",
                                                         "restrict",     "returning",
                                                         "right",        "rollback",
                                                         "row",          "select",
                                                         "set",          "table",
                                                         "temp",         "temporary",
                                                         "then",         "to",
                                                         "transaction",  "trigger",
                                                         "true",         "union",
                                                         "unique",       "update",
                                                         "using",        "vacuum",
                                                         "values",       "view",
                                                         "virtual",      "when",
                                                         "where"}));

}  // namespace

bool is_reserved_word(std::string_view word) noexcept { return words.contains(word); }

}  // namespace azoth::sqlite
