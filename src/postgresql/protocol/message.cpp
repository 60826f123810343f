#include "message.hpp"

#include <string_view>

namespace azoth::postgresql::protocol {
namespace {

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

bool may_be_long(MessageType type) noexcept {
    switch (type) {
        case MessageType::copy_data:
        case MessageType::data_row:
        case MessageType::error_response:
        case MessageType::function_call_response:
        case MessageType::notice_response:
        case MessageType::notification_response:
        case MessageType::parameter_description:
        case MessageType::row_description: return true;
        default: return false;
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
