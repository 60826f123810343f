#include "connection.hpp"

#include <iterator>

// The part of Connection that lets reads share a Sync, and so a transaction of the server's: all that are made in one
// turn of the loop.
namespace azoth::postgresql {
namespace {

// What they have in common, locks too, is kept short.
constexpr std::size_t most_grouped = 64;

}  // namespace

bool Connection::may_be_grouped(const Operation& op) const noexcept {
    return reads_together_ && op.kind == Operation::Kind::execute && !op.resolution && !op.retried &&
           op.statement->reads_only && op.begin.text.empty() && op.setup.text.empty() && op.end.text.empty();
}

// The reads that were encoded since the last Sync get theirs.
void Connection::end_group() {
    if (grouped_ == 0) return;
    grouped_ = 0;
    sync(flight_.back());
}

void Connection::join_group(Operation& op) {
    if (++grouped_ < most_grouped) return;
    grouped_ = 0;
    sync(op);
}

// The server has thrown away what stood behind a read that failed, up to the Sync: those are executed anew, each with
// its own.
void Connection::abort_group(Operation& failed, OperationList& done) {
    OperationList again;
    const auto first = std::next(flight_.iterator_to(failed));
    auto last = first;
    while (last != flight_.end() && last->grouped && !last->synced) ++last;
    if (last == flight_.end() || !last->grouped) return;  // the server made it up
    again.splice(again.end(), flight_, first, std::next(last));
    failed.synced = true;
    auto place = waiting_.begin();
    while (!again.empty()) {
        Operation& op = again.front();
        again.pop_front();
        settle(op);
        if (op.handler) {
            start_over(op);
            waiting_.insert(place, op);
        } else {
            finish(op, done);  // whoever waited was let go
        }
    }
    schedule_flush();
}

}  // namespace azoth::postgresql
