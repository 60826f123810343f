#include <azoth/engine/execution_options.hpp>
#include <azoth/error.hpp>

namespace azoth {

timeout::timeout(std::chrono::milliseconds limit) : limit_(limit) {
    if (limit.count() < 0) throw ArgumentError("timeout() is negative");
}

ExecutionOptions ExecutionOptions::transaction(const TransactionOptions& options) const noexcept {
    ExecutionOptions copy(*this);
    copy.transaction_ = options;
    return copy;
}

ExecutionOptions ExecutionOptions::isolation(Isolation level) const noexcept {
    ExecutionOptions copy(*this);
    copy.transaction_ = transaction_.isolation(level);
    return copy;
}

ExecutionOptions ExecutionOptions::timeout(std::chrono::milliseconds limit) const {
    ExecutionOptions copy(*this);
    copy.timeout_ = azoth::timeout(limit).limit();
    return copy;
}

ExecutionOptions ExecutionOptions::yield_per(std::size_t rows) const {
    ExecutionOptions copy(*this);
    copy.yield_per_ = azoth::yield_per(rows).rows();
    return copy;
}

ExecutionOptions ExecutionOptions::unshared(bool on) const noexcept {
    ExecutionOptions copy(*this);
    copy.unshared_ = on;
    return copy;
}

ExecutionOptions ExecutionOptions::merged(const ExecutionOptions& inner) const noexcept {
    ExecutionOptions result(inner);
    result.transaction_ = transaction_.merged(inner.transaction_);
    if (!result.timeout_) result.timeout_ = timeout_;
    if (!result.yield_per_) result.yield_per_ = yield_per_;
    if (!result.unshared_) result.unshared_ = unshared_;
    return result;
}

namespace detail {

void check_statement_options(const ExecutionOptions& options) {
    if (options.transaction() == TransactionOptions()) return;
    throw ArgumentError(
        "how a transaction is begun is said of an engine, of a connection or to begin(), not of a statement");
}

}  // namespace detail
}  // namespace azoth
