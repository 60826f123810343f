#pragma once

#include "request.hpp"

namespace azoth::postgresql::pipeline {

/// Whether a request that failed is executed once more: it failed for no fault of its own, and surely did nothing.
/// last: nothing else is in flight. shared: callers don't know one another.
bool deserves_second_attempt(const Request& request, TransactionStatus status, bool last, bool shared) noexcept;

}  // namespace azoth::postgresql::pipeline
