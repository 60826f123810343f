#include "postgresql/pipeline/writer.hpp"

#include "postgresql/errors.hpp"
#include "postgresql/protocol/protocol_error.hpp"
#include <azoth/types/array_codec.hpp>
#include <azoth/types/number_codecs.hpp>

#include <string>
#include <utility>
#include <variant>

namespace azoth::postgresql::pipeline {
namespace {

// Maximum number of requests with one Sync. Bounds the time for which they share a transaction and its locks.
constexpr std::size_t most_grouped = 64;

}  // namespace

void Writer::clear() noexcept {
    out_.clear();
    grouped_ = 0;
    source_ = nullptr;
}

bool Writer::write(Request& request, bool first) {
    const std::size_t mark = out_.size();
    request.attempt.sent_at = sent_ + mark;
    first_ = first;
    closes_dropped_ = false;
    try {
        std::visit([&](const auto& kind) { write_kind(request, kind); }, request.kind);
        // Rows for which there was no room are encoded later.
        if (out_.size() == mark && source_ != &request) return false;
        if (closes_dropped_) {
            statements_.closed();
            dropped_portals_.clear();
        }
        statements_.sent(request);
        return true;
    } catch (const protocol::EncodeError& error) {
        request.error = refused(error.what());
    } catch (...) {
        request.error = std::current_exception();
    }
    undo(request, mark);
    return false;
}

void Writer::undo(Request& request, std::size_t mark) noexcept {
    out_.truncate(mark);
    if (source_ == &request) source_ = nullptr;
    transaction_.give_begin_back(request);
    statements_.not_sent(request);
}

void Writer::write_sync(Request& request) {
    protocol::Encoder(out_).sync();
    ++syncs_;
    request.attempt.sync = request.attempt.sync == Sync::shared ? Sync::ends_group : Sync::own;
}

void Writer::end_group(Request& last) {
    if (grouped_ == 0) return;
    grouped_ = 0;
    write_sync(last);
}

void Writer::refuse_copy(Request& request) {
    protocol::Encoder(out_).copy_fail("COPY cannot be executed as a statement");
    if (&request == source_) return end_rows(false);
    write_sync(request);
}

void Writer::prepare_attached(Request& request) {
    transaction_.take_begin(request, first_);
    for (AttachedStatement* const attached : request.attached()) {
        if (!attached->text.empty()) attached->prepared = statements_.find_control(attached->text);
    }
}

// Writes what precedes a request: Close messages for evicted statements, and BEGIN. Statements were looked up before,
// so those that they evicted are closed, too.
void Writer::write_prologue(Request& request) {
    protocol::Encoder encoder(out_);
    // After a failed read, the server would skip the Close messages.
    if (grouped_ == 0) {
        request.attempt.replies.closes += statements_.write_closes(encoder);
        for (const std::string& name : dropped_portals_) encoder.close_portal(name);
        request.attempt.replies.closes += static_cast<std::uint32_t>(dropped_portals_.size());
        closes_dropped_ = true;
    }
    for (AttachedStatement* const attached : {&request.rollback, &request.begin, &request.setup}) {
        if (attached->prepared) write_attached(request, *attached);
    }
}

// A name that the server already has, from an earlier statement or, behind a pooler, from another program, is closed
// first, because Parse would fail.
void Writer::write_replacement(Request& request, const PreparedStatement& statement) {
    if (statement.name.empty()) return;
    protocol::Encoder(out_).close_statement(statement.name);
    ++request.attempt.replies.closes;
}

void Writer::write_attached(Request& request, AttachedStatement& attached) {
    protocol::Encoder encoder(out_);
    PreparedStatement& statement = *attached.prepared;
    if (!statement.parse_sent) {
        attached.awaits_parse = true;
        write_replacement(request, statement);
        encoder.parse(statement.name, statement.sql);
        statement.parse_sent = true;
    }
    encoder.bind({}, statement.name, {});
    encoder.execute({});
    attached.awaits_complete = true;
    ++request.attempt.replies.binds;
    ++request.attempt.replies.executes;
}

void Writer::write_parse(Request& request, bool describe) {
    PreparedStatement& statement = *request.attempt.prepared;
    protocol::Encoder encoder(out_);
    if (!statement.parse_sent) {
        request.attempt.replies.parse = true;
        write_replacement(request, statement);
        encoder.parse(statement.name, statement.sql, statement.parameter_types);
        statement.parse_sent = true;
    }
    // After a failure the server skips a Describe up to the Sync. If it has an older statement of this name, statements
    // after another Sync must not depend on that Describe.
    const bool must_ask = statement.replaces && !statement.described && statement.described_with != syncs_;
    if (describe && (!statement.describe_sent || must_ask)) {
        statement.described_with = syncs_;
        request.attempt.replies.describe = true;
        encoder.describe_statement(statement.name);
        statement.describe_sent = true;
    }
}

void Writer::write_bind(Request& request, std::string_view portal, const ParameterBuffer* parameters) {
    const PreparedStatement& statement = *request.attempt.prepared;
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
    ++request.attempt.replies.binds;
}

void Writer::write_execute(Request& request, std::string_view portal, std::uint32_t limit) {
    protocol::Encoder(out_).execute(portal, limit);
    ++request.attempt.replies.executes;
}

void Writer::write_statement(Request& request, const ParameterBuffer* parameters) {
    write_bind(request, {}, parameters);
    write_execute(request);
}

void Writer::write_kind(Request& request, const Execute& execute) {
    Attempt& attempt = request.attempt;
    attempt.prepared = statements_.find(*execute.statement, request.is_second_attempt);
    if (!request.text_formats.empty()) attempt.prepared->result_formats = request.text_formats;
    // Requests that share the Sync of BEGIN are still answered one by one.
    if (attempt.is_grouped() && request.transaction && grouped_ != 0) protocol::Encoder(out_).flush();
    prepare_attached(request);
    write_prologue(request);
    write_parse(request, true);
    write_statement(request, execute.parameters);
    if (request.end.prepared) write_attached(request, request.end);
    if (!attempt.is_grouped()) return write_sync(request);
    if (++grouped_ == most_grouped) end_group(request);
}

void Writer::write_kind(Request& request, const Control& control) {
    request.attempt.prepared = statements_.find_control(control.text);
    write_prologue(request);
    write_parse(request, false);
    write_statement(request, nullptr);
    write_sync(request);
}

// A type query that cannot be encoded becomes a Sync alone: the types stay unknown.
void Writer::write_kind(Request& request, const TypeQuestion& question) {
    const std::size_t mark = out_.size();
    try {
        const StatementText text = type_query(server_version_);
        ParameterBuffer parameters;
        parameters.add(question.types, text.parameter_types.front());
        request.attempt.prepared = new PreparedStatement({}, text.sql, text.parameter_types);
        write_parse(request, true);
        write_statement(request, &parameters);
    } catch (...) {
        out_.truncate(mark);
        request.attempt.replies = {};
    }
    write_sync(request);
}

}  // namespace azoth::postgresql::pipeline
