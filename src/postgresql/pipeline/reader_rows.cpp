#include "postgresql/pipeline/reader.hpp"
#include "postgresql/protocol/protocol_error.hpp"
#include <azoth/types/text_codecs.hpp>

#include <algorithm>
#include <string>
#include <utility>

// The part of Reader that receives rows and their descriptions, within limits.
namespace azoth::postgresql::pipeline {
namespace {

using protocol::ProtocolError;

// PostgreSQL's rows have at most 1,664. Each prepared statement keeps its description.
constexpr std::size_t most_columns = 4096;

// Rows of a stopped request that are kept.
constexpr std::size_t late_bytes = std::size_t{64} << 10;

// Results of azoth's own catalogue queries are small, and are kept independent of the limit for the user's results.
constexpr std::size_t catalog_bytes = std::size_t{16} << 20;

}  // namespace

// If a stopped request has many rows, they are discarded as they arrive, however long the server takes to stop. A small
// answer is kept: if the statement was completed before it could be stopped, the answer is delivered.
bool Reader::keeps_rows_of(const Request& head) const noexcept {
    if (head.is<TypeQuestion>()) return true;
    if (!head.caller || !head.has_rows() || head.attempt.rows_discarded) return false;
    if (head.stop == Stop::none) return true;
    return !head.is<CopyOut>() && rows_.held_bytes() <= late_bytes;
}

void Reader::discard_row(Request& head) noexcept {
    if (head.attempt.rows_discarded || head.stop == Stop::none) return;
    head.attempt.rows_discarded = true;
    rows_.clear();
}

bool Reader::is_too_large(Request& head) {
    const std::size_t bytes = rows_.held_bytes();
    if (bytes <= limits_.result_bytes) return false;
    if (head.is<TypeQuestion>()) {
        if (bytes <= std::max(limits_.result_bytes, catalog_bytes)) return false;
        throw ProtocolError("the server described types with more than " + std::to_string(catalog_bytes) + " bytes");
    }
    head.attempt.rows_discarded = true;
    rows_.clear();
    return true;
}

Reader::Event Reader::read_row(Request& head, const protocol::Message& message) {
    if (!head.is_executing() || head.executes_attached() || head.is<CopyOut>()) {
        throw ProtocolError("the server sent an unexpected " + protocol::describe(message.type));
    }
    const auto* const description = head.attempt.prepared->description.get();
    if (description == nullptr) {
        read_undescribed_row(head);
        return Event::nothing;
    }
    protocol::validate_data_row(message.body, description->columns.size());
    if (!keeps_rows_of(head)) {
        discard_row(head);
        return Event::nothing;
    }
    if (const std::size_t count = head.count(); count != 0 && rows_.size() >= count) {
        throw ProtocolError("the server sent more rows than the " + std::to_string(count) + " asked for");
    }
    rows_.add(message.body, decoder_.slab());
    return is_too_large(head) ? Event::too_large : Event::nothing;
}

// Rows of a control statement, or of one whose description was lost with the request that asked for it.
void Reader::read_undescribed_row(Request& head) {
    if (!head.has_rows() || head.attempt.failure) return;
    head.attempt.prepared->describe_sent = false;
    head.attempt.failure = std::make_unique<Diagnostics>();
    head.attempt.failure->message = "the server sent rows without a description";
    head.attempt.failure->sqlstate = "XX000";
    head.attempt.failure->outcome = Outcome::unknown;
}

// A message contains one row. The header precedes the first row, the trailer follows the last.
Reader::Event Reader::read_copied_row(Request& head, CopyOut& copy, std::span<const std::byte> body) {
    const auto* const description = head.attempt.prepared->description.get();
    if (description == nullptr || copy.stage == CopyOut::Stage::ended) {
        throw ProtocolError("the server sent rows of a COPY that was not requested");
    }
    if (copy.stage == CopyOut::Stage::header) {
        body = protocol::behind_copy_header(body);
        copy.stage = CopyOut::Stage::rows;
        if (body.empty()) return Event::nothing;
    }
    if (protocol::is_copy_trailer(body)) {
        copy.stage = CopyOut::Stage::ended;
        return Event::nothing;
    }
    protocol::validate_data_row(body, description->columns.size());
    if (!keeps_rows_of(head)) {
        discard_row(head);
        return Event::nothing;
    }
    rows_.add(body, decoder_.slab());
    return is_too_large(head) ? Event::too_large : Event::nothing;
}

void Reader::read_description(Request& head, std::span<const std::byte> body) {
    PreparedStatement& statement = *head.attempt.prepared;
    head.attempt.replies.describe = false;
    if (std::exchange(statement.described, true)) return;
    protocol::parse_row_description(body, fields_);
    if (fields_.size() > most_columns) {
        throw ProtocolError("the server described " + std::to_string(fields_.size()) +
                            " columns; azoth reads at most " + std::to_string(most_columns));
    }
    auto description = std::make_shared<RowDescription>();
    description->columns.reserve(fields_.size());
    const bool known = statement.columns.size() == fields_.size();
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        const protocol::FieldDescription& field = fields_[i];
        if (!detail::is_storable_text(field.name)) throw ProtocolError("the name of a column is not UTF-8");
        ColumnDescription& column = description->columns.emplace_back();
        column.name = field.name;
        column.format = statement.gives_text(i) ? oid::text : field.type_oid;
        if (known) column.type = statement.columns[i].type;
        column.table = field.table_oid;
        column.attribute = field.attribute_number;
    }
    statement.is_plain = std::ranges::all_of(description->columns, [](const ColumnDescription& column) {
        return is_plain(column.format) && !is_row(column.format);
    });
    statement.description = std::move(description);
    statement.columns = {};
}

}  // namespace azoth::postgresql::pipeline
