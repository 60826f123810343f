#include "connection.hpp"
#include "errors.hpp"
#include "hardening.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

// Opening and closing a connection, and what SQLite calls while it works.
namespace azoth::sqlite {
namespace {

// Number of virtual machine instructions between checks of the interruption: about ten microseconds.
constexpr int progress_interval = 1000;

}  // namespace

struct Callbacks {
    static int busy(void* connection, int count) { return static_cast<Connection*>(connection)->on_busy(count); }
    static int progress(void* connection) { return static_cast<Connection*>(connection)->on_progress() ? 1 : 0; }
};

void Connection::open(const DatabaseOptions& options) {
    constexpr int flags = SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(options.path.c_str(), &db_, options.open_flags | flags, nullptr);
    if (code != SQLITE_OK) {
        Diagnostics diagnostics;
        diagnostics.message =
            std::string(db_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db_)) + " \"" + options.path + '"';
        diagnostics.native_code = code;
        diagnostics.outcome = Outcome::not_sent;
        close(false);
        throw OperationalError(std::move(diagnostics));
    }
    interruption_.attach(db_);
    busy_timeout_ = options.busy_timeout;
    cache_.set_capacity(options.statement_cache_size);
    max_result_bytes_ = options.max_result_bytes;
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_handler(db_, Callbacks::busy, this);
    sqlite3_progress_handler(db_, progress_interval, Callbacks::progress, this);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_FKEY, options.foreign_keys ? 1 : 0, nullptr);
    // A misspelt column in double quotes is then an error instead of a string.
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    harden(db_, options);
    regexp_limits_ = {options.regexp_steps, &interruption_};
    const int registered = register_regexp(db_, regexp_limits_);
    if (registered != SQLITE_OK) fail(registered, Outcome::not_sent);
    for (const std::string& pragma : options.pragmas) run_script(pragma);
    if (!options.journal_mode.empty()) set_journal_mode(options);
    // A defensive connection cannot switch the journal off.
    if (options.defensive) set_defensive(db_);
}

void Connection::set_journal_mode(const DatabaseOptions& options) {
    StatementText text;
    text.sql = "PRAGMA journal_mode = " + options.journal_mode;
    PreparedStatement pragma(db_, text, false);
    std::string mode;
    if (first_step(pragma)) mode = reinterpret_cast<const char*>(sqlite3_column_text(pragma.handle(), 0));
    // A database in memory has its journal in memory or none.
    if (mode == options.journal_mode || options.in_memory) return;
    Diagnostics diagnostics;
    diagnostics.message = "SQLite keeps the journal mode \"" + mode + "\" of \"" + options.path + "\" instead of \"" +
                          options.journal_mode + '"';
    diagnostics.outcome = Outcome::not_sent;
    throw OperationalError(std::move(diagnostics));
}

void Connection::close(bool in_good_order) noexcept {
    for (const auto& query : queries_) query->statement.end();
    queries_.clear();
    open_queries_ = 0;
    cache_.clear();
    interruption_.attach(nullptr);
    if (!in_good_order && db_ != nullptr) sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_close_v2(db_);
    db_ = nullptr;
    in_transaction_ = false;
    lost_transaction_ = false;
}

int Connection::on_busy(int count) {
    using namespace std::chrono_literals;
    constexpr std::array<std::chrono::microseconds, 7> delays{200us, 500us, 1ms, 2ms, 5ms, 10ms, 20ms};
    const auto now = std::chrono::steady_clock::now();
    if (count == 0) busy_since_ = now;
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(busy_since_ + busy_timeout_ - now);
    if (left <= 0us || interruption_.is_raised()) return 0;
    const auto delay = delays[std::min(static_cast<std::size_t>(count), delays.size() - 1)];
    return interruption_.wait_for(std::min(delay, left)) ? 0 : 1;
}

// SQLite also calls it when the statement has just ended, and would turn its success into an interruption. Statements
// that step() does not run, such as the rollback of a failed operation, must not be interrupted.
bool Connection::on_progress() const {
    return stepping_ != nullptr && interruption_.is_raised() && sqlite3_stmt_busy(stepping_) != 0;
}

}  // namespace azoth::sqlite
