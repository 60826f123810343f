#pragma once

#include <azoth/driver/session.hpp>
#include <azoth/engine/execution_options.hpp>
#include <azoth/engine/parameter_rows.hpp>
#include <azoth/engine/result_data.hpp>
#include <azoth/export.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

struct Compiled;

namespace detail {

struct CopyTransfer;
class EngineState;
class RowSender;

/// What is executed: a statement with the values, options and rows of one call; then its text and parameters.
class StatementCall {
public:
    StatementCall(ast::NodePtr<const ast::StatementNode> statement, const ExecutionOptions& options) noexcept;
    /// Text that needs no compiling.
    explicit StatementCall(std::shared_ptr<const StatementText> text) noexcept;
    /// A statement once for each row.
    StatementCall(ast::NodePtr<const ast::StatementNode> statement, std::unique_ptr<RowParameters> rows) noexcept;
    StatementCall(StatementCall&&) noexcept;
    ~StatementCall();

    void add(const NamedValue& value) { values_.push_back(value); }
    /// Throws ArgumentError for options of transactions.
    void add(const ExecutionOptions& options);
    /// Those of the statement and of the call.
    const ExecutionOptions& options() const noexcept { return options_; }

    /// Compiles the statement and binds its values, if that was not done. effective: options() and what the
    /// connection's options add to them. copy: null if the statement is not executed by COPY.
    void compile(EngineState& engine, const ExecutionOptions& effective, CopyTransfer* copy);
    /// Null before compile(). It may be replaced by one with the same parameters and columns.
    const std::shared_ptr<const StatementText>& text() const noexcept { return text_; }
    void set_text(std::shared_ptr<const StatementText> text) noexcept { text_ = std::move(text); }
    const ParameterBuffer& parameters() const noexcept { return parameters_; }
    /// The parameters of an executemany, after compile(). Null: the statement is executed once.
    ParameterSource* source() const noexcept;
    /// Whether the text is the user's own and was not compiled.
    bool is_raw() const noexcept { return compiled_ == nullptr && text_->kind == StatementKind::text; }

    /// Writes the statement and its parameters to the echo, if that is on.
    void echo(EngineState& engine) const;
    /// For echo, hooks and errors.
    std::string displayed_parameters(EngineState& engine) const;
    /// The text for hooks and observers: without its literals if parameters are hidden. After compile().
    std::string shown_sql(EngineState& engine) const;
    /// A copy of the exception with the statement and its parameters attached. After compile().
    std::exception_ptr with_statement(EngineState& engine, const std::exception_ptr& error) const;

    /// Takes what a Result needs from the answer and from this object.
    std::shared_ptr<ResultData> take_result(EngineState& engine, Answer answer);

private:
    void compile_statement(EngineState& engine, const ExecutionOptions& effective, CopyTransfer* copy);
    std::string error_parameters(EngineState& engine) const;

    ast::NodePtr<const ast::StatementNode> statement_;
    std::vector<NamedValue> values_;
    std::unique_ptr<RowParameters> rows_;
    ExecutionOptions options_;
    std::shared_ptr<const Compiled> compiled_;  // null: text that needed no compiling
    std::shared_ptr<const StatementText> text_;
    ParameterBuffer parameters_;
    std::unique_ptr<RowSender> sender_;
    std::chrono::nanoseconds compiling_{0};  // measured if there is an echo
};

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END
