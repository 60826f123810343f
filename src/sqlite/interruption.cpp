#include "interruption.hpp"

#include <sqlite3.h>

namespace azoth::sqlite {

void Interruption::attach(sqlite3* db) {
    const std::lock_guard lock(mutex_);
    db_ = db;
}

void Interruption::raise(StopReason reason, bool only_statement) {
    const std::lock_guard lock(mutex_);
    StopReason expected = StopReason::none;
    if (!reason_.compare_exchange_strong(expected, reason)) return;
    if (only_statement && db_ != nullptr) sqlite3_interrupt(db_);
    raised_.notify_all();
}

bool Interruption::wait_for(std::chrono::microseconds time) {
    std::unique_lock lock(mutex_);
    return raised_.wait_for(lock, time, [this] { return is_raised(); });
}

}  // namespace azoth::sqlite
