#include "postgresql/pipeline/reader.hpp"

#include "postgresql/errors.hpp"
#include "postgresql/pipeline/outcome.hpp"
#include "postgresql/pipeline/text_formats.hpp"
#include "postgresql/protocol/protocol_error.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace azoth::postgresql::pipeline {
namespace {

using protocol::Message;
using protocol::MessageType;
using protocol::ProtocolError;

[[noreturn]] void unexpected(const Message& message) {
    throw ProtocolError("the server sent an unexpected " + protocol::describe(message.type));
}

TransactionStatus to_status(protocol::TransactionStatus status) noexcept {
    switch (status) {
        case protocol::TransactionStatus::in_transaction: return TransactionStatus::active;
        case protocol::TransactionStatus::failed: return TransactionStatus::failed;
        case protocol::TransactionStatus::idle: break;
    }
    return TransactionStatus::idle;
}

// Whether the statement does not exist, or was planned for tables or types that have changed. The name of the server
// function in the report distinguishes this from other features that PostgreSQL does not have; the message may be
// translated, except for internal errors.
bool is_stale(const protocol::ServerReport& report) noexcept {
    return report.code == "26000" || (report.code == "0A000" && report.routine == "RevalidateCachedQuery") ||
           (report.code == "42704" && report.routine == "lookup_type_cache") ||
           (report.code == "XX000" && report.message.starts_with("cache lookup failed for type "));
}

void end_execution(Request& head, const Message& message) {
    if (!head.is_executing()) unexpected(message);
    --head.attempt.replies.executes;
}

std::unique_ptr<Diagnostics> copy_refused() {
    auto d = std::make_unique<Diagnostics>();
    d->severity = "ERROR";
    d->sqlstate = "0A000";
    d->message = "COPY from or to the client can't be executed as a statement";
    d->outcome = Outcome::rolled_back;
    return d;
}

protocol::DecoderOptions decoder_options(std::size_t max_message_bytes) noexcept {
    protocol::DecoderOptions options;
    options.max_message_length = std::min(options.max_message_length, max_message_bytes);
    return options;
}

}  // namespace

Reader::Reader(const Limits& limits, bool keeps_notices, const Transaction& transaction, const TypeQuestions& types)
    : limits_(limits),
      transaction_(transaction),
      types_(types),
      decoder_(decoder_options(limits.message_bytes)),
      notices_(keeps_notices, limits.notice_bytes) {}

// The fast path: valid rows, which need no further checks. Other messages and invalid rows are processed by read().
bool Reader::read_rows(Request& head) {
    if (!head.is_executing() || head.executes_attached() || head.attempt.prepared->description == nullptr) return false;
    const auto* const copy = head.get<CopyOut>();
    if (copy != nullptr && copy->stage != CopyOut::Stage::rows) return false;
    const MessageType type = copy != nullptr ? MessageType::copy_data : MessageType::data_row;
    const std::size_t fields = head.attempt.prepared->description->columns.size();
    std::size_t most = std::numeric_limits<std::size_t>::max();
    if (!keeps_rows_of(head)) {
        decoder_.take_rows(type, fields, most, [&](std::span<const std::byte>) { discard_row(head); });
        return false;
    }
    if (const std::size_t count = head.count(); count != 0) most = count - std::min(count, rows_.size());
    const auto keep = [this](std::span<const std::byte> body) { rows_.add(body, decoder_.slab()); };
    decoder_.take_rows(type, fields, most, keep);
    return is_too_large(head);
}

Reader::Event Reader::read(Request* head) {
    const auto message = decoder_.next();
    if (!message) return Event::none;
    if (read_any_time(*message)) return Event::nothing;
    if (head != nullptr) return read_answer(*head, *message);
    if (message->type != MessageType::error_response) unexpected(*message);
    keep_fatal(protocol::parse_error_response(message->body));
    return Event::nothing;
}

bool Reader::read_any_time(const Message& message) {
    switch (message.type) {
        case MessageType::notice_response:
            if (notices_.are_wanted()) notices_.keep(protocol::parse_notice_response(message.body));
            return true;
        case MessageType::notification_response: {
            const auto received = protocol::parse_notification_response(message.body);
            if (listening_) {
                notifications_.push_back(
                    {std::string(received.channel), std::string(received.payload), received.process_id});
            }
            return true;
        }
        case MessageType::parameter_status: {
            const auto parameter = protocol::parse_parameter_status(message.body);
            if (parameter.name == "client_encoding" && parameter.value != "UTF8") {
                throw ProtocolError("client_encoding was changed to " + std::string(parameter.value) +
                                    "; azoth supports only UTF8");
            }
            return true;
        }
        default: return false;
    }
}

Reader::Event Reader::read_answer(Request& head, const Message& message) {
    Attempt& attempt = head.attempt;
    Replies& owed = attempt.replies;
    switch (message.type) {
        case MessageType::data_row: return read_row(head, message);
        case MessageType::parse_complete: read_parse_complete(head, message); return Event::nothing;
        case MessageType::bind_complete:
            protocol::require_empty(message);
            if (owed.binds == 0) unexpected(message);
            --owed.binds;
            if (!head.awaits_attached()) attempt.ran = true;
            return Event::nothing;
        case MessageType::close_complete:
            if (owed.closes == 0) unexpected(message);
            --owed.closes;
            return Event::nothing;
        case MessageType::parameter_description:
            if (!owed.describe) unexpected(message);
            return Event::nothing;
        case MessageType::row_description:
            if (!owed.describe) unexpected(message);
            read_description(head, message.body);
            return Event::nothing;
        case MessageType::no_data:
            if (!owed.describe) unexpected(message);
            owed.describe = false;
            head.attempt.prepared->described = true;
            return Event::nothing;
        case MessageType::command_complete: end_execution(head, message); return read_complete(head, message.body);
        case MessageType::empty_query_response: end_execution(head, message); return Event::ended;
        case MessageType::portal_suspended:
            end_execution(head, message);
            if (!head.is<Fetch>()) throw ProtocolError("the server suspended a portal that has no limit");
            head.answer.row_count = static_cast<std::int64_t>(rows_.size());
            return Event::suspended;
        case MessageType::error_response: read_error(head, message.body); return Event::failed;
        case MessageType::ready_for_query:
            status_ = to_status(protocol::parse_ready_for_query(message.body));
            return Event::ready;
        case MessageType::copy_in_response:
            if (attempt.failure || !head.is_executing()) unexpected(message);
            if (!head.is<CopyIn>()) {
                attempt.failure = copy_refused();
                return Event::awaits_copy_data;
            }
            if (protocol::parse_copy_response(message).format != protocol::Format::binary) unexpected(message);
            return Event::nothing;
        case MessageType::copy_out_response: read_copy_response(head, message); return Event::nothing;
        case MessageType::copy_data: {
            if (attempt.failure) return Event::nothing;
            auto* const copy = head.get<CopyOut>();
            if (copy == nullptr || !head.is_executing()) unexpected(message);
            return read_copied_row(head, *copy, message.body);
        }
        case MessageType::copy_done: {
            const auto* const copy = head.get<CopyOut>();
            const bool ended = copy != nullptr && copy->stage == CopyOut::Stage::ended;
            if (!attempt.failure && !ended) unexpected(message);
            return Event::nothing;
        }
        default: unexpected(message);
    }
}

void Reader::read_parse_complete(Request& head, const Message& message) {
    protocol::require_empty(message);
    // In the order of sending.
    for (bool* const expected : {&head.rollback.awaits_parse, &head.begin.awaits_parse, &head.setup.awaits_parse,
                                 &head.attempt.replies.parse, &head.end.awaits_parse}) {
        if (std::exchange(*expected, false)) return;
    }
    unexpected(message);
}

Reader::Event Reader::read_complete(Request& head, std::span<const std::byte> body) {
    const auto complete = protocol::parse_command_complete(body);
    if (std::exchange(head.rollback.awaits_complete, false)) return Event::attached_completed;
    if (std::exchange(head.begin.awaits_complete, false)) return Event::begin_completed;
    if (std::exchange(head.setup.awaits_complete, false)) return Event::attached_completed;
    if (head.attempt.replies.executes == 0 && std::exchange(head.end.awaits_complete, false)) {
        return Event::attached_completed;
    }
    Answer& answer = head.answer;
    const auto rows = complete.rows ? static_cast<std::int64_t>(*complete.rows) : std::int64_t{-1};
    if (!head.is<ExecuteMany>()) {
        answer.row_count = rows;
    } else if (answer.row_count >= 0) {
        answer.row_count = rows < 0 ? rows : answer.row_count + rows;
    }
    answer.tag = complete.tag;
    tag_ = complete.tag;
    return Event::completed;
}

void Reader::read_copy_response(Request& head, const Message& message) {
    if (head.attempt.failure || !head.is_executing()) unexpected(message);
    if (!head.is<CopyOut>()) {
        head.attempt.failure = copy_refused();
    } else if (protocol::parse_copy_response(message).format != protocol::Format::binary) {
        unexpected(message);
    }
}

void Reader::keep_fatal(const protocol::ServerReport& report) {
    fatal_ = std::make_unique<Diagnostics>(diagnostics_of(report, limits_.notice_bytes));
}

void Reader::read_error(Request& head, std::span<const std::byte> body) {
    const auto report = protocol::parse_error_response(body);
    Attempt& attempt = head.attempt;
    if (!attempt.failure) {
        attempt.failure = std::make_unique<Diagnostics>(diagnostics_of(report, limits_.notice_bytes));
        const bool ran = attempt.ran || (head.is_executing() && !head.awaits_attached());
        attempt.failure->outcome = ran ? outcome_of_failed(head, transaction_.status()) : Outcome::not_executed;
        // During execution, the same codes can have other reasons.
        attempt.stale = !ran && is_stale(report);
        attempt.ran = ran;
        if (report.routine == "getTypeBinaryOutputInfo") ask_for_text(head, *types_.table());
        if (report.routine == "PortalSetResultFormat" && attempt.prepared && attempt.prepared->description) {
            attempt.failure->sqlstate = "22000";
            attempt.failure->message =
                "the rows have " + std::to_string(attempt.prepared->description->columns.size()) + " columns where " +
                std::to_string(attempt.prepared->result_formats.size()) + " are expected";
        }
    }
    if (is_fatal(report)) keep_fatal(report);
}

}  // namespace azoth::postgresql::pipeline
