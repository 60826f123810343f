#pragma once

#include <azoth/error.hpp>
#include <azoth/export.hpp>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// No node of a cluster fitted before the deadline of a call. The message names what was missing and why each node did
/// not fit: `no primary among "a", "b" within 5000 ms: "a" is a standby; "b" cannot be reached: ...`. Nothing was
/// executed, or what was executed has no effect.
class NodeUnavailableError : public ConnectionTimeoutError {
public:
    using ConnectionTimeoutError::ConnectionTimeoutError;
};

}  // namespace azoth

AZOTH_EXPORT_END
