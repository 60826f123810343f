#pragma once

#include "database_options.hpp"
#include "interruption.hpp"
#include "regexp.hpp"
#include "statement.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/error.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace azoth::sqlite {

/// The right to use a prepared statement; its destructor resets and returns the statement.
class Lease {
public:
    Lease() noexcept = default;
    explicit Lease(PreparedStatement& cached) : statement_(&cached) { cached.in_use = true; }
    explicit Lease(std::unique_ptr<PreparedStatement> own) : statement_(own.get()), own_(std::move(own)) {}
    Lease(Lease&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)), own_(std::move(other.own_)) {}
    Lease& operator=(Lease&& other) noexcept {
        end();
        statement_ = std::exchange(other.statement_, nullptr);
        own_ = std::move(other.own_);
        return *this;
    }
    ~Lease() { end(); }

    void end() noexcept {
        if (statement_ == nullptr) return;
        statement_->reset();
        statement_->in_use = false;
        statement_ = nullptr;
        own_.reset();
    }
    explicit operator bool() const noexcept { return statement_ != nullptr; }
    PreparedStatement* operator->() const noexcept { return statement_; }
    PreparedStatement& operator*() const noexcept { return *statement_; }

private:
    PreparedStatement* statement_ = nullptr;
    std::unique_ptr<PreparedStatement> own_;
};

/// A query whose rows are fetched in batches; used only on the connection's thread.
struct OpenQuery {
    Lease statement;  ///< empty: the query has ended
    ParameterBuffer parameters;
    bool begun = false;
    std::shared_ptr<const RowDescription> description;
};

/// A connection to a database, and the operations on it. All operations block. Only interruption() and open_queries()
/// may be called from other threads.
class Connection {
public:
    Connection() = default;
    ~Connection() { close(false); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Throws OperationalError if the file cannot be opened.
    void open(const DatabaseOptions& options);
    bool is_open() const noexcept { return db_ != nullptr; }
    /// If `in_good_order`, the write-ahead log is written back, which may take a while.
    void close(bool in_good_order) noexcept;

    Answer execute(const Request& request);
    /// Executes all sets or none: several are wrapped in a transaction, or in a savepoint of the open one.
    Answer execute_many(const Request& request, ParameterSource& source);
    std::string control(std::string_view sql);

    std::shared_ptr<OpenQuery> open_query(const Request& request);
    Answer fetch(OpenQuery& query, std::size_t count);
    void end_query(OpenQuery& query) noexcept;

    TransactionStatus transaction_status() const noexcept;
    int open_queries() const noexcept { return open_queries_.load(); }
    Interruption& interruption() noexcept { return interruption_; }

private:
    friend struct Callbacks;

    void set_journal_mode(const DatabaseOptions& options);
    Lease prepare(const StatementText& text);
    /// Returns whether it began a transaction.
    bool begin(const Request& request);
    bool step(sqlite3_stmt* statement, Outcome failed = Outcome::rolled_back);
    bool first_step(PreparedStatement& statement);
    void run_script(std::string_view sql, Outcome failed = Outcome::rolled_back);
    void roll_back_many(bool own_transaction) noexcept;
    void begin_again(const Request& request) noexcept;
    void send_begin(const Request& request);
    RowLimit row_limit(const PreparedStatement& statement) const noexcept;
    void note_changes(const PreparedStatement& statement, Answer& answer) const;
    void check_stop() const;
    void check_transaction() const;
    void note_transaction() noexcept;
    [[noreturn]] void fail(int code, Outcome outcome, std::string_view sql = {});

    int on_busy(int count);
    bool on_progress() const;

    sqlite3* db_ = nullptr;
    std::chrono::milliseconds busy_timeout_{0};
    std::chrono::steady_clock::time_point busy_since_;
    sqlite3_stmt* stepping_ = nullptr;
    StatementCache cache_;
    std::size_t max_result_bytes_ = 0;  // 0: no limit
    std::vector<std::shared_ptr<OpenQuery>> queries_;
    std::atomic<int> open_queries_{0};
    bool in_transaction_ = false;
    bool lost_transaction_ = false;  // rolled back by SQLite, not yet reported to the caller
    Interruption interruption_;
    RegexpLimits regexp_limits_;
};

}  // namespace azoth::sqlite
