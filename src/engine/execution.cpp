#include "engine/concealment.hpp"
#include "engine/connection_hooks.hpp"
#include "engine/connection_state.hpp"
#include "engine/copy.hpp"
#include "engine/hooks.hpp"
#include "engine/parameter_display.hpp"
#include "engine/shared_sessions.hpp"
#include "engine/stand_alone.hpp"
#include "engine/statement_watch.hpp"
#include "error_copy.hpp"
#include "sql/mask_literals.hpp"
#include <azoth/engine/execution.hpp>
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/types/text_form.hpp>

#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>

namespace azoth::detail {

/// Makes the parameters of one execution after the other of the rows, and remembers what echo and errors show of them.
class RowSender final : public ParameterSource {
public:
    RowSender(RowParameters& rows, PreparedMany statement, bool show_last)
        : rows_(rows), statement_(std::move(statement)), sets_(text().parameter_types, show_last) {
        rows_.bind_to(statement_.field_types(), statement_.field_names());
    }
    void report_to(std::function<void(std::uint64_t)> progress, std::uint64_t every) {
        progress_ = std::move(progress);
        every_ = every;
    }

    bool next(ParameterBuffer& into) override {
        const bool there = take(into);
        if (there) ++count_;
        if (progress_ && (!there || count_ % every_ == 0)) progress_(count_);
        return there;
    }
    std::string displayed() const { return sets_.to_string(); }

private:
    bool take(ParameterBuffer& into) {
        if (statement_.fields_are_parameters()) {
            if (!rows_.next(into)) return false;
        } else {
            fields_.clear();
            if (!rows_.next(fields_)) return false;
            statement_.encode(fields_, into);
        }
        sets_.add(into);
        return true;
    }
    const StatementText& text() const noexcept { return *statement_.compiled()->text; }

    RowParameters& rows_;
    PreparedMany statement_;
    DisplayedSets sets_;
    ParameterBuffer fields_;
    std::uint64_t count_ = 0;
    std::function<void(std::uint64_t)> progress_;
    std::uint64_t every_ = 1;
};

void add_value(ParameterBuffer& into, const Value& value, const SqlType& type) {
    if (value.is_null()) return into.add_null();
    if (type.is_null()) {
        Diagnostics diagnostics;
        diagnostics.message =
            "the parameter has no type; give it one with bindparam<T>(), or give the rows as a range that can be read "
            "twice";
        diagnostics.outcome = Outcome::not_sent;
        throw DataError(std::move(diagnostics));
    }
    const Oid own = value.cell().type;
    const Oid wanted = ParameterBuffer::format_of(type);
    const auto is_text = [](Oid format) { return format == oid::text || format == oid::varchar; };
    const bool same_type = ParameterBuffer::format_of(value.type()) == wanted;
    if (own == wanted || same_type || (is_text(own) && is_text(wanted))) return into.add(value);
    std::string text;
    append_text(text, value.cell());
    ByteBuffer encoded;
    parse_text(encoded, type, text);
    into.add(Cell{encoded.data(), static_cast<std::int32_t>(encoded.size()), wanted});
}

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

Execution::Execution(ConnectionPtr connection, ast::NodePtr<const ast::StatementNode> statement,
                     std::unique_ptr<RowParameters> rows) noexcept
    : connection_(std::move(connection)), statement_(std::move(statement)), rows_(std::move(rows)) {}

Execution::Execution(std::shared_ptr<EngineState> engine, const ExecutionOptions& options,
                     ast::NodePtr<const ast::StatementNode> statement) noexcept
    : engine_(std::move(engine)), statement_(std::move(statement)), options_(options) {}

Execution::Execution(Execution&& other) noexcept
    : engine_(std::move(other.engine_)),
      connection_(std::move(other.connection_)),
      statement_(std::move(other.statement_)),
      values_(std::move(other.values_)),
      compiled_(std::move(other.compiled_)),
      text_(std::move(other.text_)),
      parameters_(std::move(other.parameters_)),
      rows_(std::move(other.rows_)),
      sender_(std::move(other.sender_)),
      copy_(std::move(other.copy_)),
      progress_(std::move(other.progress_)),
      progress_every_(other.progress_every_),
      copied_(other.copied_),
      compiling_(other.compiling_),
      options_(other.options_),
      transaction_(std::move(other.transaction_)),
      setup_(std::move(other.setup_)),
      ends_(other.ends_),
      outside_(other.outside_),
      copies_(other.copies_),
      hash_(other.hash_),
      apart_(other.apart_),
      slow_(other.slow_),
      begun_(other.begun_),
      charged_(other.charged_),
      running_(std::exchange(other.running_, false)),
      ending_(std::exchange(other.ending_, false)) {}

Execution::~Execution() { release(); }

EngineState& Execution::engine() const noexcept { return engine_ == nullptr ? connection_->engine() : *engine_; }

ParameterSource* Execution::source() const noexcept { return sender_.get(); }

void Execution::copy(std::function<void(std::uint64_t)> progress, std::uint64_t progress_every) {
    if (progress_every == 0) throw ArgumentError("progress_every is at least 1");
    copies_ = true;
    progress_ = std::move(progress);
    progress_every_ = progress_every;
}

void Execution::add(const NamedValue& value) { values_.push_back(value); }

void Execution::add(const ExecutionOptions& options) {
    check_statement_options(options);
    options_ = options_.merged(options);
}

ExecutionOptions Execution::effective_options() const noexcept { return connection_->options().merged(options_); }

std::size_t Execution::window() const noexcept { return effective_options().yield_per().value_or(0); }

bool Execution::is_involved() const noexcept {
    return ends_ || connection_->engine().watches_statements || must_settle();
}

bool Execution::must_settle() const noexcept { return connection_->has_pending(effective_options()); }

task<void> Execution::settle() { return detail::settle(connection_, effective_options()); }

bool Execution::enter(const boost::asio::any_io_executor& executor) {
    prepare();
    check_stands_alone(*text_, engine_->backend.dialect().quoting());
    const std::shared_ptr<SharedSessions>& shared = engine_->shared;
    const TransactionOptions& wanted = options_.transaction();
    ends_ = wanted != TransactionOptions() && wanted != TransactionOptions(Isolation::autocommit);
    if (ends_ || shared == nullptr) return false;
    hash_ = text_->hash;
    slow_ = shared->slow().contains(hash_);
    apart_ = options_.unshared_mode().value_or(slow_);
    if (apart_) return false;
    charged_ = parameters_.bytes().size();
    connection_ = shared->try_enter(executor, charged_);
    running_ = connection_ != nullptr;
    return running_;
}

task<void> Execution::wait_to_enter() {
    if (!ends_ && !apart_ && engine_->shared != nullptr) {
        auto entering = engine_->shared->enter(charged_);
        if (engine_->events->error.empty()) {
            connection_ = co_await std::move(entering);
        } else {
            const std::shared_ptr<EngineState> engine = engine_;
            const auto failed = [&engine](const std::exception_ptr& error) {
                return tell_failed(engine, "connect", std::string(), error);
            };
            connection_ = co_await telling(std::move(entering), failed);
        }
        running_ = true;
        co_return;
    }
    const ExecutionOptions options =
        ends_ ? ExecutionOptions(options_.transaction()) : ExecutionOptions(Isolation::autocommit);
    connection_ = co_await lend(engine_, {}, options);
    if (slow_) begun_ = std::chrono::steady_clock::now();
}

void Execution::report(std::chrono::nanoseconds took) const noexcept {
    if (engine_ != nullptr && engine_->shared != nullptr && hash_ != 0) engine_->shared->slow().report(hash_, took);
}

void Execution::prepare() {
    if (text_ != nullptr) return;
    const bool timed = engine().echo->enabled();
    const auto before = timed ? Echo::Clock::now() : Echo::Clock::time_point();
    compile();
    if (timed) compiling_ = Echo::Clock::now() - before;
}

Session& Execution::start() {
    Session& session = connection_->session();
    prepare();
    if (!outside_) connection_->autobegin();
    if (copies_ && sender_ == nullptr) {
        check_copied_out(parameters_);
        copy_ = connection_->dialect().copy_out(text_->sql);
    }
    // The rows of an executemany are only known once they have been sent.
    if (sender_ == nullptr) echo();
    transaction_ = connection_->transaction_start();
    setup_ = connection_->take_timeout(effective_options());
    ends_ = ends_ && connection_->in_transaction();
    if (ends_) {
        connection_->echo().line("COMMIT");
        connection_->close_streams();
        connection_->begin_ending();
        ending_ = true;
    }
    // A function or a trigger may have changed a setting; set_config() in a SELECT and UPDATE pg_settings do.
    if (!text_->reads_only) connection_->touch();
    connection_->begin_operation();
    running_ = true;
    return session;
}

void Execution::echo() const {
    Echo& log = *engine().echo;
    if (!log.enabled()) return;
    log.statement(*text_, shown_sql(), is_raw(), compiling_, displayed_parameters());
}

bool Execution::is_raw() const noexcept { return compiled_ == nullptr && text_->kind == StatementKind::text; }

void Execution::compile() {
    if (!engine().echo->hide_parameters()) return compile_statement();
    try {
        compile_statement();
    } catch (const DataError&) {
        // A value of the call's that doesn't fit its parameter.
        std::rethrow_exception(conceal_error(std::current_exception()));
    }
}

void Execution::compile_statement() {
    const Statement statement(statement_);
    const Dialect& dialect = engine().backend.dialect();
    // Whether it stands by itself, and has all options in its own, or is on a connection, which has some.
    const ExecutionOptions& said = connection_ == nullptr ? options_ : effective_options();
    CompileOptions options;
    options.lists_as_arrays = said.lists_as_arrays_mode().value_or(false);
    options.schema_translate = said.schema_translate();
    if (rows_ != nullptr) {
        options.values = values_;
        PreparedMany prepared(statement, rows_->own_types(), dialect, options);
        compiled_ = prepared.compiled();
        if (copies_) copy_ = copy_text(prepared, dialect);
        const bool shown = engine().echo->enabled() || !engine().events->after_execute.empty();
        sender_ = std::make_unique<RowSender>(*rows_, std::move(prepared), shown);
    } else {
        Prepared prepared = azoth::prepare(statement, dialect, options, values_);
        compiled_ = std::move(prepared.compiled);
        parameters_ = std::move(prepared.parameters);
    }
    if (sender_ != nullptr && progress_) sender_->report_to(std::move(progress_), progress_every_);
    text_ = compiled_->text;
    if (!compiled_->warnings.empty()) engine().echo->warnings(*text_, shown_sql(), compiled_->warnings);
}

Request Execution::request() const noexcept {
    Request request;
    request.statement = text_.get();
    request.parameters = &parameters_;
    request.transaction = transaction_;
    request.setup = setup_;
    if (ends_) request.end = "COMMIT";
    request.copy = copy_;
    request.timeout = effective_options().timeout().value_or(std::chrono::milliseconds(0));
    return request;
}

std::shared_ptr<const ResultData> Execution::finish(Answer answer) {
    release();
    if (std::exchange(ending_, false)) {
        connection_->transaction_ended();
        connection_->note_commit();
    }
    if (answer.took.count() != 0) report(answer.took);
    if (slow_) report(std::chrono::steady_clock::now() - begun_);
    if (sender_ != nullptr) echo();
    auto data = std::make_shared<ResultData>();
    data->hides_values = engine().echo->hide_parameters();
    data->rows = std::move(answer.rows);
    data->row_count = answer.row_count;
    data->last_insert_id = answer.last_insert_id;
    const bool open = connection_ != nullptr && connection_->in_transaction() && !ends_;
    data->outcome = open ? Outcome::executed : Outcome::committed;
    if (compiled_ != nullptr) {
        if (compiled_->implicit_returning) data->returned = std::move(data->rows);
        if (!compiled_->primary_key.empty() && sender_ == nullptr) data->parameters = std::move(parameters_);
        data->compiled = compiled_;
    }
    return data;
}

void Execution::tell_progress(std::size_t rows, bool at_end) {
    if (!progress_) return;
    const std::uint64_t told = copied_ / progress_every_;
    copied_ += rows;
    if (at_end || copied_ / progress_every_ != told) progress_(copied_);
}

void Execution::release() noexcept {
    if (std::exchange(running_, false)) connection_->end_operation(charged_);
}

void Execution::resume() {
    connection_->session();
    connection_->begin_operation();
    running_ = true;
}

std::string Execution::displayed_parameters() const {
    if (engine().echo->hide_parameters()) return std::string(hidden_parameters);
    if (sender_ != nullptr) return sender_->displayed();
    return display_parameters(parameters_, text_->parameter_types);
}

std::string Execution::shown_sql() const {
    if (!engine().echo->hide_parameters()) return text_->sql;
    return mask_literals(text_->sql, engine().backend.dialect().quoting()).sql;
}

void Execution::fail() { std::rethrow_exception(failure(std::current_exception())); }

std::exception_ptr Execution::failure(const std::exception_ptr& error) {
    if (running_ && sender_ != nullptr) echo();
    release();
    if (connection_ != nullptr) connection_->forget_told_timeout();
    if (std::exchange(ending_, false)) connection_->transaction_ended(error);
    try {
        std::rethrow_exception(error);
    } catch (const StatementError& failed) {
        if (text_ == nullptr || !failed.statement().empty()) return error;
        const bool none = parameters_.count() == 0 && sender_ == nullptr;
        const std::string shown = none ? std::string() : displayed_parameters();
        if (!engine().echo->hide_parameters()) return with_statement(error, text_->sql, shown);
        return with_masked_statement(error, text_->sql, engine().backend.dialect().quoting(), shown);
    } catch (const StatementTimeoutError& late) {
        if (connection_ != nullptr) report(std::chrono::nanoseconds::max());
        if (text_ == nullptr) return error;
        const bool none = parameters_.count() == 0 && sender_ == nullptr;
        return std::make_exception_ptr(late.with_statement(shown_sql(), none ? std::string() : displayed_parameters()));
    } catch (const TimeoutError&) {
        if (connection_ != nullptr) report(std::chrono::nanoseconds::max());
        return error;
    } catch (...) {
        return error;
    }
}

namespace {

task<Answer> send_rows(Session& session, const Execution& execution, const Request& request, ParameterSource& source) {
    return execution.copies() ? session.copy_in(request, source) : session.execute_many(request, source);
}

// co_await is not allowed where an exception is handled.

task<DataPtr> send(Execution& execution) {
    try {
        // Whatever was waited for since may have left something to do.
        while (execution.must_settle()) co_await execution.settle();
        Session& session = execution.start();
        const Request request = execution.request();
        ParameterSource* const source = execution.source();
        if (source == nullptr) co_return execution.finish(co_await session.execute(request));
        co_return execution.finish(co_await send_rows(session, execution, request, *source));
    } catch (...) {
        execution.fail();
    }
}

// One coroutine for most: an observer, and hooks that do not wait, cost no other.
task<DataPtr> send_watched(Execution& execution) {
    StatementWatch watch(execution);
    DataPtr data;
    std::exception_ptr error;
    bool sending = false;
    try {
        if (watch.must_wait_before()) {
            co_await watch.before();
        } else {
            watch.before_at_once();
        }
        sending = true;
        Session& session = execution.start();
        const Request request = execution.request();
        ParameterSource* const source = execution.source();
        if (source == nullptr) {
            data = execution.finish(co_await session.execute(request));
        } else {
            data = execution.finish(co_await send_rows(session, execution, request, *source));
        }
    } catch (...) {
        error = std::current_exception();
        if (sending) error = execution.failure(error);
    }
    if (error) {
        // Told even where the coroutine was cancelled.
        const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        error = co_await watch.failed(error);
        co_await boost::asio::this_coro::throw_if_cancelled(throws);
        std::rethrow_exception(error);
    }
    watch.succeeded(*data);
    if (watch.must_wait_after()) co_await watch.after(*data);
    co_return data;
}

task<DataPtr> carry_out(Execution& execution) {
    return execution.connection()->engine().watches_statements ? send_watched(execution) : send(execution);
}

task<DataPtr> run_and_commit(Execution execution) {
    const ConnectionPtr connection = execution.connection();
    const bool apart = connection->commits_apart();
    if (apart) execution.commit_apart();
    DataPtr data;
    std::exception_ptr error;
    try {
        data = co_await carry_out(execution);
        if (apart) {
            co_await commit(connection);
            auto committed = std::make_shared<ResultData>(*data);
            committed->outcome = Outcome::committed;
            data = std::move(committed);
        }
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return data;
    // A cancelled coroutine can wait for nothing: the next operation rolls back then, or the pool.
    const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
    if (cancellation.cancelled() == boost::asio::cancellation_type::none) {
        try {
            co_await rollback(connection);
        } catch (const std::exception&) {
            // The statement's own error says more.
        }
    } else if (!connection->is_closed() && connection->in_transaction()) {
        connection->give_up_transaction();
        connection->tell_rolled_back();
    }
    std::rethrow_exception(error);
}

}  // namespace

task<DataPtr> run(Execution execution) {
    if (execution.must_settle()) co_await execution.settle();
    if (execution.ends_transaction()) co_return co_await run_and_commit(std::move(execution));
    co_return co_await carry_out(execution);
}

}  // namespace azoth::detail
