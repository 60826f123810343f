#include "sql/text_query.hpp"
#include <azoth/driver/session_commands.hpp>
#include <azoth/error.hpp>

#include <utility>

namespace azoth {

void SessionCommands::not_supported(std::string message) {
    Diagnostics diagnostics;
    diagnostics.message = std::move(message);
    diagnostics.outcome = Outcome::not_sent;
    throw NotSupportedError(std::move(diagnostics));
}

std::string SessionCommands::begin(const TransactionOptions& options) const {
    if (options != TransactionOptions()) not_supported("this database has no transaction options");
    return "BEGIN";
}

std::string SessionCommands::statement_timeout(std::chrono::milliseconds, bool) const { return {}; }

std::string SessionCommands::prepare_transaction(std::string_view) const {
    not_supported("this database has no two-phase transactions");
}

std::string SessionCommands::commit_prepared(std::string_view xid) const { return prepare_transaction(xid); }

std::string SessionCommands::rollback_prepared(std::string_view xid) const { return prepare_transaction(xid); }

StatementText SessionCommands::prepared_transactions() const {
    not_supported("this database has no two-phase transactions");
}

StatementText SessionCommands::isolation_level() const { not_supported("this database has no isolation levels"); }

StatementText SessionCommands::transaction_status(std::string_view) const {
    not_supported("this database does not report the outcome of a transaction");
}

std::string SessionCommands::advisory_lock(const AdvisoryRequest&) const {
    not_supported("this database has no advisory locks");
}

std::string SessionCommands::advisory_unlock(const AdvisoryRequest& request) const { return advisory_lock(request); }

std::string SessionCommands::listen(std::string_view) const { not_supported("this database has no notifications"); }

std::string SessionCommands::unlisten(std::string_view channel) const { return listen(channel); }

bool SessionCommands::is_transient(const StatementError&) const noexcept { return false; }

StatementText SessionCommands::one_text(std::string sql, std::string_view column) {
    StatementText text = detail::text_query(std::move(sql), {column});
    text.prepare = false;
    return text;
}

}  // namespace azoth
