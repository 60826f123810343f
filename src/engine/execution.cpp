#include "engine/connection_state.hpp"
#include "engine/parameter_display.hpp"
#include <azoth/driver/dialect.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/insert.hpp>

#include <utility>

namespace azoth::detail {

/// Remembers of the rows that pass through it what echo and errors show.
class RowRecorder final : public ParameterSource {
public:
    RowRecorder(ParameterSource& source, const StatementText& text, bool last_too)
        : source_(source), sets_(text.parameter_types, last_too) {}

    bool next(ParameterBuffer& into) override {
        if (!source_.next(into)) return false;
        sets_.add(into);
        return true;
    }
    std::string to_string() const { return sets_.to_string(); }

private:
    ParameterSource& source_;
    DisplayedSets sets_;
};

void RowParameters::fail(const DataError& error, std::size_t row, std::size_t field) const {
    Diagnostics diagnostics = error.diagnostics();
    std::string where = "row " + std::to_string(row + 1);
    if (field < names_.size()) {
        where += ", column '" + names_[field] + "'";
        diagnostics.column = names_[field];
    }
    diagnostics.message = where + ": " + diagnostics.message;
    throw DataError(std::move(diagnostics));
}

Execution::Execution(ConnectionPtr connection, ast::NodePtr<const ast::StatementNode> statement) noexcept
    : connection_(std::move(connection)), statement_(std::move(statement)) {}

Execution::Execution(ConnectionPtr connection, std::shared_ptr<const StatementText> text) noexcept
    : connection_(std::move(connection)), text_(std::move(text)) {}

Execution::Execution(ConnectionPtr connection, ast::NodePtr<const ast::StatementNode> insert,
                     std::unique_ptr<RowParameters> rows) noexcept
    : connection_(std::move(connection)), statement_(std::move(insert)), rows_(std::move(rows)) {}

Execution::Execution(Execution&& other) noexcept
    : connection_(std::move(other.connection_)),
      statement_(std::move(other.statement_)),
      text_(std::move(other.text_)),
      parameters_(std::move(other.parameters_)),
      rows_(std::move(other.rows_)),
      recorder_(std::move(other.recorder_)),
      compiling_(other.compiling_),
      begins_(other.begins_),
      running_(std::exchange(other.running_, false)) {}

Execution::~Execution() { release(); }

ParameterSource* Execution::source() const noexcept { return recorder_.get(); }

bool Execution::must_settle() const noexcept { return connection_->has_pending(); }

task<void> Execution::settle() { return detail::settle(connection_); }

Session& Execution::start() {
    Session& session = connection_->session();
    if (text_ == nullptr) {
        const bool timed = connection_->echo().enabled();
        const auto before = timed ? Echo::Clock::now() : Echo::Clock::time_point();
        compile();
        if (timed) compiling_ = Echo::Clock::now() - before;
    }
    connection_->autobegin();
    // The rows of an executemany are only known once they have been sent.
    if (recorder_ == nullptr) echo();
    begins_ = connection_->take_begin();
    connection_->begin_operation();
    running_ = true;
    return session;
}

void Execution::echo() const {
    Echo& log = connection_->echo();
    if (log.enabled()) log.statement(*text_, compiling_, displayed_parameters());
}

void Execution::compile() {
    const Statement given(statement_);
    Compiled compiled = connection_->dialect().compile(
        rows_ == nullptr ? given : Statement(insert_with_parameters(given, rows_->fields())));
    if (rows_ != nullptr) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < compiled.binds.size(); ++i) {
            if (compiled.binds[i]->index != static_cast<int>(i)) {
                throw CompileError("the parameters of an INSERT of many rows don't stand in the order of its columns");
            }
            names.push_back(compiled.binds[i]->key);
        }
        rows_->bind_to(compiled.text->parameter_types, std::move(names));
        recorder_ = std::make_unique<RowRecorder>(*rows_, *compiled.text, connection_->echo().enabled());
    } else {
        for (const auto& bind : compiled.binds) {
            if (bind->required) {
                throw InvalidRequestError("A value is required for bind parameter '" + bind->key + "'");
            }
            parameters_.add(bind->value);
        }
    }
    text_ = std::move(compiled.text);
}

Request Execution::request() const noexcept {
    Request request;
    request.statement = text_.get();
    request.parameters = &parameters_;
    if (begins_) request.begin = connection_->dialect().begin();
    return request;
}

std::shared_ptr<const ResultData> Execution::make_data(Answer answer) const {
    auto data = std::make_shared<ResultData>();
    data->rows = std::move(answer.rows);
    data->statement = statement_;
    data->row_count = answer.row_count;
    data->last_insert_id = answer.last_insert_id;
    return data;
}

std::shared_ptr<const ResultData> Execution::finish(Answer answer) {
    release();
    if (recorder_ != nullptr) echo();
    return make_data(std::move(answer));
}

void Execution::release() noexcept {
    if (std::exchange(running_, false)) connection_->end_operation();
}

void Execution::resume() {
    connection_->session();
    connection_->begin_operation();
    running_ = true;
}

std::string Execution::displayed_parameters() const {
    if (connection_->echo().hide_parameters()) return std::string(hidden_parameters);
    if (recorder_ != nullptr) return recorder_->to_string();
    return display_parameters(parameters_, text_->parameter_types);
}

void Execution::fail() {
    if (running_ && recorder_ != nullptr) echo();
    release();
    try {
        throw;
    } catch (StatementError& error) {
        if (text_ != nullptr) error.attach(text_->sql, displayed_parameters());
        throw;
    }
}

task<std::shared_ptr<const ResultData>> run(Execution execution) {
    if (execution.must_settle()) co_await execution.settle();
    try {
        Session& session = execution.start();
        const Request request = execution.request();
        ParameterSource* const source = execution.source();
        if (source == nullptr) co_return execution.finish(co_await session.execute(request));
        co_return execution.finish(co_await session.execute_many(request, *source));
    } catch (...) {
        execution.fail();
    }
}

}  // namespace azoth::detail
