#pragma once

#include "request.hpp"

#include <exception>

namespace azoth::postgresql::pipeline {

/// The state of the server's transaction, and the request that carries a BEGIN that the server has not confirmed.
class Transaction {
public:
    TransactionStatus status() const noexcept { return status_; }
    bool is_idle() const noexcept { return status_ == TransactionStatus::idle; }
    /// Sets the status from ReadyForQuery.
    void set_status(TransactionStatus status) noexcept { status_ = status; }

    /// The request in flight with an unconfirmed BEGIN. Null: none.
    const Request* opening() const noexcept { return opening_; }
    /// Attaches the BEGIN of its transaction to the request, if it is due. Throws InvalidRequestError if the
    /// transaction has ended. first: nothing is in flight.
    void take_begin(Request& request, bool first);
    /// The request was not sent, or BEGIN failed.
    void give_begin_back(Request& request) noexcept;
    void confirm_begin(Request& request) noexcept;
    void forget_opening() noexcept { opening_ = nullptr; }

    /// InvalidRequestError of a request whose transaction ended before the request was sent.
    static std::exception_ptr ended_error();

private:
    TransactionStatus status_ = TransactionStatus::idle;
    const Request* opening_ = nullptr;
};

}  // namespace azoth::postgresql::pipeline
