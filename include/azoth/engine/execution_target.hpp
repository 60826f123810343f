#pragma once

#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/operation_in_flight.hpp>
#include <azoth/engine/shared_use.hpp>
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <memory>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Session;

namespace detail {

class ConnectionState;
class EngineState;

/// Where a statement is executed: on a connection that the caller has checked out, on a shared connection, or on a
/// connection that is checked out for this statement alone. Counts the operation there, and reports the time that the
/// statement took, which decides where it is executed the next time.
class ExecutionTarget {
public:
    explicit ExecutionTarget(std::shared_ptr<ConnectionState> connection) noexcept;
    /// Of AsyncEngine::execute(): try_share() or acquire() decides.
    explicit ExecutionTarget(std::shared_ptr<EngineState> engine) noexcept;
    ExecutionTarget(ExecutionTarget&&) noexcept;
    ~ExecutionTarget();

    EngineState& engine() const noexcept;
    std::shared_ptr<EngineState> shared_engine() const noexcept;
    /// Whether there is a connection, be it shared or not.
    bool is_decided() const noexcept { return decided_; }
    /// The exclusive connection; null: the connection is shared, or not decided yet.
    const std::shared_ptr<ConnectionState>& connection() const noexcept { return connection_; }
    /// Throws ResourceClosedError if the connection was closed.
    Session& session() const;

    /// Takes a place on a shared connection, if there is one and the statement may be executed there: unless the
    /// options or its earlier executions say otherwise. hash: of its text. bytes: of its parameters.
    bool try_share(const boost::asio::any_io_executor& executor, const ExecutionOptions& options, std::size_t hash,
                   std::size_t bytes);
    /// Waits for a place on a shared connection, if try_share() has found that the statement may be executed there, or
    /// else checks out a connection with these options. Throws TimeoutError at the deadline.
    task<void> acquire(ExecutionOptions options, std::chrono::steady_clock::time_point deadline);

    void begin_operation() noexcept;
    void end_operation() noexcept;
    bool is_running() const noexcept { return operation_ != nullptr || shared_; }

    /// The statement has succeeded. delay: how long requests after it on a shared connection had to wait for it; zero:
    /// not known.
    void report_success(std::chrono::nanoseconds delay) const noexcept;
    /// The connection, which was opened on a server that accepts writes, is on one that rejects them now: it is not
    /// used again, nor are those that were opened before it.
    void leave_server() noexcept;
    /// The statement has timed out.
    void report_timeout() const noexcept;

private:
    void report(std::chrono::nanoseconds took) const noexcept;

    std::shared_ptr<EngineState> engine_;  // null: that of the connection
    std::shared_ptr<ConnectionState> connection_;
    OperationInFlight operation_;  // on the exclusive connection
    SharedUse shared_;
    bool decided_ = false;
    bool sharable_ = false;
    bool timed_ = false;     // known as slow: the time from the check-out is reported
    std::size_t hash_ = 0;   // of the text as it was compiled, before hooks; 0: nothing is reported
    std::size_t bytes_ = 0;  // of parameters
    std::chrono::steady_clock::time_point begun_{};
};

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END
