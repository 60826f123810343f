#include "connection.hpp"
#include "errors.hpp"
#include "protocol/protocol_error.hpp"
#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>

#include <functional>
#include <limits>
#include <string>
#include <utility>

// The part of Connection that turns requests into bytes.
namespace azoth::postgresql {
namespace {

// Unsent bytes from which on requests have to wait.
constexpr std::size_t send_window = 256 * 1024;
// Unsent bytes from which on rows stay with their source: few enough to be in the processor's cache still when they are
// sent, on several connections.
constexpr std::size_t rows_window = 64 * 1024;
// The rows of a COPY that are one message, which the server reads as a whole.
constexpr std::size_t copy_message = 32 * 1024;

// No portal ever has this name: executing it fails what the same Sync would otherwise commit.
constexpr std::string_view no_portal = "azoth_no_such_portal";

// Control statements that are said again and again in the same words; a savepoint's have a name in them.
// COMMIT and ROLLBACK are not: they have to work where the server has forgotten all that was prepared.
bool is_worth_preparing(std::string_view sql) noexcept {
    return sql.starts_with("BEGIN") || sql.starts_with("START") || sql.starts_with("SET LOCAL statement_timeout");
}

// The columns of other statements' answers may be others afterwards. What only makes something new changes none; nor
// does, where tables are alike, another search_path, which some programs set in each transaction.
bool changes_schema(const StatementText& text) {
    if (text.kind != StatementKind::text && text.kind != StatementKind::ddl) return false;
    const std::string word = first_word(text.sql);
    return word == "ALTER" || word == "DROP" || word == "DO" || (word == "CREATE" && has_word(text.sql, "REPLACE"));
}

// What would make the server wait for data, or send it, in the middle of what is executed with it.
void check_no_copy(const StatementText& text) {
    if (text.kind != StatementKind::text || first_word(text.sql) != "COPY") return;
    if (!has_word(text.sql, "STDIN") && !has_word(text.sql, "STDOUT")) return;
    Diagnostics d;
    d.sqlstate = "0A000";
    d.message = "COPY from or to the client can't be executed as a statement: call copy_in() or copy_out()";
    d.outcome = Outcome::not_sent;
    throw NotSupportedError(std::move(d));
}

// What the user's own statement is read into strings from is asked for as text: every type has that form, and the text
// of regclass or aclitem is what is meant. Of text itself both forms are the same.
std::vector<protocol::Format> formats_of(const StatementText& text) {
    if (text.kind != StatementKind::text) return {};
    std::vector<protocol::Format> formats;
    std::size_t by_text = 0;
    for (const ResultColumn& column : text.columns) {
        const TypeKind kind = column.type.kind();
        const bool as_text = kind == TypeKind::string || kind == TypeKind::text;
        formats.push_back(as_text ? protocol::Format::text : protocol::Format::binary);
        if (as_text) ++by_text;
    }
    if (by_text == 0) return {};
    if (by_text == formats.size()) formats.resize(1);
    return formats;
}

std::uint32_t row_limit(std::size_t count) noexcept {
    constexpr std::size_t largest = std::numeric_limits<std::int32_t>::max();
    return static_cast<std::uint32_t>(count < largest ? count : largest);
}

}  // namespace

bool Connection::encode_waiting(OperationList& done) {
    if (many_ != nullptr) {
        // A little at a time, as the server takes it, would move all that waits each time.
        if (out_.size() > send_window / 4) return true;
        encode_sets();
        if (many_ != nullptr) return true;
    }
    while (!waiting_.empty() && !is_cancelling()) {
        if (out_.size() >= send_window) return true;
        Operation* const operation = next_waiting();
        if (operation == nullptr) refuse_waiting(done);
        if (operation == nullptr || (needs_silence(*operation) && !flight_.empty())) return false;
        const Place place = place_of(*operation);
        if (place == Place::later) return false;
        waiting_.erase(waiting_.iterator_to(*operation));
        if (place == Place::never || (!operation->resolution && refuses(*operation))) {
            operation->error = place == Place::never ? ended_error() : busy_error();
            finish(*operation, done);
            continue;
        }
        operation->grouped = place == Place::grouped;
        if (!operation->grouped) end_group();
        if (encode(*operation)) {
            operation->in_flight = true;
            flight_.push_back(*operation);
        } else {
            finish(*operation, done);
        }
        if (many_ != nullptr) return true;
    }
    return false;
}

Operation* Connection::next_waiting() noexcept {
    if (!holder_) return &waiting_.front();
    for (Operation& operation : waiting_) {
        if (operation.cursor == holder_) return &operation;
    }
    return nullptr;
}

// Whether a portal lives on after a Sync depends on the transaction that earlier requests leave behind.
bool Connection::needs_silence(const Operation& operation) const noexcept {
    if (!operation.cursor) return false;
    const CursorState& cursor = *operation.cursor;
    return cursor.holds_session || (cursor.stage == CursorState::Stage::fresh && operation.count != 0 &&
                                    cursor.begin.empty() && !cursor.transaction);
}

Connection::Place Connection::place_of(const Operation& op) const noexcept {
    if (may_be_grouped(op)) return Place::grouped;
    const bool told = op.resolution || op.kind == Operation::Kind::close_cursor;
    const TransactionStart* const start = told ? nullptr : op.transaction.get();
    if (start != nullptr && start->state() == TransactionStart::State::ended) return Place::never;
    const bool joins =
        start != nullptr && op.kind == Operation::Kind::execute && !op.retried && op.end.text.empty() && !shared_;
    // A statement of the transaction that shares the Sync of BEGIN is skipped by the server where BEGIN fails. Any
    // other one has to wait, or it would be executed in autocommit.
    if (opening_ != nullptr) {
        return joins && grouped_ != 0 && opening_->transaction == op.transaction ? Place::grouped : Place::later;
    }
    return joins && start->state() == TransactionStart::State::due ? Place::grouped : Place::alone;
}

// The transaction may have been ended by a statement's own text: the next one of it begins another.
void Connection::take_begin(Operation& op) {
    if (op.transaction == nullptr) return;
    TransactionStart& start = *op.transaction;
    if (flight_.empty() && status_.load(std::memory_order_relaxed) == azoth::TransactionStatus::idle) {
        start.begin_again();
    }
    op.begin.text = {};
    if (!start.take()) {
        // Asked after take(): the engine may end the transaction at any moment, and without it the request would be
        // executed in autocommit.
        if (start.state() == TransactionStart::State::ended) std::rethrow_exception(ended_error());
        return;
    }
    op.begin.text = start.begin();
    op.carries_begin = true;
    opening_ = &op;
}

void Connection::give_begin_back(Operation& op) noexcept {
    if (!std::exchange(op.carries_begin, false)) return;
    op.transaction->give_back();
    if (opening_ == &op) opening_ = nullptr;
}

void Connection::confirm_begin(Operation& op) noexcept {
    if (!std::exchange(op.carries_begin, false)) return;
    op.transaction->confirm();
    if (opening_ == &op) opening_ = nullptr;
}

// False: the operation is over, with its error or with an answer that needed no server.
bool Connection::encode(Operation& op) {
    const std::size_t mark = out_.size();
    op.sent_at = sent_ + mark;
    op.begun = now_;
    dropped_are_closed_ = false;
    if (op.resolution) {
        encode_types(op);
        return true;
    }
    try {
        switch (op.kind) {
            case Operation::Kind::execute: encode_execute(op); break;
            case Operation::Kind::execute_many: encode_many(op); break;
            case Operation::Kind::copy_in: encode_copy(op); break;
            case Operation::Kind::copy_out: encode_copy_out(op); break;
            case Operation::Kind::control: encode_control(op); break;
            case Operation::Kind::describe: encode_describe(op); break;
            case Operation::Kind::fetch: encode_fetch(op); break;
            case Operation::Kind::close_cursor: encode_close(op); break;
        }
        if (out_.size() == mark) return false;
        if (dropped_are_closed_) {
            dropped_statements_.clear();
            dropped_portals_.clear();
        }
        forget_plans(op);
        return true;
    } catch (const protocol::EncodeError& error) {
        op.error = refused(error.what());
    } catch (...) {
        op.error = std::current_exception();
    }
    undo(op, mark);
    return false;
}

void Connection::undo(Operation& op, std::size_t mark) noexcept {
    out_.truncate(mark);
    give_begin_back(op);
    if (op.parse) cache_.forget(*op.prepared);
    if (op.describe) op.prepared->describe_sent = false;
    for (const Companion* const companion : op.companions()) {
        if (companion->parse) cache_.forget(*companion->prepared);
    }
}

// After DDL of our own, and after a rollback that undoes some, what is sent next is parsed anew: in a transaction a
// statement that is out of date would end it.
void Connection::forget_plans(const Operation& op) {
    const auto rolls_back = [](std::string_view sql) { return sql.starts_with("ROLLBACK"); };
    if (op.kind == Operation::Kind::control || rolls_back(op.setup.text)) {
        if (!schema_changed_ || !(rolls_back(op.text) || rolls_back(op.setup.text))) return;
    } else if (!op.prepared || !op.prepared->changes_schema) {
        return;
    } else {
        schema_changed_ = true;
    }
    cache_.clear(dropped_statements_);
}

PreparedPtr Connection::prepare(const StatementText& text, bool again) {
    // What is run again shall not depend on a Parse that others have sent and that may fail as the first one did.
    if (!text.prepare || !cache_.is_enabled() || again) {
        PreparedPtr unnamed(new PreparedStatement({}, text.sql, text.parameter_types));
        unnamed->columns = text.columns;
        check_no_copy(text);
        unnamed->changes_schema = changes_schema(text);
        unnamed->result_formats = formats_of(text);
        return unnamed;
    }
    PreparedPtr statement = cache_.find(text.sql, text.hash, text.parameter_types);
    if (!statement) {
        check_no_copy(text);
        statement = cache_.insert(text.sql, text.hash, text.parameter_types, dropped_statements_);
        statement->columns = text.columns;
        statement->result_formats = formats_of(text);
        statement->changes_schema = changes_schema(text);
    }
    return statement;
}

PreparedPtr Connection::prepare_control(std::string_view sql) {
    if (!cache_.is_enabled() || !is_worth_preparing(sql)) return new PreparedStatement({}, sql, {});
    const std::size_t hash = std::hash<std::string_view>{}(sql);
    PreparedPtr statement = cache_.find(sql, hash, {});
    return statement ? statement : cache_.insert(sql, hash, {}, dropped_statements_);
}

void Connection::prepare_companions(Operation& op) {
    take_begin(op);
    for (Companion* const companion : op.companions()) {
        if (!companion->text.empty()) companion->prepared = prepare_control(companion->text);
    }
}

// A name that the server has already, from before or, behind a pooler, from another program, is given up first: Parse
// would fail.
void Connection::encode_replacement(Operation& op, const PreparedStatement& statement) {
    if (statement.name.empty()) return;
    protocol::Encoder(out_).close_statement(statement.name);
    ++op.closes;
}

void Connection::encode_companion(Operation& op, Companion& companion) {
    if (!companion.prepared) return;
    protocol::Encoder encoder(out_);
    PreparedStatement& statement = *companion.prepared;
    if (!statement.parse_sent) {
        companion.parse = true;
        encode_replacement(op, statement);
        encoder.parse(statement.name, statement.sql);
        statement.parse_sent = true;
    }
    encoder.bind({}, statement.name, {});
    encoder.execute({});
    companion.complete = true;
    ++op.binds;
    ++op.executes;
}

std::exception_ptr Connection::ended_error() {
    return std::make_exception_ptr(
        InvalidRequestError("The transaction that the statement belongs to ended before the statement was sent."));
}

// What travels in front of a request: the farewell to what was dropped, and the BEGIN. Statements were looked up
// before, so that those they drove out are among it.
void Connection::encode_prologue(Operation& op) {
    protocol::Encoder encoder(out_);
    // Behind a read that fails nothing would be closed.
    if (grouped_ == 0) {
        for (const std::string& name : dropped_statements_) encoder.close_statement(name);
        for (const std::string& name : dropped_portals_) encoder.close_portal(name);
        op.closes += static_cast<std::uint32_t>(dropped_statements_.size() + dropped_portals_.size());
        dropped_are_closed_ = true;
    }
    encode_companion(op, op.undo);
    encode_companion(op, op.begin);
    encode_companion(op, op.setup);
}

void Connection::encode_parse(Operation& op, bool describe) {
    PreparedStatement& statement = *op.prepared;
    protocol::Encoder encoder(out_);
    if (!statement.parse_sent) {
        op.parse = true;
        encode_replacement(op, statement);
        encoder.parse(statement.name, statement.sql, statement.parameter_types);
        statement.parse_sent = true;
    }
    if (describe && !statement.describe_sent) {
        op.describe = true;
        encoder.describe_statement(statement.name);
        statement.describe_sent = true;
    }
}

void Connection::encode_bind(const PreparedStatement& statement, std::string_view portal,
                             const ParameterBuffer* parameters) {
    protocol::BindParameters values;
    if (parameters != nullptr) {
        values.values = parameters->bytes();
        values.count = parameters->count();
        values.well_formed = true;
    }
    if (values.count != statement.parameter_types.size()) {
        throw protocol::EncodeError("the statement has " + std::to_string(statement.parameter_types.size()) +
                                    " parameters, " + std::to_string(values.count) + " values were given");
    }
    values.formats = statement.parameter_formats;
    protocol::Encoder(out_).bind(portal, statement.name, values, statement.result_formats);
}

void Connection::sync(Operation& op) {
    protocol::Encoder(out_).sync();
    op.synced = true;
}

void Connection::encode_execute(Operation& op) {
    op.prepared = prepare(*op.statement, op.retried);
    if (!op.text_columns.empty()) op.prepared->result_formats = op.text_columns;
    // Those that share the Sync of BEGIN are answered one by one nevertheless.
    if (op.grouped && op.transaction && grouped_ != 0) protocol::Encoder(out_).flush();
    prepare_companions(op);
    encode_prologue(op);
    encode_parse(op, true);
    encode_bind(*op.prepared, {}, op.parameters);
    protocol::Encoder(out_).execute({});
    ++op.binds;
    ++op.executes;
    encode_companion(op, op.end);
    if (op.grouped) return join_group(op);
    sync(op);
}

void Connection::encode_control(Operation& op) {
    op.prepared = prepare_control(op.text);
    encode_prologue(op);
    encode_parse(op, false);
    encode_bind(*op.prepared, {}, nullptr);
    protocol::Encoder(out_).execute({});
    ++op.binds;
    ++op.executes;
    sync(op);
}

void Connection::encode_many(Operation& op) {
    op.prepared = prepare(*op.statement, op.retried);
    prepare_companions(op);
    encode_prologue(op);
    encode_parse(op, true);
    many_ = &op;
    encode_sets();
}

// The data follows the COPY without waiting for the server to ask for it: if it refuses, it reads over the data.
void Connection::encode_copy(Operation& op) {
    op.prepared = prepare_control(op.text);
    prepare_companions(op);
    encode_prologue(op);
    encode_parse(op, false);
    encode_bind(*op.prepared, {}, nullptr);
    protocol::Encoder encoder(out_);
    encoder.execute({});
    ++op.binds;
    ++op.executes;
    encoder.copy_header();
    many_ = &op;
    encode_sets();
}

// False: there are no more.
bool Connection::encode_rows(Operation& op) {
    protocol::CopyRows rows(out_);
    bool more = true;
    while (rows.size() < copy_message) {
        set_.clear();
        more = op.source->next(set_);
        if (!more) break;
        rows.add({set_.bytes(), set_.count(), {}, true});
    }
    rows.finish();
    return more;
}

// False: there is none.
bool Connection::encode_set(Operation& op) {
    set_.clear();
    if (!op.source->next(set_)) return false;
    const std::size_t mark = out_.size();
    try {
        encode_bind(*op.prepared, {}, &set_);
        protocol::Encoder(out_).execute({});
        ++op.binds;
        ++op.executes;
    } catch (...) {
        out_.truncate(mark);
        throw;
    }
    return true;
}

void Connection::encode_sets() {
    Operation& op = *many_;
    const bool copying = op.kind == Operation::Kind::copy_in;
    try {
        bool more = true;
        while (more && out_.size() < rows_window) more = copying ? encode_rows(op) : encode_set(op);
        if (!more) end_sets(false);
        return;
    } catch (const protocol::EncodeError& error) {
        op.error = refused(error.what());
    } catch (...) {
        op.error = std::current_exception();
    }
    end_sets(true);
}

void Connection::end_sets(bool fail) {
    Operation& op = *many_;
    const bool copying = op.kind == Operation::Kind::copy_in;
    protocol::Encoder encoder(out_);
    if (fail) {
        if (copying) {
            encoder.copy_fail("the rows came to an end before their time");
        } else {
            encoder.execute(no_portal);
        }
        op.poisoned = true;
    } else if (!op.failure) {
        if (copying) {
            encoder.copy_trailer();
            encoder.copy_done();
        }
        encode_companion(op, op.end);
    }
    sync(op);
    many_ = nullptr;
}

void Connection::encode_fetch(Operation& op) {
    const std::shared_ptr<CursorState>& cursor = op.cursor;
    protocol::Encoder encoder(out_);
    switch (cursor->stage) {
        case CursorState::Stage::lost:
            throw ResourceClosedError("the cursor lost rows when a fetch was given up: it can't go on");
        case CursorState::Stage::ended:
            if (cursor->description) op.answer.rows = std::make_shared<RowBuffer>(cursor->description);
            return;
        case CursorState::Stage::open: op.prepared = cursor->prepared; break;
        case CursorState::Stage::fresh: {
            op.prepared = prepare(cursor->text, op.retried);
            if (!op.text_columns.empty()) op.prepared->result_formats = op.text_columns;
            op.begin.text = cursor->begin;
            op.setup.text = cursor->setup;
            prepare_companions(op);
            encode_prologue(op);
            encode_parse(op, true);
            std::string portal;
            if (op.count != 0) portal.append("c").append(std::to_string(++last_portal_));
            encode_bind(*op.prepared, portal, &cursor->parameters);
            ++op.binds;
            op.opens = true;
            cursor->portal = std::move(portal);
            cursor->prepared = op.prepared;
            cursor->stage = CursorState::Stage::open;
            cursor->holds_session = op.count != 0 && !op.begin.prepared && !op.transaction &&
                                    status_.load(std::memory_order_relaxed) == azoth::TransactionStatus::idle;
            if (cursor->holds_session) holder_ = cursor;
            break;
        }
    }
    encoder.execute(cursor->portal, row_limit(op.count));
    ++op.executes;
    if (cursor->holds_session && op.count != 0) {
        encoder.flush();
    } else {
        sync(op);
    }
}

void Connection::encode_close(Operation& op) {
    if (op.cursor->stage != CursorState::Stage::open) return;
    encode_prologue(op);
    protocol::Encoder(out_).close_portal(op.cursor->portal);
    ++op.closes;
    sync(op);
}

}  // namespace azoth::postgresql
