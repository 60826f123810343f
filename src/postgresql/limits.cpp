#include "connection.hpp"
#include "errors.hpp"
#include "protocol/protocol_error.hpp"
#include <azoth/error.hpp>

#include <algorithm>
#include <string>
#include <utility>

// The part of Connection that limits what is kept of the server's bytes.
namespace azoth::postgresql {
namespace {

// Notices kept between two calls of the logger.
constexpr std::size_t most_notices = 1'000;

// Rows of a stopped request that are kept.
constexpr std::size_t late_bytes = std::size_t{64} << 10;

// What azoth asks the catalog for by itself is small, and is kept whatever the limit for the user's results is.
constexpr std::size_t catalog_bytes = std::size_t{16} << 20;

}  // namespace

// Once the rows of a stopped request have become many they are discarded as they arrive, however long the server takes
// to stop. A small answer is kept whole: where the statement was completed before it could be stopped, it is given.
bool Connection::keeps_rows_of(const Operation& op) const noexcept {
    if (op.resolution) return op.keeps_rows();
    if (!op.handler || !op.keeps_rows() || op.incomplete) return false;
    if (op.stop == Operation::Stop::none) return true;
    return op.kind != Operation::Kind::copy_out && rows_.held_bytes() <= late_bytes;
}

void Connection::discard_row(Operation& op) {
    if (op.incomplete || op.stop == Operation::Stop::none) return;
    op.incomplete = true;
    rows_.clear();
}

void Connection::check_result_size(Operation& op, OperationList& done) {
    const std::size_t bytes = rows_.held_bytes();
    if (bytes <= max_result_bytes_) return;
    if (op.resolution) {
        if (bytes <= std::max(max_result_bytes_, catalog_bytes)) return;
        throw protocol::ProtocolError("the server described types with more than " + std::to_string(catalog_bytes) +
                                      " bytes");
    }
    op.incomplete = true;
    rows_.clear();
    stop(op, Operation::Stop::too_large, done);
}

// The server completed it before the cancel request came; only its rows are gone.
Outcome Connection::outcome_of_discarded(const Operation& op) const noexcept {
    if (op.end.prepared) return Outcome::committed;
    const bool idle = status_.load(std::memory_order_relaxed) == azoth::TransactionStatus::idle;
    return op.synced && idle ? Outcome::committed : Outcome::executed;
}

std::exception_ptr Connection::stop_error(const Operation& op) const {
    // Unknown: the answer is not waited for.
    Outcome outcome = op.in_flight ? Outcome::unknown : Outcome::not_sent;
    if (op.failure) {
        outcome = op.failure->outcome;  // the server undoes what it was told to stop
    } else if (op.incomplete && op.in_flight && op.executes == 0 && op.binds == 0) {
        outcome = outcome_of_discarded(op);
    }
    switch (op.stop) {
        case Operation::Stop::cancelled: return std::make_exception_ptr(CancelledError(outcome));
        case Operation::Stop::too_large: {
            Diagnostics d;
            d.sqlstate = "54000";
            d.message = "the result is larger than EngineOptions::max_result_bytes (" +
                        std::to_string(max_result_bytes_) + ") allows";
            d.hint = "Read it in batches with stream(), in smaller ones if it is a stream, or set a larger limit.";
            d.outcome = outcome;
            return std::make_exception_ptr(OperationalError(std::move(d)));
        }
        default: break;
    }
    return std::make_exception_ptr(StatementTimeoutError(
        "the statement did not finish within " + std::to_string(op.timeout.count()) + " ms", outcome));
}

void Connection::keep_notice(const protocol::ServerReport& report) {
    if (notices_.size() >= most_notices || notices_bytes_ >= max_notice_bytes_) {
        ++notices_dropped_;
        return;
    }
    Diagnostics& notice = notices_.emplace_back(diagnostics_of(report, max_notice_bytes_ - notices_bytes_));
    notices_bytes_ += size_of(notice);
}

std::vector<Diagnostics> Connection::take_notices() {
    if (const std::size_t dropped = std::exchange(notices_dropped_, 0); dropped != 0) {
        Diagnostics& notice = notices_.emplace_back();
        notice.severity = "WARNING";
        notice.sqlstate = "01000";
        notice.message = std::to_string(dropped) + " notices of the server were discarded: more than " +
                         std::to_string(most_notices) +
                         " arrived at once, or more bytes than EngineOptions::max_notice_bytes allows";
    }
    notices_bytes_ = 0;
    return std::exchange(notices_, {});
}

}  // namespace azoth::postgresql
