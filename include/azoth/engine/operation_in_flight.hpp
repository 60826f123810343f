#pragma once

#include <azoth/export.hpp>

#include <memory>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

class ConnectionState;

struct EndOperation {
    void operator()(ConnectionState* connection) const noexcept;
};

/// An operation of a connection, from its start to its end. The connection must outlive it; a connection that is closed
/// is checked in when its last operation ends. Null: none.
using OperationInFlight = std::unique_ptr<ConnectionState, EndOperation>;

}  // namespace azoth::detail

AZOTH_EXPORT_END
