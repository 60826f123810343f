#pragma once

#include <azoth/driver/session.hpp>
#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/execution_target.hpp>
#include <azoth/engine/parameter_rows.hpp>
#include <azoth/engine/result_data.hpp>
#include <azoth/engine/statement_call.hpp>
#include <azoth/export.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

class ConnectionState;
class EngineState;

/// One execution of a statement, from compiling it to the answer: what is executed, where, and how far it is. The
/// coroutine that awaits the session is a template only for the type of its result; this class does its work.
class Execution {
public:
    Execution(std::shared_ptr<ConnectionState> connection, ast::NodePtr<const ast::StatementNode> statement) noexcept;
    /// Text that needs no compiling.
    Execution(std::shared_ptr<ConnectionState> connection, std::shared_ptr<const StatementText> text) noexcept;
    /// A statement once for each row.
    Execution(std::shared_ptr<ConnectionState> connection, ast::NodePtr<const ast::StatementNode> statement,
              std::unique_ptr<RowParameters> rows) noexcept;
    /// A statement of AsyncEngine::execute(), which has no connection yet.
    Execution(std::shared_ptr<EngineState> engine, const ExecutionOptions& options,
              ast::NodePtr<const ast::StatementNode> statement) noexcept;
    Execution(Execution&&) noexcept;
    Execution& operator=(Execution&&) = delete;
    ~Execution();

    /// Adds the arguments of the call: the value of a named parameter, options, COMMIT.
    void add(const NamedValue& value) { call_.add(value); }
    void add(const ExecutionOptions& options) { call_.add(options); }
    void add(ThenCommit) noexcept { commits_ = true; }
    /// The statement begins no transaction.
    void without_transaction() noexcept { begins_ = false; }
    /// Sends or reads the rows by COPY, if the database has it. progress: see CopyOptions. Throws ArgumentError if
    /// progress_every is 0.
    void use_copy(std::function<void(std::uint64_t)> progress, std::uint64_t progress_every);
    bool uses_copy() const noexcept { return copy_ != nullptr; }

    /// Whether try_share() or acquire_connection() has to be called first.
    bool needs_connection() const noexcept { return !target_.is_decided(); }
    /// Compiles the statement and takes a place on a shared connection, if there is room. Throws InvalidRequestError if
    /// the statement would change the session.
    bool try_share(const boost::asio::any_io_executor& executor);
    /// After try_share() returned false: waits for a place on a shared connection, or checks out an exclusive one.
    task<void> acquire_connection();

    /// Whether run() has to carry it out: COMMIT is sent with it, hooks or an observer watch statements, or
    /// must_flush().
    bool needs_run() const noexcept;
    /// Whether statements are pending that flush() has to send first, such as the rollback of an abandoned transaction.
    bool must_flush() const noexcept;
    task<void> flush();
    /// Whether COMMIT is sent with it.
    bool commits() const noexcept { return commits_; }
    /// The caller sends COMMIT itself.
    void commit_separately() noexcept { commits_ = false; }
    /// How many rows of a stream are fetched at a time; 0: the default.
    std::size_t batch_size() const noexcept;

    /// Compiles the statement and binds its values, unless that was done. start() calls it.
    void prepare();
    /// Begins a transaction if there is none; from here on the connection is busy.
    Session& start();
    /// What the session is to execute. Refers to this object.
    Request request() const noexcept;
    /// Takes the answer; the connection is not busy any more.
    std::shared_ptr<const ResultData> finish(Answer answer);
    /// `rows` more rows were read by COPY. at_end: they are the last. Throws what the progress function throws.
    void report_progress(std::size_t rows, bool at_end);
    /// Throws failure() of the current exception.
    [[noreturn]] void fail();
    /// Ends the execution after an error. Returns a copy of the error with the statement and its parameters attached;
    /// the error itself if the statement was not compiled, or run() has taken this object.
    std::exception_ptr failure(const std::exception_ptr& failed);
    /// The connection is not busy between two fetches of a stream: from release() to resume().
    void release() noexcept { target_.end_operation(); }
    void resume();

    /// The exclusive connection. Null: the connection is shared, or there is none yet.
    const std::shared_ptr<ConnectionState>& connection() const noexcept { return target_.connection(); }
    EngineState& engine() const noexcept { return target_.engine(); }
    std::shared_ptr<EngineState> shared_engine() const noexcept { return target_.shared_engine(); }
    bool begins_transactions() const noexcept { return begins_; }
    /// See StatementCall.
    ParameterSource* source() const noexcept { return call_.source(); }
    const std::shared_ptr<const StatementText>& text() const noexcept { return call_.text(); }
    void set_text(std::shared_ptr<const StatementText> text) noexcept { call_.set_text(std::move(text)); }
    bool is_raw() const noexcept { return call_.is_raw(); }
    std::string displayed_parameters() const { return call_.displayed_parameters(engine()); }
    std::string shown_sql() const { return call_.shown_sql(engine()); }

private:
    ExecutionOptions effective_options() const noexcept;
    /// Sets the deadline, unless that was done: before the first wait for anything but the statement itself.
    void begin_deadline() noexcept;
    /// The error of a wait that the time limit of the call has ended.
    std::exception_ptr deadline_error(const std::exception_ptr& error) const;

    StatementCall call_;
    std::unique_ptr<CopyTransfer> copy_;  // null: not by COPY
    bool begins_ = true;
    bool commits_ = false;
    bool committing_ = false;  // COMMIT is in flight with the statement
    std::shared_ptr<TransactionStart> transaction_;
    std::string setup_;                                 // request() refers to it
    std::chrono::steady_clock::time_point deadline_{};  // zero: not set
    ExecutionTarget target_;
};

/// What may follow a statement in a call of execute(): named("id", 7), timeout(1s), ExecutionOptions, then_commit.
template <class T>
concept CallArgument =
    std::same_as<T, NamedValue> || std::same_as<T, ThenCommit> || std::convertible_to<const T&, ExecutionOptions>;

/// What stream() accepts as arguments after the statement.
template <class T>
concept StreamArgument = CallArgument<T> && !std::same_as<T, ThenCommit>;

/// Adds the arguments of a call to an execution.
template <class... Arguments>
void add_to(Execution& execution, const Arguments&... arguments) {
    [[maybe_unused]] const auto add = [&]<class T>(const T& argument) {
        if constexpr (std::same_as<T, NamedValue> || std::same_as<T, ThenCommit>) {
            execution.add(argument);
        } else {
            execution.add(ExecutionOptions(argument));
        }
    };
    (add(arguments), ...);
}
/// The execution with the options of its statement and the arguments of the call.
template <class S, class... Arguments>
Execution with_call(Execution execution, const S& statement, const Arguments&... arguments) {
    if constexpr (requires { statement.execution_options(); }) execution.add(statement.execution_options());
    add_to(execution, arguments...);
    return execution;
}
/// An execution of the statement on a connection.
template <class S, class... Arguments>
Execution make_execution(std::shared_ptr<ConnectionState> connection, const S& statement,
                         const Arguments&... arguments) {
    check_has_arguments<S>();
    return with_call(Execution(std::move(connection), statement.node()), statement, arguments...);
}
/// An execution of the statement once for each row of a range.
template <class S, class Range, class... Arguments>
Execution make_execution_of_rows(std::shared_ptr<ConnectionState> connection, const S& statement, Range&& rows,
                                 const Arguments&... arguments) {
    return with_call(Execution(std::move(connection), statement.node(), make_row_parameters(std::forward<Range>(rows))),
                     statement, arguments...);
}

/// Carries out an execution of any kind.
task<std::shared_ptr<const ResultData>> run(Execution execution);

}  // namespace azoth::detail

AZOTH_EXPORT_END
