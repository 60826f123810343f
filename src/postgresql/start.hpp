#pragma once

#include "async/suspend.hpp"
#include "connection.hpp"
#include <azoth/task.hpp>

#include <memory>
#include <utility>

namespace azoth::postgresql {

struct StartRequest {
    Connection* connection;
    void operator()(Connection::Handler handler, std::unique_ptr<pipeline::Request> request) const {
        connection->start(std::move(handler), std::move(request));
    }
};

/// Submits a request to its connection when awaited; needs one coroutine frame, Asio's.
inline task<Answer> start_request(Connection& connection, std::unique_ptr<pipeline::Request> request) {
    return async::suspend<Answer>(StartRequest{&connection}, std::move(request));
}

}  // namespace azoth::postgresql
