#include "message.hpp"

#include <algorithm>
#include <string_view>

namespace azoth::postgresql::protocol {
namespace {

// 1,664 columns, PostgreSQL's maximum, with the longest names need less than half of it, as do 65,535 parameters.
constexpr std::size_t max_description = 1024 * 1024;

// Payloads of notifications have 8,000 bytes at most, and COPY responses two bytes a column.
constexpr std::size_t max_short = 64 * 1024;

std::string_view name_of(MessageType type) noexcept {
    switch (type) {
        case MessageType::authentication: return "Authentication";
        case MessageType::backend_key_data: return "BackendKeyData";
        case MessageType::bind_complete: return "BindComplete";
        case MessageType::close_complete: return "CloseComplete";
        case MessageType::command_complete: return "CommandComplete";
        case MessageType::copy_both_response: return "CopyBothResponse";
        case MessageType::copy_data: return "CopyData";
        case MessageType::copy_done: return "CopyDone";
        case MessageType::copy_in_response: return "CopyInResponse";
        case MessageType::copy_out_response: return "CopyOutResponse";
        case MessageType::data_row: return "DataRow";
        case MessageType::empty_query_response: return "EmptyQueryResponse";
        case MessageType::error_response: return "ErrorResponse";
        case MessageType::function_call_response: return "FunctionCallResponse";
        case MessageType::negotiate_protocol_version: return "NegotiateProtocolVersion";
        case MessageType::no_data: return "NoData";
        case MessageType::notice_response: return "NoticeResponse";
        case MessageType::notification_response: return "NotificationResponse";
        case MessageType::parameter_description: return "ParameterDescription";
        case MessageType::parameter_status: return "ParameterStatus";
        case MessageType::parse_complete: return "ParseComplete";
        case MessageType::portal_suspended: return "PortalSuspended";
        case MessageType::ready_for_query: return "ReadyForQuery";
        case MessageType::row_description: return "RowDescription";
    }
    return {};
}

}  // namespace

bool is_known(MessageType type) noexcept { return !name_of(type).empty(); }

std::size_t message_limit(MessageType type, std::size_t max_length) noexcept {
    switch (type) {
        // An error may contain a value or a statement.
        case MessageType::copy_data:
        case MessageType::data_row:
        case MessageType::error_response:
        case MessageType::notice_response: return max_length;
        case MessageType::parameter_description:
        case MessageType::row_description: return std::min(max_length, max_description);
        default: return std::min(max_length, max_short);
    }
}

std::string describe(MessageType type) {
    const std::string_view name = name_of(type);
    if (name.empty()) {
        constexpr std::string_view digits = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(type);
        return std::string("message 0x") + digits[byte >> 4] + digits[byte & 15];
    }
    std::string text(name);
    text += " ('";
    text += static_cast<char>(type);
    text += "')";
    return text;
}

}  // namespace azoth::postgresql::protocol
