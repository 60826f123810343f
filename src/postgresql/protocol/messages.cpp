#include "messages.hpp"

#include "big_endian.hpp"
#include "body_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string>
#include <system_error>

namespace azoth::postgresql::protocol {
namespace {

// Parses all of `text` as a number. std::from_chars accepts neither signs nor blanks for an unsigned type.
template <std::unsigned_integral Unsigned>
std::optional<Unsigned> to_number(std::string_view text) noexcept {
    Unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

// An error with a malformed number is still worth reporting.
std::uint32_t number_or_zero(std::string_view text) noexcept { return to_number<std::uint32_t>(text).value_or(0); }

ServerReport parse_report(MessageType type, std::span<const std::byte> body) {
    BodyReader reader(type, body);
    ServerReport report;
    while (const char kind = static_cast<char>(reader.integer<std::uint8_t>())) {
        const std::string_view text = reader.string();
        switch (kind) {
            case 'S': report.localized_severity = text; break;
            case 'V': report.severity = text; break;
            case 'C': report.code = text; break;
            case 'M': report.message = text; break;
            case 'D': report.detail = text; break;
            case 'H': report.hint = text; break;
            case 'P': report.position = number_or_zero(text); break;
            case 'p': report.internal_position = number_or_zero(text); break;
            case 'q': report.internal_query = text; break;
            case 'W': report.where = text; break;
            case 's': report.schema = text; break;
            case 't': report.table = text; break;
            case 'c': report.column = text; break;
            case 'd': report.data_type = text; break;
            case 'n': report.constraint = text; break;
            case 'F': report.file = text; break;
            case 'L': report.line = number_or_zero(text); break;
            case 'R': report.routine = text; break;
            default: break;
        }
    }
    reader.finish();
    if (report.severity.empty()) {
        report.severity = report.localized_severity;
    }
    return report;
}

}  // namespace

void parse_row_description(std::span<const std::byte> body, std::vector<FieldDescription>& fields) {
    constexpr std::size_t minimal_field = 1 + 4 + 2 + 4 + 2 + 4 + 2;
    BodyReader reader(MessageType::row_description, body);
    fields.resize(reader.count(minimal_field));
    for (FieldDescription& field : fields) {
        field.name = reader.string();
        field.table_oid = reader.integer<std::uint32_t>();
        field.attribute_number = reader.integer<std::int16_t>();
        field.type_oid = reader.integer<std::uint32_t>();
        field.type_size = reader.integer<std::int16_t>();
        field.type_modifier = reader.integer<std::int32_t>();
        field.format = reader.format();
    }
    reader.finish();
}

void validate_data_row(std::span<const std::byte> body, std::size_t expected_fields) {
    BodyReader reader(MessageType::data_row, body);
    const std::size_t fields = reader.integer<std::uint16_t>();
    if (fields != expected_fields) {
        reader.fail(std::to_string(fields) + " fields where " + std::to_string(expected_fields) + " were described");
    }
    const std::byte* at = body.data() + sizeof(std::uint16_t);
    std::size_t left = body.size() - sizeof(std::uint16_t);
    for (std::size_t i = 0; i < fields; ++i) {
        if (left < sizeof(std::int32_t)) {
            reader.fail("cut before field " + std::to_string(i + 1));
        }
        const auto length = load_big_endian<std::int32_t>(at);
        at += sizeof(std::int32_t);
        left -= sizeof(std::int32_t);
        if (length == -1) {
            continue;
        }
        if (length < 0 || static_cast<std::size_t>(length) > left) {
            reader.fail("field " + std::to_string(i + 1) + " has a length of " + std::to_string(length) + " where " +
                        std::to_string(left) + " bytes are left");
        }
        at += length;
        left -= static_cast<std::size_t>(length);
    }
    if (left != 0) {
        reader.fail(std::to_string(left) + " bytes too many");
    }
}

CommandComplete parse_command_complete(std::span<const std::byte> body) {
    constexpr std::array<std::string_view, 8> counted = {"INSERT", "UPDATE", "DELETE", "SELECT",
                                                         "MERGE",  "FETCH",  "MOVE",   "COPY"};
    BodyReader reader(MessageType::command_complete, body);
    CommandComplete complete;
    complete.tag = reader.string();
    reader.finish();
    if (complete.tag.empty()) {
        reader.fail("an empty tag");
    }

    const std::size_t blank = complete.tag.find(' ');
    if (blank == std::string_view::npos ||
        std::find(counted.begin(), counted.end(), complete.tag.substr(0, blank)) == counted.end()) {
        return complete;
    }
    std::string_view rows = complete.tag.substr(blank + 1);
    if (complete.is("INSERT")) {
        // Between them is an OID, which is always 0 since PostgreSQL 12.
        const std::size_t second = rows.find(' ');
        if (second == std::string_view::npos || !to_number<std::uint32_t>(rows.substr(0, second))) {
            reader.fail("the tag \"" + std::string(complete.tag) + "\" has no valid row count");
        }
        rows.remove_prefix(second + 1);
    }
    complete.rows = to_number<std::uint64_t>(rows);
    if (!complete.rows) {
        reader.fail("the tag \"" + std::string(complete.tag) + "\" has no valid row count");
    }
    return complete;
}

ServerReport parse_error_response(std::span<const std::byte> body) {
    return parse_report(MessageType::error_response, body);
}

ServerReport parse_notice_response(std::span<const std::byte> body) {
    return parse_report(MessageType::notice_response, body);
}

TransactionStatus parse_ready_for_query(std::span<const std::byte> body) {
    BodyReader reader(MessageType::ready_for_query, body);
    const auto status = static_cast<TransactionStatus>(static_cast<char>(reader.integer<std::uint8_t>()));
    reader.finish();
    switch (status) {
        case TransactionStatus::idle:
        case TransactionStatus::in_transaction:
        case TransactionStatus::failed: return status;
    }
    reader.fail("an unknown transaction status");
}

ParameterStatus parse_parameter_status(std::span<const std::byte> body) {
    BodyReader reader(MessageType::parameter_status, body);
    ParameterStatus status;
    status.name = reader.string();
    status.value = reader.string();
    reader.finish();
    return status;
}

NotificationResponse parse_notification_response(std::span<const std::byte> body) {
    BodyReader reader(MessageType::notification_response, body);
    NotificationResponse notification;
    notification.process_id = reader.integer<std::int32_t>();
    notification.channel = reader.string();
    notification.payload = reader.string();
    reader.finish();
    return notification;
}

CopyResponse parse_copy_response(const Message& message) {
    BodyReader reader(message.type, message.body);
    const auto overall = reader.integer<std::uint8_t>();
    if (overall > 1) {
        reader.fail("unknown format " + std::to_string(overall));
    }
    CopyResponse response;
    response.format = static_cast<Format>(overall);
    response.columns = reader.count(sizeof(std::int16_t));
    for (std::size_t i = 0; i < response.columns; ++i) {
        if (reader.format() != response.format) {
            reader.fail("a column in another format than the whole");
        }
    }
    reader.finish();
    return response;
}

std::span<const std::byte> behind_copy_header(std::span<const std::byte> body) {
    constexpr std::uint32_t critical = 0xffff0000;
    BodyReader reader(MessageType::copy_data, body);
    const std::span<const std::byte> signature = reader.bytes(copy_signature.size());
    if (std::memcmp(signature.data(), copy_signature.data(), signature.size()) != 0) {
        reader.fail("not in the binary format of COPY");
    }
    if ((reader.integer<std::uint32_t>() & critical) != 0) reader.fail("flags of a COPY that change its format");
    const auto extension = reader.integer<std::uint32_t>();
    static_cast<void>(reader.bytes(extension));
    return reader.bytes(reader.left());
}

bool is_copy_trailer(std::span<const std::byte> body) noexcept {
    return body.size() == 2 && load_big_endian<std::int16_t>(body.data()) == -1;
}

void require_empty(const Message& message) { BodyReader(message.type, message.body).finish(); }

}  // namespace azoth::postgresql::protocol
