#include "postgresql/session_commands.hpp"

#include "postgresql/compiler.hpp"
#include "sql/pinned.hpp"
#include <azoth/driver/session_commands.hpp>
#include <azoth/error.hpp>

namespace azoth::postgresql {
namespace {

std::string key_text(const AdvisoryKey& key) {
    std::string text("(");
    text += std::to_string(key.first());
    if (key.is_pair()) text.append(", ").append(std::to_string(key.second()));
    text += ')';
    return text;
}

// Always quoted: pg_notify() does not fold its channel's name. Throws IdentifierError.
std::string channel_name(std::string_view channel) {
    PostgresqlCompiler writer;
    writer.write_identifier(channel, true);
    return std::string(writer.text());
}

class PostgresqlSessionCommands final : public SessionCommands {
public:
    std::string begin(const TransactionOptions& options) const override {
        if (options.locking())
            not_supported("PostgreSQL does not lock the database: BEGIN has no IMMEDIATE or EXCLUSIVE");
        std::string sql = "BEGIN";
        if (const auto level = options.isolation()) {
            if (level == Isolation::autocommit) not_supported("AUTOCOMMIT is not an isolation level of a transaction");
            sql += " ISOLATION LEVEL ";
            sql += to_string(*level);
        }
        if (const auto on = options.read_only_mode()) sql += *on ? " READ ONLY" : " READ WRITE";
        if (const auto on = options.deferrable_mode()) sql += *on ? " DEFERRABLE" : " NOT DEFERRABLE";
        return sql;
    }

    std::string statement_timeout(std::chrono::milliseconds limit, bool local) const override {
        std::string sql(local ? "SET LOCAL statement_timeout = " : "SET statement_timeout = ");
        sql += std::to_string(limit.count());
        return sql;
    }
    std::string reset_statement_timeout() const override { return "RESET statement_timeout"; }
    std::string_view discard_session() const noexcept override { return "DISCARD ALL"; }

    std::string prepare_transaction(std::string_view xid) const override {
        return "PREPARE TRANSACTION " + literal(xid);
    }
    std::string commit_prepared(std::string_view xid) const override { return "COMMIT PREPARED " + literal(xid); }
    std::string rollback_prepared(std::string_view xid) const override { return "ROLLBACK PREPARED " + literal(xid); }
    StatementText prepared_transactions() const override {
        return one_text(
            pinned("SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = pg_catalog.current_database()"),
            "gid");
    }

    StatementText isolation_level() const override {
        return one_text("SELECT pg_catalog.current_setting('transaction_isolation')", "transaction_isolation");
    }
    StatementText transaction_id() const override {
        return one_text("SELECT CAST(pg_catalog.pg_current_xact_id_if_assigned() AS pg_catalog.text)", "id");
    }
    StatementText transaction_status(std::string_view id) const override {
        std::string sql = "SELECT pg_catalog.pg_xact_status(CAST(";
        sql.append(literal(id)).append(" AS pg_catalog.xid8))");
        return one_text(std::move(sql), "status");
    }

    TransactionOptions lone_transaction() const noexcept override { return Isolation::read_committed; }
    std::string advisory_lock(const AdvisoryRequest& request) const override {
        std::string sql = "SELECT pg_catalog.pg_";
        if (!request.wait) sql += "try_";
        sql += request.transaction ? "advisory_xact_lock" : "advisory_lock";
        if (request.shared) sql += "_shared";
        return sql + key_text(request.key);
    }
    std::string advisory_unlock(const AdvisoryRequest& request) const override {
        return (request.shared ? "SELECT pg_catalog.pg_advisory_unlock_shared"
                               : "SELECT pg_catalog.pg_advisory_unlock") +
               key_text(request.key);
    }
    std::string_view advisory_unlock_all() const noexcept override {
        return "SELECT pg_catalog.pg_advisory_unlock_all()";
    }

    std::string listen(std::string_view channel) const override { return "LISTEN " + channel_name(channel); }
    std::string unlisten(std::string_view channel) const override { return "UNLISTEN " + channel_name(channel); }
    std::string_view unlisten_all() const noexcept override { return "UNLISTEN *"; }

    // A serialization failure, a deadlock, or a prepared statement that was stale.
    bool is_transient(const StatementError& error) const noexcept override {
        return error.diagnostics().stale_statement || error.sqlstate() == "40001" || error.sqlstate() == "40P01";
    }
};

}  // namespace

const SessionCommands& session_commands() noexcept {
    static const PostgresqlSessionCommands instance;
    return instance;
}

}  // namespace azoth::postgresql
