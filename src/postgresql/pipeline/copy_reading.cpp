#include "postgresql/pipeline/copy_reading.hpp"

namespace azoth::postgresql::pipeline {

bool CopyReading::resume(Request& next) noexcept {
    const auto* const batch = next.get<CopyOut>();
    if (batch == nullptr || !reads(batch->cursor.get())) return false;
    if (request_->caller || request_->stop != Stop::none) return false;
    request_->caller = std::move(next.caller);
    request_->id = next.id;
    request_->get<CopyOut>()->count = batch->count;
    request_->deadline = std::exchange(next.deadline, never);
    resumed_ = true;
    return true;
}

}  // namespace azoth::postgresql::pipeline
