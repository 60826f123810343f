#include "engine/transaction_state.hpp"

#include <azoth/error.hpp>

#include <algorithm>
#include <utility>

namespace azoth::detail {

std::uint64_t TransactionState::begin(std::shared_ptr<TransactionStart> start, bool resolve_commit) {
    start_ = std::move(start);
    resolve_commit_ = resolve_commit;
    committed_ = false;
    id_ = ++last_id_;
    return id_;
}

void TransactionState::end() noexcept {
    id_ = 0;
    if (start_ != nullptr) start_->end();
    start_.reset();
    savepoints_.clear();
}

void TransactionState::check_not_in_commit_hooks() const {
    if (in_commit_hooks_) throw InvalidRequestError("A commit hook can't end the transaction that is being committed.");
}

TransactionState::Savepoint TransactionState::add_savepoint() {
    savepoints_.push_back(Savepoint{++last_id_, "azoth_savepoint_" + std::to_string(++savepoint_number_)});
    return savepoints_.back();
}

const TransactionState::Savepoint* TransactionState::find_savepoint(std::uint64_t id) const noexcept {
    const auto found = std::ranges::find(savepoints_, id, &Savepoint::id);
    return found == savepoints_.end() ? nullptr : &*found;
}

void TransactionState::remove_savepoint(std::uint64_t id) noexcept {
    savepoints_.erase(std::ranges::find(savepoints_, id, &Savepoint::id), savepoints_.end());
}

void TransactionState::check_handles() const {
    if (std::ranges::all_of(handles_, [this](std::uint64_t id) { return is_active(id); })) return;
    throw InvalidRequestError(
        "Can't operate on closed transaction while its object is in scope. Please let it end before emitting further "
        "commands.");
}

}  // namespace azoth::detail
