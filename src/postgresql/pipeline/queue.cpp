#include "postgresql/pipeline/queue.hpp"

#include <algorithm>
#include <iterator>

namespace azoth::postgresql::pipeline {

Request* Queue::find(RequestId id) noexcept {
    for (RequestList* const list : {&in_flight_, &waiting_}) {
        const auto found = std::ranges::find(*list, id, &Request::id);
        if (found != list->end()) return &*found;
    }
    return nullptr;
}

// If requests share a Sync, the server may delay their answers until the last was executed; it may be executing any of
// them.
bool Queue::is_head_abandoned() const noexcept {
    for (const Request& request : in_flight_) {
        if (request.stop != Stop::none) return true;
        if (request.attempt.sync != Sync::shared) break;
    }
    return false;
}

RequestList Queue::take_rest_of_group(Request& failed) noexcept {
    RequestList skipped;
    const auto first = std::next(in_flight_.iterator_to(failed));
    auto last = first;
    while (last != in_flight_.end() && last->attempt.sync == Sync::shared) ++last;
    if (last == in_flight_.end() || !last->attempt.is_grouped()) return skipped;
    skipped.take(in_flight_, first, std::next(last));
    failed.attempt.sync = Sync::ends_group;
    return skipped;
}

Request* Queue::next() noexcept {
    if (!holder_) return &waiting_.front();
    for (Request& request : waiting_) {
        if (const auto* const cursor = request.cursor(); cursor != nullptr && *cursor == holder_) return &request;
    }
    return nullptr;
}

// Whether a portal survives a Sync depends on the transaction state after earlier requests. A query made necessary by
// an earlier answer would be answered only after the last row of a COPY.
bool Queue::needs_silence(const Request& request) noexcept {
    if (request.is<CopyOut>()) return true;
    const auto* const state = request.cursor();
    if (state == nullptr) return false;
    const CursorState& cursor = **state;
    return cursor.holds_session || (cursor.stage == CursorState::Stage::fresh && request.count() != 0 &&
                                    cursor.begin.empty() && !cursor.transaction);
}

bool Queue::is_holder_busy(bool ending) const noexcept {
    const auto reads = [&](const Request& request) {
        const auto* const cursor = request.cursor();
        if (cursor == nullptr || *cursor != holder_) return false;
        return !ending || request.is<CloseCursor>() || request.count() == 0 || request.stop != Stop::none;
    };
    return std::ranges::any_of(in_flight_, reads) || std::ranges::any_of(waiting_, reads);
}

}  // namespace azoth::postgresql::pipeline
