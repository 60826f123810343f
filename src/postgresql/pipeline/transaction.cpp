#include "postgresql/pipeline/transaction.hpp"

#include <azoth/error.hpp>

#include <utility>

namespace azoth::postgresql::pipeline {

// A statement may have ended the transaction itself: the next statement begins another.
void Transaction::take_begin(Request& request, bool first) {
    if (request.transaction == nullptr) return;
    TransactionStart& start = *request.transaction;
    if (first && is_idle()) start.begin_again();
    request.begin.text = {};
    if (!start.take()) {
        // Checked after take(): the engine may end the transaction at any time, and the request would then be executed
        // in autocommit mode.
        if (start.state() == TransactionStart::State::ended) std::rethrow_exception(ended_error());
        return;
    }
    // The rest of a failed transaction: an attempt to end it was stopped.
    if (first && status_ == TransactionStatus::failed) request.rollback.text = "ROLLBACK";
    request.begin.text = start.begin();
    request.attempt.carries_begin = true;
    opening_ = &request;
}

void Transaction::give_begin_back(Request& request) noexcept {
    if (!std::exchange(request.attempt.carries_begin, false)) return;
    request.transaction->give_back();
    if (opening_ == &request) opening_ = nullptr;
}

void Transaction::confirm_begin(Request& request) noexcept {
    if (!std::exchange(request.attempt.carries_begin, false)) return;
    request.transaction->confirm();
    if (opening_ == &request) opening_ = nullptr;
}

std::exception_ptr Transaction::ended_error() {
    return std::make_exception_ptr(
        InvalidRequestError("the statement was not executed: its transaction ended before it was sent"));
}

}  // namespace azoth::postgresql::pipeline
