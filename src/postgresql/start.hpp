#pragma once

#include "connection.hpp"
#include <azoth/task.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <utility>

namespace azoth::postgresql {

struct StartOperation {
    Connection* connection;
    void operator()(Operation::Handler handler, std::unique_ptr<Operation> operation) const {
        connection->start(std::move(handler), std::move(operation));
    }
};

/// Hands an operation to its connection when awaited; one coroutine frame, which is Asio's.
inline task<Answer> start_operation(Connection& connection, std::unique_ptr<Operation> operation) {
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, Operation::Signature>(
        StartOperation{&connection}, boost::asio::use_awaitable, std::move(operation));
}

}  // namespace azoth::postgresql
