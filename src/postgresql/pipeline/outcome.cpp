#include "postgresql/pipeline/outcome.hpp"

#include "postgresql/errors.hpp"
#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>

#include <string>
#include <utility>

namespace azoth::postgresql::pipeline {
namespace {

void explain_stale(Diagnostics& failure) {
    failure.stale_statement = true;
    if (failure.sqlstate != "26000") return;
    failure.hint =
        "The server connection does not have a statement that azoth prepared on it. Behind a pooler in transaction "
        "mode set EngineOptions::statement_cache_size to 0.";
}

}  // namespace

// It was executed: its effects are undone, unless it can commit by itself, which a procedure cannot do inside a
// transaction.
Outcome outcome_of_failed(const Request& request, TransactionStatus status) noexcept {
    const StatementText* const text = request.statement();
    const bool alone = status == TransactionStatus::idle && !request.begin.prepared;
    if (!alone || text == nullptr || text->kind != StatementKind::text) return Outcome::rolled_back;
    const std::string word = first_word(text->sql);
    return word == "CALL" || word == "DO" ? Outcome::unknown : Outcome::rolled_back;
}

Outcome outcome_of_stopped(const Request& request, TransactionStatus status) noexcept {
    const Attempt& attempt = request.attempt;
    if (attempt.failure) return attempt.failure->outcome;  // the server undoes a statement that it cancels
    if (request.where != Where::in_flight) return Outcome::not_sent;
    // Unknown, because the answer is not waited for.
    if (!attempt.rows_discarded || attempt.replies.executes != 0 || attempt.replies.binds != 0) return Outcome::unknown;
    // The server completed it before the CancelRequest came; only its rows are lost.
    if (request.end.prepared) return Outcome::committed;
    return attempt.is_synced() && status == TransactionStatus::idle ? Outcome::committed : Outcome::executed;
}

std::exception_ptr stop_error(const Request& request, TransactionStatus status, std::size_t max_result_bytes) {
    const Outcome outcome = outcome_of_stopped(request, status);
    switch (request.stop) {
        case Stop::cancelled: return std::make_exception_ptr(CancelledError(outcome));
        case Stop::too_large: {
            Diagnostics d;
            d.sqlstate = "54000";
            d.message = "the result is larger than EngineOptions::max_result_bytes (" +
                        std::to_string(max_result_bytes) + ") allows";
            d.hint = "Read it in batches with stream(), in smaller ones if it is a stream, or set a larger limit.";
            d.outcome = outcome;
            return std::make_exception_ptr(OperationalError(std::move(d)));
        }
        default: break;
    }
    return std::make_exception_ptr(StatementTimeoutError(
        "the statement did not finish within " + std::to_string(request.timeout.count()) + " ms", outcome));
}

std::exception_ptr failed_transaction_error() {
    Diagnostics d;
    d.severity = "ERROR";
    d.sqlstate = "25P02";
    d.message = "current transaction is aborted, commands ignored until end of transaction block";
    d.outcome = Outcome::not_executed;
    return database_error(std::move(d));
}

std::exception_ptr error_of(Request& request, TransactionStatus status, std::size_t max_result_bytes) {
    Attempt& attempt = request.attempt;
    const auto stopped = [&] { return stop_error(request, status, max_result_bytes); };
    if (request.error) {
        // An error of this side made the server fail the request.
        return request.stop == Stop::cancelled && attempt.failure ? stopped() : request.error;
    }
    if (attempt.failure) {
        if (attempt.stale && !attempt.never_parsed) explain_stale(*attempt.failure);
        if (request.stop != Stop::none && attempt.failure->sqlstate == "57014") return stopped();
        return database_error(std::move(*attempt.failure));
    }
    if (!attempt.rows_discarded && (!request.is<CopyOut>() || request.stop == Stop::none)) return nullptr;
    // Some of its rows are lost.
    if (const auto* const fetch = request.get<Fetch>();
        fetch != nullptr && fetch->cursor->stage == CursorState::Stage::open) {
        fetch->cursor->stage = CursorState::Stage::lost;
    }
    return stopped();
}

}  // namespace azoth::postgresql::pipeline
