#include "connection.hpp"
#include "protocol/protocol_error.hpp"
#include <azoth/error.hpp>
#include <azoth/types/array_codec.hpp>
#include <azoth/types/number_codecs.hpp>

#include <unordered_set>
#include <utility>

// The part of Connection that asks the database for the types that were made in it, when an answer first holds one of
// them: once for all sessions that share the catalogue.
//
// The question is the operation's own second round trip, behind what was sent before it. The answer is there by then:
// whatever comes of the question, and whoever stops waiting for it, the answer is given, with what is known.
namespace azoth::postgresql {
namespace {

// What a table doesn't know of the formats in an answer, without those that were asked for before.
std::vector<Oid> unknown_types(const RowBuffer& rows, const TypeTable& types, const std::unordered_set<Oid>& asked) {
    UnknownTypes unknown(asked);
    const std::vector<ColumnDescription>& columns = rows.description().columns;
    bool walk = false;
    for (const ColumnDescription& column : columns) {
        if (names_formats(column.format, types)) {
            walk = true;
        } else if (!is_plain(column.format) && types.find(column.format) == nullptr) {
            unknown.add(column.format);
        }
    }
    if (!walk) return unknown.take();
    for (std::size_t row = 0; row < rows.size() && !unknown.is_full(); ++row) {
        const std::byte* at = rows.row(row);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const Cell cell = rows.read_cell(at, i);
            if (!cell.is_null() && names_formats(cell.type, types)) find_unknown(cell, types, unknown);
        }
    }
    return unknown.take();
}

}  // namespace

// Lets an answer, and those that follow it, be read with the table.
void Connection::describe_types(PreparedStatement& statement, Answer& answer,
                                const std::shared_ptr<const TypeTable>& types) {
    if (statement.description->types != types) {
        auto description = std::make_shared<RowDescription>(*statement.description);
        description->types = types;
        statement.description = std::move(description);
    }
    if (&answer.rows->description() != statement.description.get()) {
        answer.rows = std::make_shared<const RowBuffer>(*answer.rows, statement.description);
    }
}

bool Connection::hold_for_types(Operation& op) {
    if (!op.handler) return false;
    const std::shared_ptr<const TypeTable> types = types_->table();
    std::vector<Oid> unknown = unknown_types(*op.answer.rows, *types, op.prepared->asked);
    // A portal that must not meet a Sync keeps the session to itself; a failed transaction answers nothing.
    const bool silent = (op.cursor && op.cursor->holds_session) ||
                        status_.load(std::memory_order_relaxed) == azoth::TransactionStatus::failed;
    if (unknown.empty() || silent) {
        describe_types(*op.prepared, op.answer, types);
        return false;
    }
    op.resolution = std::make_unique<TypeResolution>();
    op.resolution->answer = std::move(op.answer);
    op.resolution->prepared = std::move(op.prepared);
    op.resolution->types = std::move(unknown);
    op.in_flight = false;
    rows_.clear();
    if (asking_ == nullptr) {
        ask_for_types(op);
    } else {
        untyped_.push_back(op);
    }
    return true;
}

void Connection::ask_for_types(Operation& op) {
    asking_ = &op;
    op.parse = op.describe = op.opens = op.synced = op.exposed = op.stale = false;
    op.closes = 0;
    op.binds = op.executes = 0;
    op.ran = false;
    for (Companion* const companion : op.companions()) companion->reset();
    waiting_.push_front(op);
    schedule_flush();
}

void Connection::encode_types(Operation& op) {
    const std::size_t mark = out_.size();
    try {
        const StatementText text = type_query(server_version_);
        ParameterBuffer parameters;
        parameters.add(op.resolution->types, text.parameter_types.front());
        op.prepared = new PreparedStatement({}, text.sql, text.parameter_types);
        encode_parse(op, true);
        encode_bind(*op.prepared, {}, &parameters);
        protocol::Encoder(out_).execute({});
        ++op.binds;
        ++op.executes;
    } catch (...) {
        // The server has nothing to say, then, but that it is ready.
        out_.truncate(mark);
        op.parse = op.describe = false;
    }
    sync(op);
}

void Connection::types_answered(Operation& op, OperationList& done) {
    asking_ = nullptr;
    TypeResolution& resolution = *op.resolution;
    if (!op.failure && op.prepared && op.prepared->description) {
        try {
            types_->learn(*rows_.take(op.prepared->description));
        } catch (const Error&) {
            // A server that answers something else: its types stay unknown.
        }
        // What the database doesn't know is not asked for again and again. A server that names other types in each
        // answer must not take memory without limit: it only causes more questions.
        std::unordered_set<Oid>& asked = resolution.prepared->asked;
        if (asked.size() + resolution.types.size() > 4 * max_asked_types) asked.clear();
        asked.insert(resolution.types.begin(), resolution.types.end());
    }
    rows_.clear();
    describe_types(*resolution.prepared, resolution.answer, types_->table());
    if (op.cursor) op.cursor->description = resolution.prepared->description;
    take_answer(op);
    finish(op, done);
    next_question(done);
}

void Connection::take_answer(Operation& op) noexcept {
    op.answer = std::move(op.resolution->answer);
    op.prepared = std::move(op.resolution->prepared);
    op.resolution.reset();
    op.failure.reset();
}

// Those that waited may have been answered by what another asked.
void Connection::next_question(OperationList& done) {
    while (!untyped_.empty()) {
        Operation& op = untyped_.front();
        untyped_.pop_front();
        take_answer(op);
        if (hold_for_types(op)) return;
        if (op.cursor) op.cursor->description = op.prepared->description;
        finish(op, done);
    }
}

// The answer is given as it is; a question that the server has already is answered to the catalogue alone.
void Connection::stop_waiting(Operation& op, OperationList& done) {
    if (op.in_flight && asking_ == &op) {
        unwatch(op);
        return abandon(op, done, nullptr, op.resolution->answer);
    }
    OperationList& list = asking_ == &op ? waiting_ : untyped_;
    list.erase(list.iterator_to(op));
    const bool asked = asking_ == &op;
    if (asked) asking_ = nullptr;
    take_answer(op);
    finish(op, done);
    if (asked) next_question(done);
}

}  // namespace azoth::postgresql
