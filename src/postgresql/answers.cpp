#include "connection.hpp"
#include "errors.hpp"
#include "protocol/protocol_error.hpp"
#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>
#include <azoth/types/text_codecs.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

// The part of Connection that turns bytes into answers.
namespace azoth::postgresql {
namespace {

using protocol::Message;
using protocol::MessageType;
using protocol::ProtocolError;

// So often prepared statements of a session may be gone before it does without names for them.
constexpr int most_vanished = 2;

// PostgreSQL's rows have at most 1,664. Each prepared statement keeps its description.
constexpr std::size_t most_columns = 4096;

[[noreturn]] void unexpected(const Message& message) {
    throw ProtocolError("the server sent an unexpected " + describe(message.type));
}

azoth::TransactionStatus to_status(protocol::TransactionStatus status) noexcept {
    switch (status) {
        case protocol::TransactionStatus::in_transaction: return azoth::TransactionStatus::active;
        case protocol::TransactionStatus::failed: return azoth::TransactionStatus::failed;
        case protocol::TransactionStatus::idle: break;
    }
    return azoth::TransactionStatus::idle;
}

// The statement is not there, or was planned for tables that look different now, or for types that are gone. The
// function that says so tells it from other features that PostgreSQL does not have; the message may be translated,
// unless it is about what should never happen.
bool is_stale(const protocol::ServerReport& report) noexcept {
    return report.code == "26000" || (report.code == "0A000" && report.routine == "RevalidateCachedQuery") ||
           (report.code == "42704" && report.routine == "lookup_type_cache") ||
           (report.code == "XX000" && report.message.starts_with("cache lookup failed for type "));
}

bool is_text(const PreparedStatement& statement, std::size_t column) noexcept {
    const std::vector<protocol::Format>& formats = statement.result_formats;
    if (formats.empty()) return false;
    const std::size_t at = formats.size() == 1 ? 0 : column;
    return at < formats.size() && formats[at] == protocol::Format::text;
}

// What failed when its first row was to be sent is undone, unless it can commit by itself, as a procedure can.
bool may_run_again(std::string_view sql) noexcept {
    const std::size_t begin = sql.find_first_not_of(" \t\r\n(");
    if (begin == std::string_view::npos) return false;
    std::string word;
    for (std::size_t i = begin; i < sql.size() && word.size() < 8; ++i) {
        const char c = sql[i];
        const bool upper = c >= 'A' && c <= 'Z';
        if (!upper && (c < 'a' || c > 'z')) break;
        word += upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    for (const std::string_view known : {"select", "with", "table", "values", "insert", "update", "delete"}) {
        if (word == known) return true;
    }
    return false;
}

// Unlike VACUUM or CREATE INDEX CONCURRENTLY, which leave traces when they fail.
bool is_transactional(const Operation& op) noexcept {
    const StatementText* const text = op.cursor ? &op.cursor->text : op.statement;
    return text != nullptr && text->kind != StatementKind::text && text->kind != StatementKind::ddl;
}

// Its portal is bound and has not come to its end.
bool is_executing(const Operation& op) noexcept { return op.binds < op.executes; }

// What is being executed is a companion, which has no rows: in front of the statement or, being the last, behind it.
bool has_companion(const Operation& op) noexcept {
    return op.awaits_companion() || (op.end.complete && op.executes == 1);
}

void end_execution(Operation& op, const Message& message) {
    if (!is_executing(op)) unexpected(message);
    --op.executes;
}

// Nothing is left to come but the ReadyForQuery.
bool is_answered(const Operation& op) noexcept {
    const bool parsing = op.undo.parse || op.begin.parse || op.setup.parse || op.parse || op.end.parse;
    return op.binds == 0 && op.executes == 0 && op.closes == 0 && !parsing && !op.describe;
}

void explain_stale(Diagnostics& failure) {
    failure.stale_statement = true;
    if (failure.sqlstate != "26000") return;
    failure.hint =
        "The server connection does not have a statement that azoth prepared on it. Behind a pooler in transaction "
        "mode set EngineOptions::statement_cache_size to 0.";
}

std::unique_ptr<Diagnostics> copy_refused() {
    auto d = std::make_unique<Diagnostics>();
    d->severity = "ERROR";
    d->sqlstate = "0A000";
    d->message = "COPY from or to the client can't be executed as a statement";
    d->outcome = Outcome::rolled_back;
    return d;
}

}  // namespace

void Connection::consume(OperationList& done) {
    while (true) {
        if (!flight_.empty()) consume_rows(flight_.front(), done);
        if (copying_ != nullptr && hand_over(done)) return;
        const auto message = decoder_.next();
        if (!message) return;
        if (receive_any_time(*message)) continue;
        if (flight_.empty()) {
            if (message->type != MessageType::error_response) unexpected(*message);
            const auto report = protocol::parse_error_response(message->body);
            fatal_ = std::make_unique<Diagnostics>(diagnostics_of(report, max_notice_bytes_));
        } else {
            receive(*message, done);
        }
        if (broken_) return;
    }
}

// Most of what comes: rows as they should be, which nothing else needs to be asked about. What else comes, and what is
// wrong with a row, takes the long way.
void Connection::consume_rows(Operation& op, OperationList& done) {
    if (!is_executing(op) || has_companion(op) || op.prepared->description == nullptr) return;
    const bool copied = op.kind == Operation::Kind::copy_out && !op.resolution;
    if (copied && op.copy_stage != Operation::CopyStage::rows) return;
    const MessageType type = copied ? MessageType::copy_data : MessageType::data_row;
    const std::size_t fields = op.prepared->description->columns.size();
    std::size_t most = std::numeric_limits<std::size_t>::max();
    if (!keeps_rows_of(op)) {
        return decoder_.take_rows(type, fields, most, [&](std::span<const std::byte>) { discard_row(op); });
    }
    if (op.count != 0 && !op.resolution) most = op.count - std::min(op.count, rows_.size());
    const auto keep = [this](std::span<const std::byte> body) { rows_.add(body, decoder_.slab()); };
    decoder_.take_rows(type, fields, most, keep);
    check_result_size(op, done);
}

bool Connection::receive_any_time(const Message& message) {
    switch (message.type) {
        case MessageType::notice_response:
            if (notice_) keep_notice(protocol::parse_notice_response(message.body));
            return true;
        case MessageType::notification_response: {
            const auto said = protocol::parse_notification_response(message.body);
            if (sink_) sink_->notify({std::string(said.channel), std::string(said.payload), said.process_id});
            return true;
        }
        case MessageType::parameter_status: {
            const auto parameter = protocol::parse_parameter_status(message.body);
            // Only those that the greeting had: a server may report any number of others.
            if (const auto known = server_parameters_.find(parameter.name); known != server_parameters_.end()) {
                known->second = parameter.value;
            }
            if (parameter.name == "client_encoding" && parameter.value != "UTF8") {
                throw ProtocolError("client_encoding was changed to " + std::string(parameter.value) +
                                    ", azoth speaks UTF8 only");
            }
            return true;
        }
        default: return false;
    }
}

void Connection::receive(const Message& message, OperationList& done) {
    Operation& op = flight_.front();
    switch (message.type) {
        case MessageType::data_row: return receive_row(op, message, done);
        case MessageType::parse_complete:
            protocol::require_empty(message);
            // In the order in which they were sent.
            for (bool* const expected : {&op.undo.parse, &op.begin.parse, &op.setup.parse, &op.parse, &op.end.parse}) {
                if (std::exchange(*expected, false)) return;
            }
            unexpected(message);
        case MessageType::bind_complete:
            protocol::require_empty(message);
            if (op.binds == 0) unexpected(message);
            --op.binds;
            if (!op.awaits_companion()) op.ran = true;
            return;
        case MessageType::close_complete:
            if (op.closes == 0) unexpected(message);
            --op.closes;
            return;
        case MessageType::parameter_description:
            if (!op.describe) unexpected(message);
            return;
        case MessageType::row_description:
            if (!op.describe) unexpected(message);
            return receive_description(op, message.body);
        case MessageType::no_data:
            if (!op.describe) unexpected(message);
            op.describe = false;
            return;
        case MessageType::command_complete:
            end_execution(op, message);
            receive_complete(op, message.body);
            if (op.grouped && !op.synced && is_answered(op)) conclude(op, done);
            return;
        case MessageType::empty_query_response: end_execution(op, message); return end_portal(op);
        case MessageType::portal_suspended: end_execution(op, message); return receive_suspended(op, done);
        case MessageType::error_response: return receive_error(op, message.body);
        case MessageType::ready_for_query: return receive_ready(op, message.body, done);
        case MessageType::copy_in_response:
            if (op.failure || !is_executing(op)) unexpected(message);
            if (op.kind != Operation::Kind::copy_in) return receive_copy_in(op);
            if (protocol::parse_copy_response(message).format != protocol::Format::binary) unexpected(message);
            return;
        case MessageType::copy_out_response:
            if (op.failure || !is_executing(op)) unexpected(message);
            if (op.kind != Operation::Kind::copy_out) {
                op.failure = copy_refused();
            } else if (protocol::parse_copy_response(message).format != protocol::Format::binary) {
                unexpected(message);
            }
            return;
        case MessageType::copy_data:
            if (op.failure) return;
            if (op.kind != Operation::Kind::copy_out || !is_executing(op)) unexpected(message);
            return receive_copy_data(op, message, done);
        case MessageType::copy_done:
            if (!op.failure && op.copy_stage != Operation::CopyStage::ended) unexpected(message);
            return;
        default: unexpected(message);
    }
}

void Connection::receive_copy_in(Operation& op) {
    // Our Sync was swallowed with the data that the server waits for; so was, behind it, what others sent.
    if (&op != &flight_.back()) throw ProtocolError("the server waits for COPY data");
    op.failure = copy_refused();
    protocol::Encoder(out_).copy_fail("azoth executes statements only");
    if (&op == many_) return end_sets(false);
    sync(op);
}

void Connection::receive_row(Operation& op, const Message& message, OperationList& done) {
    const bool copied = op.kind == Operation::Kind::copy_out && !op.resolution;
    if (!is_executing(op) || has_companion(op) || copied) unexpected(message);
    const auto* const description = op.prepared->description.get();
    if (description == nullptr) {
        // Of a control statement, or of one whose description was lost with the request that asked for it.
        if (!op.keeps_rows()) return;
        if (op.failure) return;
        op.prepared->describe_sent = false;
        op.failure = std::make_unique<Diagnostics>();
        op.failure->message = "rows came that were never described";
        op.failure->sqlstate = "XX000";
        op.failure->outcome = Outcome::unknown;
        return;
    }
    protocol::validate_data_row(message.body, description->columns.size());
    if (keeps_rows_of(op)) {
        if (op.count != 0 && !op.resolution && rows_.size() >= op.count) {
            throw ProtocolError("the server sent more rows than the " + std::to_string(op.count) + " asked for");
        }
        rows_.add(message.body, decoder_.slab());
        check_result_size(op, done);
    } else {
        discard_row(op);
    }
}

void Connection::receive_description(Operation& op, std::span<const std::byte> body) {
    protocol::parse_row_description(body, fields_);
    if (fields_.size() > most_columns) {
        throw ProtocolError("the server described " + std::to_string(fields_.size()) +
                            " columns; azoth reads at most " + std::to_string(most_columns));
    }
    auto description = std::make_shared<RowDescription>();
    description->columns.reserve(fields_.size());
    const bool known = op.prepared->columns.size() == fields_.size();
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        const protocol::FieldDescription& field = fields_[i];
        if (!detail::is_storable_text(field.name)) throw ProtocolError("the name of a column is not UTF-8");
        ColumnDescription& column = description->columns.emplace_back();
        column.name = field.name;
        column.format = is_text(*op.prepared, i) ? oid::text : field.type_oid;
        if (known) column.type = op.prepared->columns[i].type;
        column.table = field.table_oid;
        column.attribute = field.attribute_number;
    }
    op.prepared->is_plain = std::ranges::all_of(description->columns, [](const ColumnDescription& column) {
        return is_plain(column.format) && !is_row(column.format);
    });
    op.prepared->description = std::move(description);
    op.prepared->columns = {};
    op.describe = false;
}

void Connection::receive_complete(Operation& op, std::span<const std::byte> body) {
    const auto complete = protocol::parse_command_complete(body);
    if (std::exchange(op.undo.complete, false)) return;
    if (std::exchange(op.begin.complete, false)) return confirm_begin(op);
    if (std::exchange(op.setup.complete, false)) return;
    if (op.executes == 0 && std::exchange(op.end.complete, false)) return;
    Answer& answer = op.answer;
    const auto rows = complete.rows ? static_cast<std::int64_t>(*complete.rows) : std::int64_t{-1};
    if (op.kind != Operation::Kind::execute_many) {
        answer.row_count = rows;
    } else if (answer.row_count >= 0) {
        answer.row_count = rows < 0 ? rows : answer.row_count + rows;
    }
    answer.tag = complete.tag;
    if (complete.tag == "DISCARD ALL" || complete.tag == "DEALLOCATE ALL") {
        cache_.clear();
        dropped_statements_.clear();
    }
    end_portal(op);
}

void Connection::end_portal(Operation& op) {
    if (!op.cursor || op.resolution) return;
    op.cursor->stage = CursorState::Stage::ended;
    if (!op.synced) sync(op);
}

void Connection::receive_suspended(Operation& op, OperationList& done) {
    if (op.kind != Operation::Kind::fetch) throw ProtocolError("the server suspended a portal that has no limit");
    op.answer.row_count = static_cast<std::int64_t>(rows_.size());
    if (!op.synced) conclude(op, done);
}

// It ran: what it did is undone, unless it may commit by itself, which no procedure can inside a transaction.
Outcome Connection::outcome_of_failed(const Operation& op) const noexcept {
    const StatementText* const text = op.cursor ? &op.cursor->text : op.statement;
    const bool alone = status_.load(std::memory_order_relaxed) == azoth::TransactionStatus::idle && !op.begin.prepared;
    if (!alone || text == nullptr || text->kind != StatementKind::text) return Outcome::rolled_back;
    const std::string word = first_word(text->sql);
    return word == "CALL" || word == "DO" ? Outcome::unknown : Outcome::rolled_back;
}

void Connection::receive_error(Operation& op, std::span<const std::byte> body) {
    const auto report = protocol::parse_error_response(body);
    if (!op.failure) {
        op.failure = std::make_unique<Diagnostics>(diagnostics_of(report, max_notice_bytes_));
        const bool ran = op.ran || (is_executing(op) && !op.awaits_companion());
        op.failure->outcome = ran ? outcome_of_failed(op) : Outcome::not_executed;
        // What runs may fail with the same codes for reasons of its own.
        op.stale = !ran && is_stale(report);
        op.ran = ran;
        if (report.routine == "getTypeBinaryOutputInfo") ask_for_text(op);
        if (report.routine == "PortalSetResultFormat" && op.prepared && op.prepared->description) {
            op.failure->sqlstate = "22000";
            op.failure->message = "the rows have " + std::to_string(op.prepared->description->columns.size()) +
                                  " columns where " + std::to_string(op.prepared->result_formats.size()) +
                                  " are expected";
        }
    }
    if (is_fatal(report)) fatal_ = std::make_unique<Diagnostics>(diagnostics_of(report, max_notice_bytes_));
    // What the server ignores from here on ends at the Sync.
    if (&op == many_) end_sets(false);
    end_portal(op);
}

// A column's type has no binary form. Those whose types azoth doesn't know are asked for as text from now on: when this
// statement is run again, by run_again() where nothing is lost by that, or by the user.
void Connection::ask_for_text(Operation& op) {
    if (!op.prepared || !op.prepared->description) return;
    PreparedStatement& statement = *op.prepared;
    auto description = std::make_shared<RowDescription>(*statement.description);
    const std::shared_ptr<const TypeTable> types = types_->table();
    std::vector<protocol::Format> formats;
    for (ColumnDescription& column : description->columns) {
        const DatabaseType* const made = types->find(column.format);
        const bool unknown = made == nullptr
                                 ? !is_plain(column.format)
                                 : made->form == DatabaseType::Form::opaque || made->form == DatabaseType::Form::array;
        formats.push_back(unknown ? protocol::Format::text : protocol::Format::binary);
        if (unknown) column.format = oid::text;
    }
    const bool helps = std::ranges::find(formats, protocol::Format::text) != formats.end();
    if (!helps || statement.result_formats == formats) return;
    statement.result_formats = formats;
    statement.description = std::move(description);
    if (!op.retried && may_run_again(statement.sql)) op.text_columns = std::move(formats);
    if (op.failure->hint.empty()) {
        op.failure->hint =
            "The type has no binary form: cast the value to text. Executed again on this connection, the statement "
            "asks "
            "for text by itself.";
    }
}

void Connection::receive_ready(Operation& op, std::span<const std::byte> body, OperationList& done) {
    const auto status = to_status(protocol::parse_ready_for_query(body));
    if (op.grouped && !op.synced && op.failure) abort_group(op, done);
    if (!op.synced) throw ProtocolError("the server is ready before it was asked to be");
    if (!op.failure && !is_answered(op)) throw ProtocolError("the server is ready before it has answered");
    status_.store(status, std::memory_order_relaxed);
    if (status == azoth::TransactionStatus::idle) {
        dropped_portals_.clear();
        schema_changed_ = false;
    }
    if (op.cursor && !op.resolution) {
        if (holder_ == op.cursor) holder_.reset();
        if (op.cursor->holds_session || op.kind == Operation::Kind::close_cursor) {
            op.cursor->stage = CursorState::Stage::ended;
        }
        op.cursor->holds_session = false;
    }
    conclude(op, done);
}

// What the answer says of the prepared statements.
void Connection::settle(Operation& op) {
    give_begin_back(op);  // unless it is confirmed
    bool never_there = false;
    const auto look_at = [&](const PreparedPtr& statement, bool parse) {
        if (!statement) return;
        // One that another request was to parse, and could not, has not vanished.
        never_there = never_there || (!parse && statement->parse_failed);
        if (!parse) return;
        statement->parse_failed = true;
        cache_.forget(*statement);
    };
    for (const Companion* const companion : op.companions()) look_at(companion->prepared, companion->parse);
    look_at(op.prepared, op.parse);
    if (op.describe) op.prepared->describe_sent = false;
    if (!op.stale || never_there) return;
    // Where one is gone or out of date others are. Where they vanish again they have names for nothing: behind a pooler
    // each transaction may meet another server connection.
    if (op.failure->sqlstate != "26000") return cache_.clear(dropped_statements_);
    cache_.clear();
    dropped_statements_.clear();
    if (++vanished_ >= most_vanished) cache_.disable();
}

// A statement that failed for no fault of its own, and surely did nothing, is run once more: its prepared statement was
// out of date, or it got a cancel request that was meant for the one before it. In a transaction only the first can be:
// the one that carried BEGIN, with nothing behind it that has been told of the failure.
bool Connection::run_again(Operation& op) {
    const bool hit = op.exposed && op.failure->sqlstate == "57014" && (!op.ran || is_transactional(op) || shared_);
    const bool by_text = !op.text_columns.empty();
    if (!(op.stale || hit || by_text) || op.retried || !op.handler || op.stop != Operation::Stop::none) return false;
    const bool has_source = op.kind == Operation::Kind::execute_many || op.kind == Operation::Kind::copy_in;
    if (op.kind == Operation::Kind::fetch ? !op.opens : has_source) return false;
    const bool begun = op.begin.prepared && !op.begin.complete;
    const auto status = status_.load(std::memory_order_relaxed);
    if (begun) {
        if (!op.stale || op.ran || status != azoth::TransactionStatus::failed || !flight_.empty()) return false;
    } else if (status != azoth::TransactionStatus::idle || (op.end.prepared && !op.stale)) {
        return false;
    }
    if (op.cursor) op.cursor->stage = CursorState::Stage::fresh;
    start_over(op);
    if (begun) {
        op.undo.text = "ROLLBACK";
        if (op.transaction) op.transaction->begin_again();
    }
    waiting_.push_front(op);
    schedule_flush();
    return true;
}

void Connection::start_over(Operation& op) noexcept {
    op.retried = true;
    op.in_flight = op.parse = op.describe = op.opens = op.synced = op.grouped = op.exposed = op.stale = false;
    op.ran = op.incomplete = false;
    op.closes = 0;
    op.binds = op.executes = 0;
    op.prepared.reset();
    for (Companion* const companion : op.companions()) companion->reset();
    op.failure.reset();
    op.answer = {};
}

void Connection::conclude(Operation& op, OperationList& done) {
    flight_.pop_front();
    if (copying_ == &op) copying_ = nullptr;
    if (shared_) op.answer.took = now_ - std::max(op.begun, std::exchange(concluded_, now_));
    end_patience();
    settle(op);
    const bool cancelled = cancel_target_ == &op;
    if (cancelled) {
        cancel_target_ = nullptr;
        if (!cancel_running_) cancel_over();
    }
    if (op.resolution) return types_answered(op, done);
    if (op.failure && run_again(op)) {
        rows_.clear();
    } else {
        if (op.error) {
            // Of this side, which made the server fail the request.
            if (op.stop == Operation::Stop::cancelled && op.failure) op.error = stop_error(op);
        } else if (op.failure) {
            if (op.stale) explain_stale(*op.failure);
            const bool stopped = op.stop != Operation::Stop::none && op.failure->sqlstate == "57014";
            op.error = stopped ? stop_error(op) : database_error(std::move(*op.failure));
        } else if (op.incomplete || (op.kind == Operation::Kind::copy_out && op.stop != Operation::Stop::none)) {
            op.error = stop_error(op);  // its rows are not all there
            if (op.kind == Operation::Kind::fetch && op.cursor->stage == CursorState::Stage::open) {
                op.cursor->stage = CursorState::Stage::lost;
            }
        } else if (op.handler && op.prepared && op.prepared->description && op.keeps_rows()) {
            op.answer.rows = rows_.take(op.prepared->description);
            if (!op.prepared->is_plain && !cancelled && hold_for_types(op)) return;
        }
        rows_.clear();
        if (op.cursor && op.prepared && op.prepared->description) op.cursor->description = op.prepared->description;
        if (cancelled && cancel_running_ && op.handler) {
            unwatch(op);
            held_back_.push_back(op);
        } else {
            finish(op, done);
        }
    }
}

}  // namespace azoth::postgresql
