#pragma once

#include "request.hpp"

namespace azoth::postgresql::pipeline {

/// Whether a failed request is executed once more: its failure was not its own, and it certainly had no effect. last:
/// nothing else is in flight. shared: callers are independent.
bool deserves_second_attempt(const Request& request, TransactionStatus status, bool last, bool shared) noexcept;

}  // namespace azoth::postgresql::pipeline
