#pragma once

#include "request.hpp"

#include <exception>

namespace azoth::postgresql::pipeline {

/// What is known of the server's transaction, and which request carries a BEGIN that the server has not confirmed.
class Transaction {
public:
    TransactionStatus status() const noexcept { return status_; }
    bool is_idle() const noexcept { return status_ == TransactionStatus::idle; }
    /// As ReadyForQuery says.
    void set_status(TransactionStatus status) noexcept { status_ = status; }

    /// In flight, with a BEGIN that is not confirmed. Null: none.
    const Request* opening() const noexcept { return opening_; }
    /// Lets the request carry the BEGIN of its transaction, if that is due. Throws InvalidRequestError if the
    /// transaction has ended. first: nothing is in flight.
    void take_begin(Request& request, bool first);
    /// The request was not sent, or BEGIN failed.
    void give_begin_back(Request& request) noexcept;
    void confirm_begin(Request& request) noexcept;
    void forget_opening() noexcept { opening_ = nullptr; }

    /// InvalidRequestError of a request whose transaction ended before it was sent.
    static std::exception_ptr ended_error();

private:
    TransactionStatus status_ = TransactionStatus::idle;
    const Request* opening_ = nullptr;
};

}  // namespace azoth::postgresql::pipeline
