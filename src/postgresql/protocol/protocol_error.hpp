#pragma once

#include <stdexcept>

namespace azoth::postgresql::protocol {

/// The server sent bytes that protocol 3 does not allow. The boundaries of messages are no longer known: the connection
/// must be closed.
class ProtocolError final : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A message cannot be sent: a NUL inside a string, too many parameters, too many bytes. Nothing was appended; the
/// connection is still usable.
class EncodeError final : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

}  // namespace azoth::postgresql::protocol
