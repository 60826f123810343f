// Feeds arbitrary bytes, in arbitrary cuts and into slabs of arbitrary size, through the decoder and every parser.
// Sanitizers check memory; the rest is compared with a decoder that got the same bytes at once: the cuts must not
// change the messages, and rows whose slab is referenced must not change during further reading.

#include "postgresql/protocol/decoder.hpp"
#include "postgresql/protocol/messages.hpp"
#include "postgresql/protocol/protocol_error.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace azoth::postgresql::protocol;

struct Held {
    SlabPtr slab;
    std::span<const std::byte> body;
    std::size_t number;
};

struct Telling {
    std::vector<std::string> messages;
    std::string error;
    std::vector<Held> held;
};

void require(bool condition) {
    if (!condition) std::abort();
}

std::string copied(const Message& message) {
    std::string text(1, static_cast<char>(message.type));
    if (!message.body.empty()) text.append(reinterpret_cast<const char*>(message.body.data()), message.body.size());
    return text;
}

// Reads every byte of a view, so that a view out of bounds is found here.
std::size_t touch(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\1'));
}

void walk_row(std::span<const std::byte> body, std::size_t fields) {
    validate_data_row(body, fields);
    std::size_t at = 2;
    for (std::size_t i = 0; i < fields; ++i) {
        std::uint32_t length = 0;
        for (int k = 0; k < 4; ++k) length = length << 8 | std::to_integer<std::uint32_t>(body[at++]);
        require(length == 0xffffffff || length <= body.size() - at);
        if (length != 0xffffffff) at += length;
    }
    require(at == body.size());
}

class Parsers {
public:
    void parse(const Message& message) {
        try {
            dispatch(message);
        } catch (const ProtocolError&) {
            return;
        }
    }

private:
    void dispatch(const Message& message) {
        switch (message.type) {
            case MessageType::row_description:
                parse_row_description(message.body, fields_);
                for (const FieldDescription& field : fields_) touch(field.name);
                break;
            case MessageType::data_row: {
                if (message.body.size() < 2) {
                    walk_row(message.body, 0);
                    break;
                }
                const auto fields =
                    std::to_integer<std::size_t>(message.body[0]) << 8 | std::to_integer<std::size_t>(message.body[1]);
                walk_row(message.body, fields);
                break;
            }
            case MessageType::command_complete: touch(parse_command_complete(message.body).tag); break;
            case MessageType::error_response: report(parse_error_response(message.body)); break;
            case MessageType::notice_response: report(parse_notice_response(message.body)); break;
            case MessageType::ready_for_query: (void)parse_ready_for_query(message.body); break;
            case MessageType::parameter_status: {
                const ParameterStatus status = parse_parameter_status(message.body);
                touch(status.name);
                touch(status.value);
                break;
            }
            case MessageType::notification_response: {
                const NotificationResponse notification = parse_notification_response(message.body);
                touch(notification.channel);
                touch(notification.payload);
                break;
            }
            case MessageType::copy_in_response:
            case MessageType::copy_out_response:
            case MessageType::copy_both_response: (void)parse_copy_response(message); break;
            case MessageType::copy_data:
                if (!is_copy_trailer(message.body)) (void)behind_copy_header(message.body);
                break;
            default: require_empty(message); break;
        }
    }

    static void report(const ServerReport& report) {
        for (const std::string_view text :
             {report.severity, report.localized_severity, report.code, report.message, report.detail, report.hint,
              report.internal_query, report.where, report.schema, report.table, report.column, report.data_type,
              report.constraint, report.file, report.routine}) {
            touch(text);
        }
    }

    std::vector<FieldDescription> fields_;
};

// `cuts` says how many bytes come at a time, round and round; what is odd in it, which slabs are held.
Telling tell(std::span<const std::byte> bytes, std::span<const std::byte> cuts, std::size_t slab_size) {
    DecoderOptions options;
    options.slab_size = slab_size;
    options.max_message_length = 1 << 16;
    Decoder decoder(options);
    Parsers parsers;
    Telling telling;
    std::size_t round = 0;
    try {
        while (!bytes.empty()) {
            const unsigned cut = cuts.empty() ? 0 : std::to_integer<unsigned>(cuts[round++ % cuts.size()]);
            const std::span<std::byte> space = decoder.prepare();
            require(!space.empty());
            const std::size_t size =
                std::min({bytes.size(), space.size(), cuts.empty() ? bytes.size() : std::size_t{cut} + 1});
            std::memcpy(space.data(), bytes.data(), size);
            decoder.commit(size);
            bytes = bytes.subspan(size);
            while (const auto message = decoder.next()) {
                require(message->body.empty() || (message->body.data() >= decoder.slab()->data() &&
                                                  message->body.data() + message->body.size() <=
                                                      decoder.slab()->data() + decoder.slab()->capacity()));
                parsers.parse(*message);
                if (cut % 2 == 1) telling.held.push_back({decoder.slab(), message->body, telling.messages.size()});
                telling.messages.push_back(copied(*message));
            }
            if (cut % 16 == 4) telling.held.clear();
        }
    } catch (const ProtocolError& error) {
        telling.error = error.what();
    }
    return telling;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 6) return 0;
    const auto input = std::as_bytes(std::span(data, size));
    const std::size_t slab_size = 16 + std::to_integer<std::size_t>(input[0]) * 4;
    const auto cuts = input.subspan(1, 5);
    const auto bytes = input.subspan(6);

    const Telling whole = tell(bytes, {}, 1 << 16);
    const Telling cut = tell(bytes, cuts, slab_size);
    require(whole.messages == cut.messages);
    require(whole.error == cut.error);
    for (const Held& held : cut.held) {
        const std::string& message = cut.messages[held.number];
        require(std::memcmp(held.body.data(), message.data() + 1, held.body.size()) == 0);
    }
    return 0;
}
