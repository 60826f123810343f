#include "engine/connection_state.hpp"

#include "engine/error_outcome.hpp"
#include "engine/hooks.hpp"
#include <azoth/engine/open_query.hpp>
#include <azoth/error.hpp>

#include <string_view>
#include <utility>

namespace azoth::detail {

void EndOperation::operator()(ConnectionState* connection) const noexcept { connection->end_operation(); }

void check_transaction_options(const SessionCommands& commands, const ExecutionOptions& options) {
    const TransactionOptions& transaction = options.transaction();
    static_cast<void>(commands.begin(options.is_autocommit() ? transaction.default_isolation() : transaction));
}

Session& ConnectionState::session() const {
    if (closed_) throw ResourceClosedError("This Connection is closed");
    return lease_.session();
}

void ConnectionState::close() noexcept {
    if (closed_) return;
    closed_ = true;
    if (operations_ == 0) check_in();
}

void ConnectionState::invalidate() noexcept {
    if (closed_) return;
    lease_.invalidate();
    lease_.session().abort();
}

void ConnectionState::check_in() noexcept {
    close_queries();
    if (in_transaction() || pending_.has_rollback()) echo().line("ROLLBACK");  // executed by the pool
    if (in_transaction()) notify_rolled_back();
    forget_transaction();
    if (listeners_.are_used()) {
        listeners_.end(lease_.session());
        lease_.reset_with(commands().unlisten_all());
    }
    const std::string_view unlisten = listeners_.are_used() ? std::string_view() : commands().unlisten_all();
    for (const std::string& sql : pending_.at_check_in(commands().advisory_unlock_all(), unlisten)) {
        lease_.reset_with(sql);
    }
    if (!server_timeout_.has_session_limit(ServerTimeout::Limit(0))) {
        lease_.reset_with(commands().reset_statement_timeout());
    }
    lease_ = Lease();
}

void ConnectionState::change_options(const ExecutionOptions& options) {
    session();
    const ExecutionOptions changed = options_.merged(options);
    if (changed.transaction() != options_.transaction()) {
        if (in_transaction()) {
            throw InvalidRequestError(
                "This connection has begun a transaction, whose isolation level can't be changed; call rollback() or "
                "commit() first.");
        }
        check_transaction_options(commands(), changed);
    }
    options_ = changed;
}

std::uint64_t ConnectionState::begin(const TransactionOptions& options) {
    if (in_transaction()) {
        throw InvalidRequestError(
            "This connection has already initialized a Transaction() object via begin() or autobegin; can't call "
            "begin() here unless rollback() or commit() is called first.");
    }
    transaction_.check_handles();
    TransactionOptions defaults = options_.transaction();
    if (options_.is_autocommit()) defaults = defaults.default_isolation();
    const TransactionOptions merged = defaults.merged(options);
    auto start = std::make_shared<TransactionStart>(commands().begin(merged));
    const bool resolve = merged.resolve_commit_mode() == true && !commands().transaction_id().sql.empty();
    server_timeout_.use_session_limit();
    const std::uint64_t id = transaction_.begin(std::move(start), resolve);
    transaction_.set_read_only(merged.read_only_mode() == true);
    echo().line("BEGIN (implicit)");
    return id;
}

void ConnectionState::autobegin() {
    if (in_transaction() || options_.is_autocommit()) return transaction_.check_handles();
    begin(TransactionOptions());
}

bool ConnectionState::resolves_commit() const noexcept {
    return in_transaction() ? transaction_.resolves_commit() : options_.transaction().resolve_commit_mode() == true;
}

void ConnectionState::notify_rolled_back() noexcept {
    if (hooks().rollback.empty()) return;
    notify_detached(engine_->events, &EngineEvents::rollback, engine_->echo, "rollback", lease_.executor(),
                    lease_.event());
}

std::string ConnectionState::take_timeout(const ExecutionOptions& effective) {
    if (!in_transaction()) return {};
    const auto limit = ServerTimeout::needed(options_, effective);
    if (!server_timeout_.take_transaction_limit(limit)) return {};
    return commands().statement_timeout(limit, true);
}

std::optional<std::chrono::milliseconds> ConnectionState::session_timeout_to_set(
    const ExecutionOptions& effective) const noexcept {
    if (in_transaction() || !options_.is_autocommit()) return std::nullopt;
    const auto limit = ServerTimeout::needed(options_, effective);
    if (server_timeout_.has_session_limit(limit)) return std::nullopt;
    return limit;
}

bool ConnectionState::has_pending(const ExecutionOptions& effective) const noexcept {
    if (closed_) return false;
    if (gate_.is_closed() || session_timeout_to_set(effective)) return true;
    return !pending_.is_empty() && pending_.is_due(situation());
}

void ConnectionState::drop_handle(std::uint64_t id) noexcept {
    transaction_.remove_handle(id);
    if (!is_active(id)) return;
    if (transaction_.find_savepoint(id) != nullptr) return abandon_savepoint(id);
    abandon_transaction();
    notify_rolled_back();
}

void ConnectionState::abandon_savepoint(std::uint64_t id) noexcept {
    pending_.add_savepoint_rollback(id, transaction_.find_savepoint(id)->name);
    transaction_.remove_savepoint(id);
    server_timeout_.forget_transaction_limit();
}

void ConnectionState::abandon_transaction() noexcept {
    if (prepare_end()) {
        pending_.add_rollback();
    } else {
        echo().line("ROLLBACK");
    }
    forget_transaction();
}

bool ConnectionState::prepare_end() noexcept {
    close_queries();
    if (transaction_.start() == nullptr) return false;
    // A request in flight may carry BEGIN, or may be about to.
    const bool begun = operations_ > 0 || !transaction_.start()->end_unsent();
    return begun && lease_.session().is_usable();
}

void ConnectionState::transaction_ended(const std::exception_ptr& error) noexcept {
    gate_.end_transaction_end();
    if (!in_transaction() || closed_) return;
    const Session& session = lease_.session();
    if (!session.is_usable()) return forget_transaction();
    if (error && !session.is_quiet()) {
        // A statement that was not sent has ended nothing. The outcome of one whose answer was discarded is not known.
        if (outcome_of(error) == Outcome::not_sent) return;
        pending_.add_rollback();
        return forget_transaction();
    }
    const bool unsent = transaction_.start()->state() == TransactionStart::State::ended;
    if (unsent || session.transaction_status() == TransactionStatus::idle) forget_transaction();
}

void ConnectionState::forget_transaction() noexcept {
    transaction_.end();
    pending_.transaction_over();
    server_timeout_.use_session_limit();
}

std::shared_ptr<Inbox> ConnectionState::start_listening(std::string channel, std::size_t limit, std::size_t bytes) {
    return listeners_.open(session(), pending_, std::move(channel), limit, bytes);
}

void ConnectionState::stop_listening(const Inbox& inbox) noexcept {
    listeners_.close(inbox, closed_ ? nullptr : &lease_.session(), pending_, commands());
}

void ConnectionState::close_queries() noexcept {
    for (OpenQuery* const query : std::exchange(queries_, {})) query->invalidate();
}

}  // namespace azoth::detail
