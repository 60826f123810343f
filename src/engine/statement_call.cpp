#include "engine/concealment.hpp"
#include "engine/copy_text.hpp"
#include "engine/echo.hpp"
#include "engine/engine_state.hpp"
#include "engine/parameter_display.hpp"
#include "engine/row_sender.hpp"
#include "error_copy.hpp"
#include "sql/mask_literals.hpp"
#include <azoth/engine/statement_call.hpp>
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/dialect.hpp>

#include <utility>

namespace azoth::detail {

StatementCall::StatementCall(ast::NodePtr<const ast::StatementNode> statement, const ExecutionOptions& options) noexcept
    : statement_(std::move(statement)), options_(options) {}

StatementCall::StatementCall(std::shared_ptr<const StatementText> text) noexcept : text_(std::move(text)) {}

StatementCall::StatementCall(ast::NodePtr<const ast::StatementNode> statement,
                             std::unique_ptr<RowParameters> rows) noexcept
    : statement_(std::move(statement)), rows_(std::move(rows)) {}

StatementCall::StatementCall(StatementCall&&) noexcept = default;

StatementCall::~StatementCall() = default;

void StatementCall::add(const ExecutionOptions& options) {
    check_statement_options(options);
    options_ = options_.merged(options);
}

ParameterSource* StatementCall::source() const noexcept { return sender_.get(); }

void StatementCall::compile(EngineState& engine, const ExecutionOptions& effective, CopyTransfer* copy) {
    if (text_ != nullptr) return;
    const bool timed = engine.echo->enabled();
    const auto before = timed ? Echo::Clock::now() : Echo::Clock::time_point();
    if (engine.echo->hide_parameters()) {
        try {
            compile_statement(engine, effective, copy);
        } catch (const DataError&) {
            // A value of the call that does not fit its parameter.
            std::rethrow_exception(conceal_error(std::current_exception()));
        }
    } else {
        compile_statement(engine, effective, copy);
    }
    if (timed) compiling_ = Echo::Clock::now() - before;
}

void StatementCall::compile_statement(EngineState& engine, const ExecutionOptions& effective, CopyTransfer* copy) {
    const Statement statement(statement_);
    const Dialect& dialect = engine.backend.dialect();
    CompileOptions options;
    options.lists_as_arrays = effective.lists_as_arrays_mode().value_or(false);
    options.schema_translate = effective.schema_translate();
    if (rows_ != nullptr) {
        options.values = values_;
        PreparedMany prepared(statement, rows_->own_types(), dialect, options);
        compiled_ = prepared.compiled();
        if (copy != nullptr) copy->sql = copy_text(prepared, dialect);
        const bool shown = engine.echo->enabled() || !engine.events->after_execute.empty();
        CopyProgress* const progress = copy == nullptr ? nullptr : &copy->progress;
        sender_ = std::make_unique<RowSender>(*rows_, std::move(prepared), shown, progress);
    } else {
        Prepared prepared = azoth::prepare(statement, dialect, options, values_);
        compiled_ = std::move(prepared.compiled);
        parameters_ = std::move(prepared.parameters);
    }
    text_ = compiled_->text;
    if (!compiled_->warnings.empty()) engine.echo->warnings(*text_, shown_sql(engine), compiled_->warnings);
}

void StatementCall::echo(EngineState& engine) const {
    Echo& log = *engine.echo;
    if (!log.enabled()) return;
    log.statement(*text_, shown_sql(engine), is_raw(), compiling_, displayed_parameters(engine));
}

std::string StatementCall::displayed_parameters(EngineState& engine) const {
    if (engine.echo->hide_parameters()) return std::string(hidden_parameters);
    if (sender_ != nullptr) return sender_->displayed();
    return display_parameters(parameters_, text_->parameter_types);
}

std::string StatementCall::error_parameters(EngineState& engine) const {
    const bool none = parameters_.count() == 0 && sender_ == nullptr;
    return none ? std::string() : displayed_parameters(engine);
}

std::string StatementCall::shown_sql(EngineState& engine) const {
    if (!engine.echo->hide_parameters()) return text_->sql;
    return mask_literals(text_->sql, engine.backend.dialect().quoting()).sql;
}

std::exception_ptr StatementCall::with_statement(EngineState& engine, const std::exception_ptr& error) const {
    try {
        std::rethrow_exception(error);
    } catch (const StatementError& failed) {
        if (!failed.statement().empty()) return error;
        const std::string shown = error_parameters(engine);
        if (!engine.echo->hide_parameters()) return detail::with_statement(error, text_->sql, shown);
        return with_masked_statement(error, text_->sql, engine.backend.dialect().quoting(), shown);
    } catch (const StatementTimeoutError& late) {
        return std::make_exception_ptr(late.with_statement(shown_sql(engine), error_parameters(engine)));
    } catch (...) {
        return error;
    }
}

std::shared_ptr<ResultData> StatementCall::take_result(EngineState& engine, Answer answer) {
    auto data = std::make_shared<ResultData>();
    data->hides_values = engine.echo->hide_parameters();
    data->rows = std::move(answer.rows);
    data->row_count = answer.row_count;
    data->last_insert_id = answer.last_insert_id;
    if (compiled_ != nullptr) {
        if (compiled_->implicit_returning) data->returned = std::move(data->rows);
        if (!compiled_->primary_key.empty() && sender_ == nullptr) data->parameters = std::move(parameters_);
        data->compiled = compiled_;
    }
    return data;
}

}  // namespace azoth::detail
