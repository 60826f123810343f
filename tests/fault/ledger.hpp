#pragma once

#include "engine/support.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

// The data of the fault tests: accounts whose sum must be constant, and a journal with a row for each committed
// transaction.
namespace azoth_tests {

inline constexpr std::int64_t account_count = 64;
inline constexpr std::int64_t opening_balance = 1000;

struct AccountColumns {
    azoth::Column<std::int64_t> id{"id", azoth::primary_key, azoth::autoincrement(false)};
    azoth::Column<std::int64_t> balance{"balance"};
};
struct JournalColumns {
    azoth::Column<std::int64_t> id{"id", azoth::primary_key, azoth::autoincrement(false)};
};
inline azoth::MetaData ledger_tables;
inline const azoth::Table<AccountColumns> accounts{"fault_accounts", ledger_tables};
inline const azoth::Table<JournalColumns> journal{"fault_journal", ledger_tables};

/// The outcome of a transaction, as far as its client knows.
enum class Fate { committed, failed, unknown };

/// The outcomes of all transactions as their clients know them, to be compared with the database. Thread-safe.
class Books {
public:
    /// A number for the next transaction.
    std::int64_t open();
    void close(std::int64_t transaction, Fate fate);
    /// An exception was thrown that is not azoth's.
    void untyped(std::string_view what);

    std::size_t committed() const;
    std::size_t failed() const;
    std::size_t unknown() const;
    std::string untyped() const;

    /// The number of transactions whose outcome differs in the database, plus one if the sum has changed.
    azoth::task<std::size_t> audit(azoth::AsyncEngine engine) const;

private:
    mutable std::mutex mutex_;
    std::int64_t last_ = 0;
    std::set<std::int64_t> committed_;
    std::set<std::int64_t> failed_;
    std::set<std::int64_t> unknown_;
    std::string untyped_;
};

/// Creates the tables, with all accounts at their opening balance.
azoth::task<void> open_ledger(azoth::AsyncEngine engine);

/// Transfers 1 from one account to another, both chosen by the transaction's number, and records it.
azoth::task<void> transfer(azoth::AsyncConnection& conn, std::int64_t transaction);

/// The outcome of a transaction in its exception. Rethrows exceptions that are neither azoth's nor a cancellation.
Fate fate_of(const std::exception_ptr& error, bool committing);

/// A complete transaction with a transfer; does not throw.
azoth::task<Fate> transact(azoth::AsyncEngine engine, Books& books);

/// A number from the environment.
std::int64_t setting(const char* name, std::int64_t otherwise);

}  // namespace azoth_tests
