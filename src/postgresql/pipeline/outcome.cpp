#include "postgresql/pipeline/outcome.hpp"

#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>

#include <string>
#include <utility>

namespace azoth::postgresql::pipeline {

// It ran: what it did is undone, unless it may commit by itself, which no procedure can inside a transaction.
Outcome outcome_of_failed(const Request& request, TransactionStatus status) noexcept {
    const StatementText* const text = request.statement();
    const bool alone = status == TransactionStatus::idle && !request.begin.prepared;
    if (!alone || text == nullptr || text->kind != StatementKind::text) return Outcome::rolled_back;
    const std::string word = first_word(text->sql);
    return word == "CALL" || word == "DO" ? Outcome::unknown : Outcome::rolled_back;
}

Outcome outcome_of_stopped(const Request& request, TransactionStatus status) noexcept {
    const Attempt& attempt = request.attempt;
    if (attempt.failure) return attempt.failure->outcome;  // the server undoes what it was told to stop
    if (request.where != Where::in_flight) return Outcome::not_sent;
    // Unknown: the answer is not waited for.
    if (!attempt.rows_discarded || attempt.replies.executes != 0 || attempt.replies.binds != 0) return Outcome::unknown;
    // The server completed it before the cancel request came; only its rows are gone.
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

}  // namespace azoth::postgresql::pipeline
