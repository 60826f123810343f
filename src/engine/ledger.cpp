#include "engine/ledger.hpp"

#include <algorithm>
#include <utility>

namespace azoth::detail {
namespace {

// What is refused as often is left to the check-in, or the session is closed.
constexpr int most_refusals = 2;

}  // namespace

void Ledger::owe_rollback() {
    rollback_ = true;
    savepoints_.clear();
}

void Ledger::owe_savepoint(std::uint64_t id, std::string_view name) {
    if (rollback_) return;
    std::erase_if(savepoints_, [&](const Savepoint& inner) { return inner.id >= id; });
    savepoints_.push_back(Savepoint{id, std::string(name)});
}

void Ledger::transaction_over() { savepoints_.clear(); }

void Ledger::owe_prepared(std::string sql) { prepared_.push_back(std::move(sql)); }

void Ledger::owe_unlisten(std::string channel, std::string sql) {
    cancel_unlisten(channel);
    unlisten_.push_back(Listening{std::move(channel), std::move(sql)});
}

void Ledger::cancel_unlisten(std::string_view channel) {
    std::erase_if(unlisten_, [&](const Listening& one) { return one.channel == channel; });
}

void Ledger::lock_asked(const std::string& unlock) { ++locks_[unlock].asked; }

void Ledger::lock_given(const std::string& unlock) {
    Lock& lock = locks_[unlock];
    --lock.asked;
    ++lock.held;
}

void Ledger::lock_refused(const std::string& unlock) {
    --locks_[unlock].asked;
    forget_unused(unlock);
}

void Ledger::lock_unsure(const std::string& unlock) {
    Lock& lock = locks_[unlock];
    --lock.asked;
    ++lock.unsure;
}

void Ledger::owe_unlock(const std::string& unlock) {
    Lock& lock = locks_[unlock];
    --lock.held;
    ++lock.due;
}

void Ledger::forget_unused(const std::string& unlock) {
    const Lock& lock = locks_[unlock];
    if (lock.asked == 0 && lock.held == 0 && lock.due == 0 && lock.unsure == 0) locks_.erase(unlock);
}

std::optional<Ledger::Step> Ledger::next(const Standing& standing) const {
    if (rollback_) return Step{Kind::rollback, 0, {}, "ROLLBACK"};
    if (!savepoints_.empty()) {
        const Savepoint& savepoint = savepoints_.front();
        return Step{Kind::savepoint, savepoint.id, "ROLLBACK TO SAVEPOINT " + savepoint.name,
                    "RELEASE SAVEPOINT " + savepoint.name};
    }
    // In a failed transaction nothing else can be executed.
    if (standing.server == TransactionStatus::failed) return std::nullopt;
    for (const auto& [unlock, lock] : locks_) {
        if (lock.refusals >= most_refusals) continue;
        if (lock.due != 0) return Step{Kind::unlock, 0, {}, unlock, true};
        if (lock.unsure != 0 && lock.held == 0 && lock.asked == 0) return Step{Kind::unlock, 0, {}, unlock, false};
    }
    if (standing.in_transaction || standing.server != TransactionStatus::idle) return std::nullopt;
    if (!prepared_.empty()) return Step{Kind::prepared, 0, {}, prepared_.front()};
    if (!unlisten_.empty()) return Step{Kind::unlisten, 0, {}, unlisten_.front().sql};
    return std::nullopt;
}

void Ledger::confirmed(const Step& step) {
    switch (step.kind) {
        case Kind::rollback:
            rollback_ = false;
            rollback_refusals_ = 0;
            break;
        case Kind::savepoint:
            std::erase_if(savepoints_, [&](const Savepoint& one) { return one.id >= step.id; });
            break;
        case Kind::unlock:
            if (const auto found = locks_.find(step.sql); found != locks_.end()) {
                --(step.confirms_lock ? found->second.due : found->second.unsure);
                found->second.refusals = 0;
                forget_unused(step.sql);
            }
            break;
        case Kind::prepared: std::erase(prepared_, step.sql); break;
        case Kind::unlisten: std::erase_if(unlisten_, [&](const Listening& one) { return one.sql == step.sql; }); break;
    }
}

bool Ledger::refused(const Step& step, const Refusal& refusal) {
    switch (step.kind) {
        case Kind::rollback:
            // There was nothing to roll back: SQLite says so by an error.
            if (refusal.server == TransactionStatus::idle) {
                confirmed(step);
                return true;
            }
            return ++rollback_refusals_ < most_refusals;
        case Kind::savepoint:
            // In a failed transaction, or in none, nothing of what was given up can be committed. Else it is rolled
            // back as a whole.
            if (refusal.server == TransactionStatus::active) {
                owe_rollback();
            } else {
                std::erase_if(savepoints_, [&](const Savepoint& one) { return one.id == step.id; });
            }
            return true;
        case Kind::unlock: ++locks_[step.sql].refusals; return true;
        case Kind::prepared:
            if (!refusal.gone) return false;
            std::erase(prepared_, step.sql);
            return true;
        case Kind::unlisten: return false;
    }
    return true;
}

std::vector<std::string> Ledger::at_check_in(std::string_view unlock_all, std::string_view unlisten_all) const {
    std::vector<std::string> statements;
    if (!locks_.empty() && !unlock_all.empty()) statements.emplace_back(unlock_all);
    if (!unlisten_.empty() && !unlisten_all.empty()) statements.emplace_back(unlisten_all);
    for (const std::string& sql : prepared_) statements.push_back(sql);
    return statements;
}

}  // namespace azoth::detail
