#include "engine/pending_statements.hpp"

#include <algorithm>
#include <utility>

namespace azoth::detail {
namespace {

constexpr int most_rollback_refusals = 2;

}  // namespace

void PendingStatements::add_rollback() {
    rollback_ = true;
    savepoints_.clear();
}

void PendingStatements::add_savepoint_rollback(std::uint64_t id, std::string_view name) {
    if (rollback_) return;
    std::erase_if(savepoints_, [&](const Savepoint& inner) { return inner.id >= id; });
    savepoints_.push_back(Savepoint{id, std::string(name)});
}

void PendingStatements::transaction_over() { savepoints_.clear(); }

void PendingStatements::add_prepared_rollback(std::string sql) { prepared_.push_back(std::move(sql)); }

void PendingStatements::add_unlisten(std::string channel, std::string sql) {
    cancel_unlisten(channel);
    unlisten_.push_back(Channel{std::move(channel), std::move(sql)});
}

void PendingStatements::cancel_unlisten(std::string_view channel) {
    std::erase_if(unlisten_, [&](const Channel& one) { return one.name == channel; });
}

std::optional<PendingStatements::Step> PendingStatements::next(const Situation& situation) const {
    if (rollback_) return Step{Kind::rollback, 0, {}, "ROLLBACK"};
    if (!savepoints_.empty()) {
        const Savepoint& savepoint = savepoints_.front();
        return Step{Kind::savepoint, savepoint.id, "ROLLBACK TO SAVEPOINT " + savepoint.name,
                    "RELEASE SAVEPOINT " + savepoint.name};
    }
    // A failed transaction accepts nothing else.
    if (situation.server == TransactionStatus::failed) return std::nullopt;
    if (const std::optional<AdvisoryLocks::Release> release = locks_.next()) {
        return Step{Kind::unlock, 0, {}, release->sql, release->certain};
    }
    if (situation.in_transaction || situation.server != TransactionStatus::idle) return std::nullopt;
    if (!prepared_.empty()) return Step{Kind::prepared, 0, {}, prepared_.front()};
    if (!unlisten_.empty()) return Step{Kind::unlisten, 0, {}, unlisten_.front().unlisten};
    return std::nullopt;
}

void PendingStatements::confirmed(const Step& step) {
    switch (step.kind) {
        case Kind::rollback:
            rollback_ = false;
            rollback_refusals_ = 0;
            break;
        case Kind::savepoint:
            std::erase_if(savepoints_, [&](const Savepoint& one) { return one.id >= step.id; });
            break;
        case Kind::unlock: locks_.released(step.sql, step.certain_lock); break;
        case Kind::prepared: std::erase(prepared_, step.sql); break;
        case Kind::unlisten:
            std::erase_if(unlisten_, [&](const Channel& one) { return one.unlisten == step.sql; });
            break;
    }
}

bool PendingStatements::refused(const Step& step, const Refusal& refusal) {
    switch (step.kind) {
        case Kind::rollback:
            // SQLite answers with an error if there is nothing to roll back.
            if (refusal.server == TransactionStatus::idle) {
                confirmed(step);
                return true;
            }
            return ++rollback_refusals_ < most_rollback_refusals;
        case Kind::savepoint:
            // In a failed transaction, or in none, nothing of the abandoned savepoint can be committed. An active one
            // is rolled back as a whole.
            if (refusal.server == TransactionStatus::active) {
                add_rollback();
            } else {
                std::erase_if(savepoints_, [&](const Savepoint& one) { return one.id == step.id; });
            }
            return true;
        case Kind::unlock: locks_.refused(step.sql); return true;
        case Kind::prepared:
            if (!refusal.gone) return false;
            std::erase(prepared_, step.sql);
            return true;
        case Kind::unlisten: return false;
    }
    return true;
}

std::vector<std::string> PendingStatements::at_check_in(std::string_view unlock_all,
                                                        std::string_view unlisten_all) const {
    std::vector<std::string> statements;
    if (!locks_.empty() && !unlock_all.empty()) statements.emplace_back(unlock_all);
    if (!unlisten_.empty() && !unlisten_all.empty()) statements.emplace_back(unlisten_all);
    for (const std::string& sql : prepared_) statements.push_back(sql);
    return statements;
}

}  // namespace azoth::detail
