#include "engine/connection_state.hpp"

#include <azoth/engine/stream.hpp>
#include <azoth/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <exception>

namespace azoth::detail {
namespace {

/// Marks the connection as busy.
class Operation {
public:
    explicit Operation(ConnectionState& connection) noexcept : connection_(connection) {
        connection_.begin_operation();
    }
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    ~Operation() { connection_.end_operation(); }

private:
    ConnectionState& connection_;
};

[[noreturn]] void throw_lost() {
    Diagnostics diagnostics;
    diagnostics.message = "the connection was lost before the transaction could be committed";
    diagnostics.statement = "COMMIT";
    diagnostics.outcome = Outcome::rolled_back;
    diagnostics.connection_lost = true;
    throw OperationalError(std::move(diagnostics));
}

}  // namespace

Session& ConnectionState::session() const {
    if (closed_) throw ResourceClosedError("This Connection is closed");
    return lease_.session();
}

void ConnectionState::close() noexcept {
    if (closed_) return;
    closed_ = true;
    if (operations_ == 0) go_home();
}

void ConnectionState::end_operation() noexcept {
    if (--operations_ > 0) return;
    begun_ = lease_.session().transaction_status() != TransactionStatus::idle;
    if (closed_) go_home();
}

void ConnectionState::go_home() noexcept {
    close_streams();
    if (in_transaction() || has_pending()) echo().line("ROLLBACK");  // the pool's work
    forget_transaction();
    pending_.clear();
    lease_ = Lease();
}

std::uint64_t ConnectionState::begin() {
    if (in_transaction()) {
        throw InvalidRequestError(
            "This connection has already initialized a Transaction() object via begin() or autobegin; can't call "
            "begin() "
            "here unless rollback() or commit() is called first.");
    }
    autobegin();
    return transaction_;
}

void ConnectionState::autobegin() {
    if (in_transaction()) return;
    if (finished_) {
        throw InvalidRequestError(
            "Can't operate on closed transaction inside begin(). Please complete its function before emitting further "
            "commands.");
    }
    transaction_ = ++last_id_;
    echo().line("BEGIN (implicit)");
}

bool ConnectionState::take_begin() noexcept { return !std::exchange(begun_, true); }

ConnectionState::Savepoint ConnectionState::add_savepoint() {
    savepoints_.push_back(Savepoint{++last_id_, "azoth_savepoint_" + std::to_string(++savepoint_number_)});
    return savepoints_.back();
}

const ConnectionState::Savepoint* ConnectionState::find_savepoint(std::uint64_t id) const noexcept {
    const auto found = std::ranges::find(savepoints_, id, &Savepoint::id);
    return found == savepoints_.end() ? nullptr : &*found;
}

void ConnectionState::remove_savepoint(std::uint64_t id) noexcept {
    savepoints_.erase(std::ranges::find(savepoints_, id, &Savepoint::id), savepoints_.end());
}

bool ConnectionState::is_active(std::uint64_t transaction) const noexcept {
    return !closed_ && (transaction_ == transaction || find_savepoint(transaction) != nullptr);
}

void ConnectionState::abandon(std::uint64_t transaction) noexcept {
    if (!is_active(transaction)) return;
    if (const Savepoint* const savepoint = find_savepoint(transaction)) {
        pending_.push_back("ROLLBACK TO SAVEPOINT " + savepoint->name);
        remove_savepoint(transaction);
        return;
    }
    pending_.clear();
    if (prepare_end()) {
        pending_.emplace_back("ROLLBACK");
    } else {
        echo().line("ROLLBACK");
    }
    forget_transaction();
}

bool ConnectionState::prepare_end() noexcept {
    close_streams();
    return begun_ && lease_.session().is_usable();
}

void ConnectionState::transaction_ended() noexcept {
    const Session& session = lease_.session();
    begun_ = session.transaction_status() != TransactionStatus::idle;
    if (begun_ && session.is_usable()) return;
    forget_transaction();
}

void ConnectionState::forget_transaction() noexcept {
    transaction_ = 0;
    savepoints_.clear();
    finished_ = single_;
}

void ConnectionState::remove_stream(const Stream& stream) noexcept { std::erase(streams_, &stream); }

void ConnectionState::close_streams() noexcept {
    for (Stream* const stream : std::exchange(streams_, {})) stream->invalidate();
}

task<std::string> control(ConnectionPtr connection, std::string sql) {
    Session& session = connection->session();
    const Operation operation(*connection);
    try {
        co_return co_await session.control(sql);
    } catch (StatementError& error) {
        error.attach(sql, {});
        throw;
    }
}

task<void> settle(ConnectionPtr connection) {
    for (std::string& sql : connection->take_pending()) {
        connection->echo().line(sql);
        co_await control(connection, std::move(sql));
    }
}

task<void> commit(ConnectionPtr connection) {
    connection->session();
    if (connection->has_pending()) co_await settle(connection);
    if (!connection->in_transaction()) co_return;
    connection->echo().line("COMMIT");
    if (!connection->prepare_end()) {
        const bool lost = !connection->session().is_usable();
        connection->transaction_ended();
        if (lost) throw_lost();
        co_return;  // nothing was executed in it
    }
    std::string tag;
    try {
        tag = co_await control(connection, "COMMIT");
    } catch (...) {
        connection->transaction_ended();
        throw;
    }
    connection->transaction_ended();
    if (tag == "ROLLBACK") {
        Diagnostics diagnostics;
        diagnostics.sqlstate = "25P02";
        diagnostics.message = "the transaction was rolled back instead of committed, for a statement in it had failed";
        diagnostics.statement = "COMMIT";
        diagnostics.outcome = Outcome::rolled_back;
        throw InternalError(std::move(diagnostics));
    }
}

task<void> rollback(ConnectionPtr connection) {
    connection->session();
    if (!connection->in_transaction()) {
        if (connection->has_pending()) co_await settle(connection);
        co_return;
    }
    connection->take_pending();  // savepoints, which go with the transaction
    connection->echo().line("ROLLBACK");
    if (connection->prepare_end()) {
        try {
            co_await control(connection, "ROLLBACK");
        } catch (...) {
            connection->transaction_ended();
            // Where the connection is gone, so is the transaction.
            if (connection->session().is_usable()) throw;
        }
    }
    connection->transaction_ended();
}

task<std::uint64_t> begin_nested(ConnectionPtr connection) {
    connection->session();
    if (connection->has_pending()) co_await settle(connection);
    connection->autobegin();
    const ConnectionState::Savepoint savepoint = connection->add_savepoint();
    const std::string sql = "SAVEPOINT " + savepoint.name;
    connection->echo().line(sql);
    try {
        if (connection->take_begin()) {
            StatementText text;
            text.sql = sql;
            text.prepare = false;
            text.seal();
            Request request;
            request.statement = &text;
            request.begin = connection->dialect().begin();
            const Operation operation(*connection);
            co_await connection->session().execute(request);
        } else {
            co_await control(connection, sql);
        }
    } catch (...) {
        connection->remove_savepoint(savepoint.id);
        throw;
    }
    co_return savepoint.id;
}

task<void> release_savepoint(ConnectionPtr connection, std::uint64_t id) {
    if (connection->has_pending()) co_await settle(connection);
    const std::string sql = "RELEASE SAVEPOINT " + connection->find_savepoint(id)->name;
    connection->echo().line(sql);
    co_await control(connection, sql);
    connection->remove_savepoint(id);
}

task<void> rollback_savepoint(ConnectionPtr connection, std::uint64_t id) {
    if (connection->has_pending()) co_await settle(connection);
    const std::string sql = "ROLLBACK TO SAVEPOINT " + connection->find_savepoint(id)->name;
    connection->echo().line(sql);
    co_await control(connection, sql);
    connection->remove_savepoint(id);
}

task<void> close(ConnectionPtr connection) {
    if (connection->is_closed()) co_return;
    const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
    // A cancelled coroutine can wait for nothing: the pool rolls back then.
    if (cancellation.cancelled() == boost::asio::cancellation_type::none) {
        try {
            co_await rollback(connection);
        } catch (const std::exception&) {
            // What isn't rolled back the pool rolls back, or closes.
        }
    }
    connection->close();
}

}  // namespace azoth::detail
