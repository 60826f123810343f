#include <azoth/driver/transaction_options.hpp>

namespace azoth {

std::string_view to_string(Isolation level) noexcept {
    switch (level) {
        case Isolation::read_uncommitted: return "READ UNCOMMITTED";
        case Isolation::read_committed: return "READ COMMITTED";
        case Isolation::repeatable_read: return "REPEATABLE READ";
        case Isolation::serializable: return "SERIALIZABLE";
        case Isolation::autocommit: break;
    }
    return "AUTOCOMMIT";
}

TransactionOptions TransactionOptions::merged(const TransactionOptions& over) const noexcept {
    TransactionOptions result(over);
    if (!result.isolation_) result.isolation_ = isolation_;
    if (!result.read_only_) result.read_only_ = read_only_;
    if (!result.deferrable_) result.deferrable_ = deferrable_;
    if (!result.locking_) result.locking_ = locking_;
    if (!result.resolve_commit_) result.resolve_commit_ = resolve_commit_;
    return result;
}

}  // namespace azoth
