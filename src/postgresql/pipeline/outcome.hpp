#pragma once

#include "request.hpp"

#include <cstddef>
#include <exception>

namespace azoth::postgresql::pipeline {

/// The outcome of a request that the server answered with an error during or after its execution.
Outcome outcome_of_failed(const Request& request, TransactionStatus status) noexcept;

/// What is known of a stopped request if the server's answer does not show it.
Outcome outcome_of_stopped(const Request& request, TransactionStatus status) noexcept;

/// The error of a stopped request: CancelledError, StatementTimeoutError, or OperationalError for a result that is too
/// large.
std::exception_ptr stop_error(const Request& request, TransactionStatus status, std::size_t max_result_bytes);

/// The error of a request in a failed transaction, with the server's message, made without a round trip.
std::exception_ptr failed_transaction_error();

/// Whether a request that the server has answered completely ends with an error, or may.
inline bool has_failed(const Request& request) noexcept {
    return request.attempt.failure || request.attempt.rows_discarded || request.stop != Stop::none || request.error;
}
/// Its error. Null: it succeeded. If it lost rows of a cursor, the cursor cannot continue.
std::exception_ptr error_of(Request& request, TransactionStatus status, std::size_t max_result_bytes);

}  // namespace azoth::postgresql::pipeline
