#include "async/wait.hpp"
#include "engine/concealment.hpp"
#include "engine/connection_state.hpp"
#include "engine/copy_text.hpp"
#include "engine/flush_pending.hpp"
#include "engine/session_change.hpp"
#include <azoth/engine/execution.hpp>
#include <azoth/error.hpp>
#include <azoth/sql/dialect.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace azoth::detail {
namespace {

bool is_read_only_error(const std::exception_ptr& error) noexcept {
    try {
        std::rethrow_exception(error);
    } catch (const DatabaseError& refused) {
        return refused.sqlstate() == "25006";
    } catch (...) {
        return false;
    }
}

}  // namespace

Execution::Execution(ConnectionPtr connection, ast::NodePtr<const ast::StatementNode> statement) noexcept
    : call_(std::move(statement), ExecutionOptions()), target_(std::move(connection)) {}

Execution::Execution(ConnectionPtr connection, std::shared_ptr<const StatementText> text) noexcept
    : call_(std::move(text)), target_(std::move(connection)) {}

Execution::Execution(ConnectionPtr connection, ast::NodePtr<const ast::StatementNode> statement,
                     std::unique_ptr<RowParameters> rows) noexcept
    : call_(std::move(statement), std::move(rows)), target_(std::move(connection)) {}

Execution::Execution(std::shared_ptr<EngineState> engine, const ExecutionOptions& options,
                     ast::NodePtr<const ast::StatementNode> statement) noexcept
    : call_(std::move(statement), options), target_(std::move(engine)) {}

Execution::Execution(Execution&&) noexcept = default;

Execution::~Execution() = default;

void Execution::use_copy(std::function<void(std::uint64_t)> progress, std::uint64_t progress_every) {
    if (progress_every == 0) throw ArgumentError("CopyOptions::progress_every must be at least 1");
    copy_ = std::make_unique<CopyTransfer>(CopyTransfer{CopyProgress(std::move(progress), progress_every)});
}

ExecutionOptions Execution::effective_options() const noexcept {
    return connection() == nullptr ? call_.options() : connection()->options().merged(call_.options());
}

std::size_t Execution::batch_size() const noexcept { return effective_options().yield_per().value_or(0); }

bool Execution::needs_run() const noexcept { return commits_ || engine().watches_statements || must_flush(); }

bool Execution::must_flush() const noexcept {
    return connection() != nullptr && connection()->has_pending(effective_options());
}

void Execution::begin_deadline() noexcept {
    if (deadline_ != async::Deadline()) return;
    const std::chrono::milliseconds limit = effective_options().timeout().value_or(std::chrono::milliseconds(0));
    deadline_ = limit.count() == 0 ? async::no_deadline : async::deadline_after(limit);
}

task<void> Execution::flush() {
    begin_deadline();
    return flush_pending(connection(), effective_options(), deadline_);
}

bool Execution::try_share(const boost::asio::any_io_executor& executor) {
    prepare();
    check_no_session_change(*text(), engine().backend.dialect().quoting());
    const TransactionOptions& wanted = call_.options().transaction();
    commits_ = wanted != TransactionOptions() && wanted != TransactionOptions(Isolation::autocommit);
    if (commits_) return false;
    return target_.try_share(executor, call_.options(), text()->hash, call_.parameters().bytes().size());
}

task<void> Execution::acquire_connection() {
    begin_deadline();
    return target_.acquire(
        commits_ ? ExecutionOptions(call_.options().transaction()) : ExecutionOptions(Isolation::autocommit),
        deadline_);
}

void Execution::prepare() {
    if (text() == nullptr) call_.compile(engine(), effective_options(), copy_.get());
}

Session& Execution::start() {
    Session& session = target_.session();
    prepare();
    ConnectionState* const exclusive = connection().get();
    if (exclusive != nullptr && begins_) exclusive->autobegin();
    if (copy_ != nullptr && source() == nullptr) {
        check_copied_out(call_.parameters());
        copy_->sql = engine().backend.dialect().copy_out(text()->sql);
    }
    // The parameters of an executemany are known only after they were sent.
    if (source() == nullptr) call_.echo(engine());
    if (exclusive != nullptr) {
        transaction_ = exclusive->transaction().start();
        setup_ = exclusive->take_timeout(effective_options());
        commits_ = commits_ && exclusive->in_transaction();
        if (commits_) {
            exclusive->echo().line("COMMIT");
            exclusive->close_queries();
            exclusive->gate().begin_transaction_end();
            committing_ = true;
        }
        // A function or a trigger may have changed a setting; set_config() in a SELECT and UPDATE of pg_settings do.
        if (!text()->reads_only) exclusive->mark_session_changed();
    }
    target_.begin_operation();
    return session;
}

Request Execution::request() const noexcept {
    Request request;
    request.statement = text().get();
    request.parameters = &call_.parameters();
    request.transaction = transaction_;
    request.setup = setup_;
    if (commits_) request.end = "COMMIT";
    if (copy_ != nullptr) request.copy = copy_->sql;
    request.timeout = effective_options().timeout().value_or(std::chrono::milliseconds(0));
    if (request.timeout.count() != 0 && deadline_ != async::Deadline()) {
        const auto left = deadline_ - std::chrono::steady_clock::now();
        // Zero would be no limit.
        request.timeout = std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds(1));
    }
    return request;
}

std::shared_ptr<const ResultData> Execution::finish(Answer answer) {
    release();
    ConnectionState* const exclusive = connection().get();
    if (std::exchange(committing_, false)) {
        exclusive->transaction_ended();
        exclusive->transaction().note_commit();
    }
    target_.report_success(answer.took);
    if (source() != nullptr) call_.echo(engine());
    std::shared_ptr<ResultData> data = call_.take_result(engine(), std::move(answer));
    const bool open = exclusive != nullptr && exclusive->in_transaction() && !commits_;
    data->outcome = open ? Outcome::executed : Outcome::committed;
    return data;
}

void Execution::report_progress(std::size_t rows, bool at_end) {
    if (copy_ != nullptr) copy_->progress.add(rows, at_end);
}

void Execution::resume() {
    target_.session();
    target_.begin_operation();
}

void Execution::fail() { std::rethrow_exception(failure(std::current_exception())); }

std::exception_ptr Execution::deadline_error(const std::exception_ptr& error) const {
    try {
        std::rethrow_exception(error);
    } catch (const ConnectionTimeoutError& late) {
        if (deadline_ == async::Deadline() || std::chrono::steady_clock::now() < deadline_) return error;
        const std::chrono::milliseconds limit = effective_options().timeout().value_or(std::chrono::milliseconds(0));
        return std::make_exception_ptr(StatementTimeoutError(
            "the statement was not sent within " + std::to_string(limit.count()) + " ms: " + late.what(),
            Outcome::not_sent));
    } catch (...) {
        return error;
    }
}

std::exception_ptr Execution::failure(const std::exception_ptr& failed) {
    const std::exception_ptr error = deadline_error(failed);
    if (is_read_only_error(error)) target_.leave_server();
    if (target_.is_running() && source() != nullptr) call_.echo(engine());
    release();
    if (ConnectionState* const exclusive = connection().get(); exclusive != nullptr) {
        exclusive->server_timeout().forget_transaction_limit();
        if (std::exchange(committing_, false)) exclusive->transaction_ended(error);
    }
    try {
        std::rethrow_exception(error);
    } catch (const TimeoutError&) {
        target_.report_timeout();
    } catch (...) {
        // Only a timeout is reported.
    }
    return text() == nullptr ? error : call_.with_statement(engine(), error);
}

}  // namespace azoth::detail
