#include "hardening.hpp"

#include "errors.hpp"

#include <sqlite3.h>

#include <array>
#include <utility>

namespace azoth::sqlite {
namespace {

// Limits for an untrusted file, following SQLite's page "Defense Against The Dark Arts", whose numbers assume that only
// the program's own statements are executed.
constexpr std::array<std::pair<int, int>, 9> untrusted_limits{{
    {SQLITE_LIMIT_LENGTH, 10'000'000},
    {SQLITE_LIMIT_SQL_LENGTH, 1'000'000},
    {SQLITE_LIMIT_EXPR_DEPTH, 100},
    {SQLITE_LIMIT_COMPOUND_SELECT, 20},
    {SQLITE_LIMIT_VDBE_OP, 250'000},
    {SQLITE_LIMIT_FUNCTION_ARG, 100},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
}};

void configure(sqlite3* db, int option, int value) {
    int now = -1;
    const int code = sqlite3_db_config(db, option, value, &now);
    if (code != SQLITE_OK) throw_sqlite_error(db, code, Outcome::not_sent);
}

}  // namespace

void harden(sqlite3* db, const DatabaseOptions& options) {
    configure(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, options.trusted_schema ? 1 : 0);
    // A library that was built without these options does not know them.
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    if (!options.untrusted) return;
    for (const auto& [limit, value] : untrusted_limits) sqlite3_limit(db, limit, value);
}

void set_defensive(sqlite3* db) { configure(db, SQLITE_DBCONFIG_DEFENSIVE, 1); }

}  // namespace azoth::sqlite
