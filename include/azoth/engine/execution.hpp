#pragma once

#include <azoth/driver/session.hpp>
#include <azoth/engine/parameter_rows.hpp>
#include <azoth/engine/result_data.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

struct Compiled;
class NamedValue;

namespace detail {

class ConnectionState;
class RowSender;

/// One execution of a statement on a connection, from compiling it to the answer. The coroutine that carries it out is
/// a template for the sake of its result alone; what it does is done here.
class Execution {
public:
    Execution(std::shared_ptr<ConnectionState> connection, ast::NodePtr<const ast::StatementNode> statement) noexcept;
    /// A statement that needs no compiling.
    Execution(std::shared_ptr<ConnectionState> connection, std::shared_ptr<const StatementText> text) noexcept;
    /// A statement with values for parameters that it names.
    Execution(std::shared_ptr<ConnectionState> connection, ast::NodePtr<const ast::StatementNode> statement,
              std::vector<NamedValue> values) noexcept;
    /// A statement once for each row.
    Execution(std::shared_ptr<ConnectionState> connection, ast::NodePtr<const ast::StatementNode> statement,
              std::unique_ptr<RowParameters> rows) noexcept;
    Execution(Execution&& other) noexcept;
    Execution& operator=(Execution&&) = delete;
    ~Execution();

    /// Whether something has to happen first, such as the rollback of an abandoned transaction: settle() does it.
    bool must_settle() const noexcept;
    task<void> settle();

    /// Compiles and binds, begins a transaction if there is none; from here on the connection is busy.
    Session& start();
    Request request() const noexcept;
    /// Takes the answer and frees the connection.
    std::shared_ptr<const ResultData> finish(Answer answer);
    /// Throws the current exception again, with the statement and its parameters attached.
    [[noreturn]] void fail();
    /// The connection is free again; resume() takes it anew, for a stream's next rows.
    void release() noexcept;
    void resume();

    const std::shared_ptr<ConnectionState>& connection() const noexcept { return connection_; }
    /// The rows of an executemany, once it is started; null: none.
    ParameterSource* source() const noexcept;

private:
    void compile();
    void echo() const;
    std::string displayed_parameters() const;

    std::shared_ptr<ConnectionState> connection_;
    ast::NodePtr<const ast::StatementNode> statement_;
    std::vector<NamedValue> values_;
    std::shared_ptr<const Compiled> compiled_;  // null: text that needed no compiling
    std::shared_ptr<const StatementText> text_;
    ParameterBuffer parameters_;
    std::unique_ptr<RowParameters> rows_;
    std::unique_ptr<RowSender> sender_;
    std::chrono::nanoseconds compiling_{0};
    bool begins_ = false;
    bool running_ = false;
};

/// Carries an execution out, whichever kind it is.
task<std::shared_ptr<const ResultData>> run(Execution execution);

}  // namespace detail
}  // namespace azoth
