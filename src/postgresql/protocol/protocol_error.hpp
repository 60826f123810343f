#pragma once

#include <stdexcept>

namespace azoth::postgresql::protocol {

/// The server sent bytes that protocol 3 does not allow. Where one message ends and the next begins is no longer
/// certain: the connection has to be closed.
class ProtocolError final : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The client asked for a message that must not be sent: a NUL inside a string, too many parameters, too many bytes.
/// Nothing was appended; the connection is as good as before.
class EncodeError final : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

}  // namespace azoth::postgresql::protocol
