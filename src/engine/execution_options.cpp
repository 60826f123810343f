#include <azoth/engine/execution_options.hpp>
#include <azoth/error.hpp>

#include <utility>

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

ExecutionOptions ExecutionOptions::lists_as_arrays(bool on) const noexcept {
    ExecutionOptions copy(*this);
    copy.lists_as_arrays_ = on;
    return copy;
}

ExecutionOptions ExecutionOptions::schema_translate(std::vector<std::pair<std::string, std::string>> map) const {
    ExecutionOptions copy(*this);
    copy.schema_translate_ = std::make_shared<const std::vector<std::pair<std::string, std::string>>>(std::move(map));
    return copy;
}

const std::vector<std::pair<std::string, std::string>>& ExecutionOptions::schema_translate() const noexcept {
    static const std::vector<std::pair<std::string, std::string>> nothing;
    return schema_translate_ == nullptr ? nothing : *schema_translate_;
}

bool operator==(const ExecutionOptions& a, const ExecutionOptions& b) noexcept {
    return a.transaction_ == b.transaction_ && a.timeout_ == b.timeout_ && a.yield_per_ == b.yield_per_ &&
           a.unshared_ == b.unshared_ && a.lists_as_arrays_ == b.lists_as_arrays_ &&
           a.schema_translate() == b.schema_translate();
}

ExecutionOptions ExecutionOptions::merged(const ExecutionOptions& inner) const noexcept {
    ExecutionOptions result(inner);
    result.transaction_ = transaction_.merged(inner.transaction_);
    if (!result.timeout_) result.timeout_ = timeout_;
    if (!result.yield_per_) result.yield_per_ = yield_per_;
    if (!result.unshared_) result.unshared_ = unshared_;
    if (!result.lists_as_arrays_) result.lists_as_arrays_ = lists_as_arrays_;
    if (!result.schema_translate_) result.schema_translate_ = schema_translate_;
    return result;
}

namespace detail {

void check_statement_options(const ExecutionOptions& options) {
    if (options.transaction() == TransactionOptions()) return;
    throw ArgumentError(
        "how a transaction begins cannot be an option of a statement; set it for an engine, a connection or in "
        "begin()");
}

}  // namespace detail
}  // namespace azoth
