#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace azoth::postgresql::protocol {

/// The first byte of every message the server sends.
enum class MessageType : char {
    authentication = 'R',
    backend_key_data = 'K',
    bind_complete = '2',
    close_complete = '3',
    command_complete = 'C',
    copy_both_response = 'W',
    copy_data = 'd',
    copy_done = 'c',
    copy_in_response = 'G',
    copy_out_response = 'H',
    data_row = 'D',
    empty_query_response = 'I',
    error_response = 'E',
    function_call_response = 'V',
    negotiate_protocol_version = 'v',
    no_data = 'n',
    notice_response = 'N',
    notification_response = 'A',
    parameter_description = 't',
    parameter_status = 'S',
    parse_complete = '1',
    portal_suspended = 's',
    ready_for_query = 'Z',
    row_description = 'T',
};

/// The first bytes of COPY's binary format.
inline constexpr std::string_view copy_signature("PGCOPY\n\377\r\n\0", 11);

/// The format of a value in the protocol.
enum class Format : std::int16_t { text = 0, binary = 1 };

/// The header before a message's body: its type and its length, which includes itself and the body.
inline constexpr std::size_t header_size = 1 + sizeof(std::int32_t);

/// One message, with its header checked and removed. `body` points into the slab in which it was received.
struct Message {
    MessageType type;
    std::span<const std::byte> body;
};

/// True for the bytes that begin a message of a protocol 3 server.
[[nodiscard]] bool is_known(MessageType type) noexcept;

/// The longest accepted message of a type, with its length field: `max_length` for types whose size depends on the
/// user's data, less for all others.
[[nodiscard]] std::size_t message_limit(MessageType type, std::size_t max_length) noexcept;

/// "DataRow ('D')"; for a byte that begins no message, "message 0x7f".
[[nodiscard]] std::string describe(MessageType type);

}  // namespace azoth::postgresql::protocol
