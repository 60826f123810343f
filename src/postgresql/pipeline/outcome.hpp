#pragma once

#include "request.hpp"

#include <cstddef>
#include <exception>

namespace azoth::postgresql::pipeline {

/// What became of a request that the server answered with an error while, or after, it was executed.
Outcome outcome_of_failed(const Request& request, TransactionStatus status) noexcept;

/// What is known of a request that is stopped, where the server's answer doesn't say it.
Outcome outcome_of_stopped(const Request& request, TransactionStatus status) noexcept;

/// The error of a request that is stopped: CancelledError, StatementTimeoutError, or, for a result that is too large,
/// OperationalError.
std::exception_ptr stop_error(const Request& request, TransactionStatus status, std::size_t max_result_bytes);

/// The error of a request of a transaction that has failed, in the words of the server, which was not asked.
std::exception_ptr failed_transaction_error();

/// Whether a request that the server has answered to its end ends with an error, or may.
inline bool has_failed(const Request& request) noexcept {
    return request.attempt.failure || request.attempt.rows_discarded || request.stop != Stop::none || request.error;
}
/// Its error. Null: it succeeded. A cursor that lost rows by it can't go on afterwards.
std::exception_ptr error_of(Request& request, TransactionStatus status, std::size_t max_result_bytes);

}  // namespace azoth::postgresql::pipeline
