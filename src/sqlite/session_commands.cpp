#include "sqlite/session_commands.hpp"

#include <azoth/driver/session_commands.hpp>
#include <azoth/error.hpp>

#include <sqlite3.h>

namespace azoth::sqlite {
namespace {

class SqliteSessionCommands final : public SessionCommands {
public:
    std::string begin(const TransactionOptions& options) const override {
        if (const auto level = options.isolation(); level && level != Isolation::serializable) {
            not_supported("SQLite's transactions are serializable; it has no " + std::string(to_string(*level)));
        }
        if (options.read_only_mode() == true) {
            not_supported("SQLite has no read-only transactions; open the database with ?mode=ro");
        }
        if (options.deferrable_mode() == true) {
            not_supported(
                "SQLite has no DEFERRABLE transactions: a transaction that only reads never fails because of another");
        }
        switch (options.locking().value_or(Locking::deferred)) {
            case Locking::immediate: return "BEGIN IMMEDIATE";
            case Locking::exclusive: return "BEGIN EXCLUSIVE";
            case Locking::deferred: break;
        }
        return "BEGIN";
    }

    // With a shared cache, a connection may be configured to read uncommitted data.
    StatementText isolation_level() const override {
        return one_text(
            "SELECT CASE read_uncommitted WHEN 0 THEN 'serializable' ELSE 'read uncommitted' END "
            "FROM pragma_read_uncommitted",
            "isolation_level");
    }

    TransactionOptions lone_transaction() const noexcept override { return Locking::immediate; }

    std::string prepare_transaction(std::string_view) const override {
        not_supported("SQLite has no two-phase transactions");
    }
    StatementText prepared_transactions() const override { not_supported("SQLite has no two-phase transactions"); }

    std::string advisory_lock(const AdvisoryRequest&) const override {
        not_supported(
            "SQLite has no advisory locks; use a transaction with Locking::immediate to exclude other writers");
    }

    // Another connection has locked the database, or has written to it since this transaction read it.
    bool is_transient(const StatementError& error) const noexcept override {
        return (error.diagnostics().native_code & 0xFF) == SQLITE_BUSY;
    }
};

}  // namespace

const SessionCommands& session_commands() noexcept {
    static const SqliteSessionCommands instance;
    return instance;
}

}  // namespace azoth::sqlite
