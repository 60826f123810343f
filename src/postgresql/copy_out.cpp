#include "connection.hpp"
#include "protocol/protocol_error.hpp"
#include <azoth/error.hpp>

#include <algorithm>
#include <utility>

// The part of Connection that reads the rows of a COPY. It is one request, which stays in flight from the first portion
// to the last: who fetches the next portion takes its place, and while nobody does nothing is read, so that the server
// waits.
namespace azoth::postgresql {

// What locks the query takes it keeps, in a transaction: its columns are the same when it is copied.
void Connection::encode_describe(Operation& op) {
    op.prepared = prepare(op.cursor->text, true);
    op.prepared->result_formats.clear();  // a COPY in binary has no others
    op.begin.text = op.cursor->begin;
    op.setup.text = op.cursor->setup;
    prepare_companions(op);
    encode_prologue(op);
    encode_parse(op, true);
    sync(op);
}

// The query is described once more, in the same transaction as the COPY whatever happens: COPY says nothing of types.
void Connection::encode_copy_out(Operation& op) {
    CursorState& cursor = *op.cursor;
    if (cursor.stage == CursorState::Stage::ended) {
        if (cursor.description) op.answer.rows = std::make_shared<RowBuffer>(cursor.description);
        return;
    }
    if (cursor.stage != CursorState::Stage::fresh) throw ResourceClosedError("the COPY was broken off: it can't go on");
    op.prepared = prepare(cursor.text, true);
    op.prepared->result_formats.clear();
    encode_prologue(op);
    encode_parse(op, true);
    op.end.prepared = new PreparedStatement({}, cursor.copy, {});
    op.end.parse = true;
    protocol::Encoder encoder(out_);
    encoder.parse({}, cursor.copy);
    encoder.bind({}, {}, {});
    encoder.execute({});
    ++op.binds;
    ++op.executes;
    sync(op);
    cursor.stage = CursorState::Stage::open;
    copying_ = &op;
}

// True: who waits for the operation waits for the next portion of the COPY now, and the operation is of no more use.
bool Connection::rejoin(Operation& op) {
    if (op.kind != Operation::Kind::copy_out || copying_ == nullptr || copying_->cursor != op.cursor) return false;
    if (copying_->handler || copying_->stop != Operation::Stop::none) return false;
    copying_->handler.emplace(std::move(*op.handler));
    copying_->serial = op.serial;
    copying_->count = op.count;
    copying_->deadline = std::exchange(op.deadline, Clock::time_point::max());
    copy_resumed_ = true;
    return true;
}

// Everything else would wait until the rows are read, which its own caller may have to do.
bool Connection::refuses(const Operation& op) const noexcept {
    if (copying_ != nullptr) return copying_->stop == Operation::Stop::none && copying_->cursor != op.cursor;
    return holder_ && op.cursor != holder_ && !is_holder_busy(true);
}

// ending: with what ends the portal by itself.
bool Connection::is_holder_busy(bool ending) const noexcept {
    const auto reads = [&](const Operation& op) {
        if (op.cursor != holder_) return false;
        return !ending || op.kind == Operation::Kind::close_cursor || op.count == 0 || op.stop != Operation::Stop::none;
    };
    return std::ranges::any_of(flight_, reads) || std::ranges::any_of(waiting_, reads);
}

void Connection::refuse_waiting(OperationList& done) {
    if (is_holder_busy(false)) return;
    OperationList refused;
    refused.splice(refused.end(), waiting_);
    while (!refused.empty()) {
        Operation& op = refused.front();
        refused.pop_front();
        if (op.handler && !op.resolution) {
            op.error = busy_error();
            finish(op, done);
        } else {
            waiting_.push_back(op);
        }
    }
}

std::exception_ptr Connection::busy_error() const {
    const char* const why =
        copying_ != nullptr
            ? "Rows are being copied over this connection; read them to the end, or close their result first."
            : "The rows of a query are being read over this connection, outside of a transaction; read them to the "
              "end, "
              "close their result, or begin a transaction before the query.";
    return std::make_exception_ptr(InvalidRequestError(why));
}

// True: there is nobody for what comes next.
bool Connection::hand_over(OperationList& done) {
    Operation& op = *copying_;
    if (&op != &flight_.front() || op.stop != Operation::Stop::none) return false;
    if (!op.handler) return true;
    if (op.count == 0 || rows_.size() < op.count) return false;
    auto portion = std::make_unique<Operation>(op.kind);
    portion->answer.row_count = static_cast<std::int64_t>(rows_.size());
    portion->answer.rows = rows_.take(op.prepared->description);
    if (!op.prepared->is_plain) describe_types(*op.prepared, portion->answer, types_->table());
    op.cursor->description = op.prepared->description;
    unwatch(op);
    portion->handler.emplace(std::move(*op.handler));
    op.handler.reset();
    done.push_back(*portion.release());
    return true;
}

// A message holds one row. In front of the first stands the header, behind the last the trailer.
void Connection::receive_copy_data(Operation& op, const protocol::Message& message, OperationList& done) {
    std::span<const std::byte> body = message.body;
    if (op.prepared->description == nullptr || op.copy_stage == Operation::CopyStage::ended) {
        throw protocol::ProtocolError("the server copied rows that nobody asked for");
    }
    if (op.copy_stage == Operation::CopyStage::header) {
        body = protocol::behind_copy_header(body);
        op.copy_stage = Operation::CopyStage::rows;
        if (body.empty()) return;
    }
    if (protocol::is_copy_trailer(body)) {
        op.copy_stage = Operation::CopyStage::ended;
        return;
    }
    protocol::validate_data_row(body, op.prepared->description->columns.size());
    if (!keeps_rows_of(op)) return discard_row(op);
    rows_.add(body, decoder_.slab());
    check_result_size(op, done);
}

// The server ends a COPY only when it is told to, by a cancel request.
void Connection::break_off(const CursorState& cursor) {
    if (copying_ == nullptr || copying_->cursor.get() != &cursor || copying_->stop != Operation::Stop::none) return;
    copying_->stop = Operation::Stop::cancelled;
    if (copying_ == &flight_.front()) cancel_head();
    copy_resumed_ = true;
    schedule_flush();
}

}  // namespace azoth::postgresql
