#pragma once

#include <azoth/driver/session.hpp>
#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/parameter_rows.hpp>
#include <azoth/engine/result_data.hpp>
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
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

struct Compiled;

namespace detail {

class ConnectionState;
class EngineState;
class RowSender;

/// One execution of a statement on a connection, from compiling it to the answer. The coroutine that carries it out is
/// a template for the sake of its result alone; what it does is done here.
class Execution {
public:
    Execution(std::shared_ptr<ConnectionState> connection, ast::NodePtr<const ast::StatementNode> statement) noexcept;
    /// A statement that needs no compiling.
    Execution(std::shared_ptr<ConnectionState> connection, std::shared_ptr<const StatementText> text) noexcept;
    /// A statement once for each row.
    Execution(std::shared_ptr<ConnectionState> connection, ast::NodePtr<const ast::StatementNode> statement,
              std::unique_ptr<RowParameters> rows) noexcept;
    /// A statement that stands by itself, on whatever connection enter() gives it.
    Execution(std::shared_ptr<EngineState> engine, const ExecutionOptions& options,
              ast::NodePtr<const ast::StatementNode> statement) noexcept;
    Execution(Execution&& other) noexcept;
    Execution& operator=(Execution&&) = delete;
    ~Execution();

    /// What goes with the statement: a value for a parameter that it names, options, COMMIT.
    void add(const NamedValue& value);
    void add(const ExecutionOptions& options);
    void add(ThenCommit) noexcept { ends_ = true; }
    /// The statement begins no transaction.
    void stay_outside() noexcept { outside_ = true; }
    /// The rows go to the database, or come from it, by COPY, if it has that. progress: see CopyOptions. Throws
    /// ArgumentError if it is to be told every 0 rows.
    void copy(std::function<void(std::uint64_t)> progress, std::uint64_t progress_every);
    bool copies() const noexcept { return copies_; }

    /// Whether it stands by itself and has no connection yet.
    bool needs_connection() const noexcept { return connection_ == nullptr; }
    /// Compiles a statement that stands by itself and gets it a connection: a shared one, if there is one that has room
    /// (then the answer is true), or else by wait_to_enter(). Throws InvalidRequestError for what would change the
    /// session.
    bool enter(const boost::asio::any_io_executor& executor);
    task<void> wait_to_enter();

    /// Whether there is more to it than sending it, which is for run() to carry out: COMMIT goes with it, hooks or an
    /// observer want to know, or must_settle().
    bool is_involved() const noexcept;
    /// Whether something has to happen first, such as the rollback of an abandoned transaction: settle() does it.
    bool must_settle() const noexcept;
    task<void> settle();
    /// Whether COMMIT goes with it.
    bool ends_transaction() const noexcept { return ends_; }
    void commit_apart() noexcept { ends_ = false; }
    /// How many rows of a stream are to be fetched at a time; 0: nobody cares.
    std::size_t window() const noexcept;

    /// Compiles and binds; start() does it, too, unless it was done.
    void prepare();
    /// Begins a transaction if there is none; from here on the connection is busy.
    Session& start();
    Request request() const noexcept;
    /// Takes the answer and frees the connection.
    std::shared_ptr<const ResultData> finish(Answer answer);
    /// So many more rows came by COPY; the last of them, if it is at its end. Throws what progress throws.
    void tell_progress(std::size_t rows, bool at_end);
    /// Throws the current exception again, as a copy with the statement and its parameters attached.
    [[noreturn]] void fail();
    /// What fail() throws for this exception.
    std::exception_ptr failure(const std::exception_ptr& error);
    /// The connection is free again; resume() takes it anew, for a stream's next rows.
    void release() noexcept;
    void resume();

    const std::shared_ptr<ConnectionState>& connection() const noexcept { return connection_; }
    /// The rows of an executemany, once it is prepared; null: none.
    ParameterSource* source() const noexcept;
    bool begins_transactions() const noexcept { return !outside_; }
    /// Once it is prepared; before, null. It may be replaced by one with the same parameters and columns.
    const std::shared_ptr<const StatementText>& text() const noexcept { return text_; }
    void set_text(std::shared_ptr<const StatementText> text) noexcept { text_ = std::move(text); }
    /// The user's own text, which azoth did not make.
    bool is_raw() const noexcept;
    std::string displayed_parameters() const;
    /// The text as it may be shown: without its literals where parameters are hidden. Once it is prepared.
    std::string shown_sql() const;

private:
    void compile();
    void compile_statement();
    void echo() const;
    /// What it took, if it stands by itself, for where it is executed next time.
    void report(std::chrono::nanoseconds took) const noexcept;
    EngineState& engine() const noexcept;
    ExecutionOptions effective_options() const noexcept;

    std::shared_ptr<EngineState> engine_;  // of one that stands by itself
    std::shared_ptr<ConnectionState> connection_;
    ast::NodePtr<const ast::StatementNode> statement_;
    std::vector<NamedValue> values_;
    std::shared_ptr<const Compiled> compiled_;  // null: text that needed no compiling
    std::shared_ptr<const StatementText> text_;
    ParameterBuffer parameters_;
    std::unique_ptr<RowParameters> rows_;
    std::unique_ptr<RowSender> sender_;
    std::string copy_;
    std::function<void(std::uint64_t)> progress_;
    std::uint64_t progress_every_ = 1;
    std::uint64_t copied_ = 0;  // rows that came by COPY, if progress is told
    std::chrono::nanoseconds compiling_{0};
    ExecutionOptions options_;  // of the statement and of the call
    std::shared_ptr<TransactionStart> transaction_;
    std::string setup_;  // the request refers to it
    bool ends_ = false;
    bool outside_ = false;
    bool copies_ = false;
    std::size_t hash_ = 0;  // of its text as it was compiled, before hooks
    bool apart_ = false;    // on a connection to itself
    bool slow_ = false;     // because it takes long: it is timed from here on
    std::chrono::steady_clock::time_point begun_{};
    std::size_t charged_ = 0;  // bytes of parameters, to the shared connection
    bool running_ = false;
    bool ending_ = false;  // COMMIT is sent with it
};

/// What may follow a statement in a call of execute(): named("id", 7), timeout(1s), ExecutionOptions, then_commit.
template <class T>
concept CallArgument =
    std::same_as<T, NamedValue> || std::same_as<T, ThenCommit> || std::convertible_to<const T&, ExecutionOptions>;

/// The same of stream(): COMMIT can't stand there.
template <class T>
concept StreamArgument = CallArgument<T> && !std::same_as<T, ThenCommit>;

/// The execution of a statement with what a call says beside it.
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
template <class S, class... Arguments>
Execution with_call(Execution execution, const S& statement, const Arguments&... arguments) {
    if constexpr (requires { statement.execution_options(); }) execution.add(statement.execution_options());
    add_to(execution, arguments...);
    return execution;
}
template <class S, class... Arguments>
Execution make_execution(std::shared_ptr<ConnectionState> connection, const S& statement,
                         const Arguments&... arguments) {
    check_has_arguments<S>();
    return with_call(Execution(std::move(connection), statement.node()), statement, arguments...);
}
/// The same once for each row of a range.
template <class S, class Range, class... Arguments>
Execution make_execution_of_rows(std::shared_ptr<ConnectionState> connection, const S& statement, Range&& rows,
                                 const Arguments&... arguments) {
    return with_call(Execution(std::move(connection), statement.node(), make_row_parameters(std::forward<Range>(rows))),
                     statement, arguments...);
}

/// Carries an execution out, whichever kind it is.
task<std::shared_ptr<const ResultData>> run(Execution execution);

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END
