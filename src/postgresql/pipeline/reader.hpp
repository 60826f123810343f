#pragma once

#include "notices.hpp"
#include "postgresql/protocol/decoder.hpp"
#include "postgresql/protocol/messages.hpp"
#include "postgresql/row_collector.hpp"
#include "request.hpp"
#include "transaction.hpp"
#include "type_questions.hpp"
#include <azoth/driver/notification.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace azoth::postgresql::pipeline {

/// Turns the server's bytes into messages, and applies each message to the first request in flight: received replies,
/// rows, a failure. An Event is what it means for the pipeline.
class Reader {
public:
    struct Limits {
        std::size_t message_bytes = 0;
        std::size_t result_bytes = 0;
        std::size_t notice_bytes = 0;
    };

    enum class Event : std::uint8_t {
        none,                ///< there is no complete message
        nothing,             ///< a message without further consequences
        attached_completed,  ///< an attached statement has ended
        begin_completed,     ///< the BEGIN has ended
        completed,           ///< the statement, or one of its executions, has ended: tag()
        ended,               ///< the same, without a tag
        suspended,           ///< the portal has given the rows of one batch
        failed,              ///< the server ignores what follows up to the Sync
        ready,               ///< ReadyForQuery: status()
        awaits_copy_data,    ///< a statement turned out to be a COPY from the client
        too_large            ///< the rows exceed the limit; they are discarded
    };

    Reader(const Limits& limits, bool keeps_notices, const Transaction& transaction, const TypeQuestions& types);

    std::span<std::byte> prepare() { return decoder_.prepare(); }
    void received(std::size_t size) { decoder_.commit(size); }

    /// Reads the next rows; head: the first request in flight. True: they exceed the limit, as Event::too_large.
    bool read_rows(Request& head);
    /// Reads one message. head: null: no request is in flight. Throws ProtocolError and std::bad_alloc.
    Event read(Request* head);
    std::string_view tag() const noexcept { return tag_; }
    TransactionStatus status() const noexcept { return status_; }

    RowCollector& rows() noexcept { return rows_; }
    /// The server's report before it closes the connection. Null: none.
    const Diagnostics* fatal_error() const noexcept { return fatal_.get(); }
    /// Whether notifications are kept.
    void listen(bool on) noexcept { listening_ = on; }
    bool is_listening() const noexcept { return listening_; }
    Notices& notices() noexcept { return notices_; }
    std::vector<Notification>& notifications() noexcept { return notifications_; }

private:
    bool read_any_time(const protocol::Message& message);
    Event read_answer(Request& head, const protocol::Message& message);
    Event read_row(Request& head, const protocol::Message& message);
    Event read_copied_row(Request& head, CopyOut& copy, std::span<const std::byte> body);
    void read_undescribed_row(Request& head);
    void read_parse_complete(Request& head, const protocol::Message& message);
    void read_description(Request& head, std::span<const std::byte> body);
    Event read_complete(Request& head, std::span<const std::byte> body);
    void read_copy_response(Request& head, const protocol::Message& message);
    void read_error(Request& head, std::span<const std::byte> body);
    void keep_fatal(const protocol::ServerReport& report);

    bool keeps_rows_of(const Request& head) const noexcept;
    void discard_row(Request& head) noexcept;
    bool is_too_large(Request& head);

    const Limits limits_;
    const Transaction& transaction_;
    const TypeQuestions& types_;
    protocol::Decoder decoder_;
    RowCollector rows_;
    std::vector<protocol::FieldDescription> fields_;
    std::string_view tag_;
    TransactionStatus status_ = TransactionStatus::idle;
    std::unique_ptr<Diagnostics> fatal_;
    Notices notices_;
    bool listening_ = false;
    std::vector<Notification> notifications_;
};

}  // namespace azoth::postgresql::pipeline
