#pragma once

#include "engine/engine_state.hpp"
#include <azoth/driver/dialect.hpp>
#include <azoth/driver/session.hpp>
#include <azoth/task.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::detail {

class Stream;

/// What an AsyncConnection, its transactions, streams and operations share: the lease on a session, and where the
/// transaction stands. Belongs to one executor; not thread-safe.
///
/// A transaction begins without a word to the database: BEGIN travels with the first statement in it.
class ConnectionState {
public:
    ConnectionState(std::shared_ptr<EngineState> engine, Lease lease) noexcept
        : engine_(std::move(engine)), lease_(std::move(lease)) {}
    ConnectionState(const ConnectionState&) = delete;
    ConnectionState& operator=(const ConnectionState&) = delete;
    ~ConnectionState() { close(); }

    EngineState& engine() const noexcept { return *engine_; }
    Echo& echo() const noexcept { return engine_->echo; }
    const Dialect& dialect() const noexcept { return engine_->backend.dialect(); }
    /// Throws ResourceClosedError once the connection is closed.
    Session& session() const;
    bool is_closed() const noexcept { return closed_; }
    /// No more operations: the session goes home as soon as none is under way.
    void close() noexcept;

    /// An operation is under way from begin_operation() to end_operation().
    void begin_operation() noexcept { ++operations_; }
    void end_operation() noexcept;

    bool in_transaction() const noexcept { return transaction_ != 0; }
    bool in_nested_transaction() const noexcept { return !savepoints_.empty(); }
    /// Begins a transaction; throws InvalidRequestError if there is one.
    std::uint64_t begin();
    /// Begins a transaction unless there is one. Throws InvalidRequestError inside engine.begin() after its transaction
    /// was ended.
    void autobegin();
    /// Whether the database has yet to be told of the transaction; then it is about to be.
    bool take_begin() noexcept;
    /// Inside engine.begin(), whose transaction can't be followed by another.
    void set_single_transaction(bool single) noexcept { single_ = single; }

    struct Savepoint {
        std::uint64_t id;
        std::string name;
    };
    Savepoint add_savepoint();
    /// Forgets a savepoint and those set after it.
    void remove_savepoint(std::uint64_t id) noexcept;
    const Savepoint* find_savepoint(std::uint64_t id) const noexcept;
    bool is_active(std::uint64_t transaction) const noexcept;
    /// Its handle died without commit or rollback: it is rolled back in front of the next operation.
    void abandon(std::uint64_t transaction) noexcept;

    /// Statements that have to be executed before anything else.
    bool has_pending() const noexcept { return !pending_.empty(); }
    std::vector<std::string> take_pending() noexcept { return std::exchange(pending_, {}); }

    /// Before COMMIT or ROLLBACK is sent: ends streams. Returns whether the database knows of a transaction at all.
    bool prepare_end() noexcept;
    /// The transaction is over, unless the database says that it isn't.
    void transaction_ended() noexcept;

    void add_stream(Stream& stream) { streams_.push_back(&stream); }
    void remove_stream(const Stream& stream) noexcept;

private:
    void close_streams() noexcept;
    void forget_transaction() noexcept;
    void go_home() noexcept;

    std::shared_ptr<EngineState> engine_;
    Lease lease_;
    bool closed_ = false;
    bool begun_ = false;     // as far as the database has been told
    bool single_ = false;    // inside engine.begin()
    bool finished_ = false;  // and its transaction is over
    int operations_ = 0;
    std::uint64_t last_id_ = 0;
    std::uint64_t transaction_ = 0;
    std::uint64_t savepoint_number_ = 0;
    std::vector<Savepoint> savepoints_;
    std::vector<std::string> pending_;
    std::vector<Stream*> streams_;
};

using ConnectionPtr = std::shared_ptr<ConnectionState>;

/// Executes text without parameters or rows: COMMIT, SAVEPOINT ... Returns the command tag.
task<std::string> control(ConnectionPtr connection, std::string sql);
task<void> settle(ConnectionPtr connection);
task<void> commit(ConnectionPtr connection);
task<void> rollback(ConnectionPtr connection);
/// Sets a savepoint, inside a transaction that is begun if there is none, and returns its id.
task<std::uint64_t> begin_nested(ConnectionPtr connection);
task<void> release_savepoint(ConnectionPtr connection, std::uint64_t id);
task<void> rollback_savepoint(ConnectionPtr connection, std::uint64_t id);
/// Rolls back what is open and gives the session back.
task<void> close(ConnectionPtr connection);

}  // namespace azoth::detail
