#pragma once

#include "postgresql/protocol/write_buffer.hpp"
#include "postgresql/type_catalog.hpp"
#include "prepared_statements.hpp"
#include "request.hpp"
#include "transaction.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::postgresql::pipeline {

/// Turns requests into messages, in the given order, and keeps the bytes until they are sent.
class Writer {
public:
    Writer(PreparedStatements& statements, Transaction& transaction, int server_version) noexcept
        : statements_(statements), transaction_(transaction), server_version_(server_version) {}

    std::span<const std::byte> output() const noexcept { return out_.bytes(); }
    std::size_t pending_bytes() const noexcept { return out_.size(); }
    /// The first bytes of output() were handed to the kernel.
    void sent(std::size_t size) noexcept {
        sent_ += size;
        out_.consume(size);
    }
    /// Whether any byte of a request was sent.
    bool has_sent(const Request& request) const noexcept { return request.attempt.sent_at < sent_; }
    /// Nothing is sent any more.
    void clear() noexcept;

    /// Encodes a request whose `attempt.sync` tells whether it may share a Sync with the open group or a later request.
    /// first: nothing is in flight. False: the request is over, with its error or with an answer that needed no server.
    bool write(Request& request, bool first);
    /// Writes its Sync, which ends everything before it.
    void write_sync(Request& request);
    /// Fails a statement that turned out to be a COPY.
    void refuse_copy(Request& request);

    /// Whether requests were written that wait for a shared Sync.
    bool has_group() const noexcept { return grouped_ != 0; }
    /// Writes the Sync of the group with its last request.
    void end_group(Request& last);

    /// The last request in flight, if its rows are not all encoded. Null: none.
    const Request* source() const noexcept { return source_; }
    /// Encodes rows of source() as far as there is room.
    void continue_rows();
    /// Stops encoding rows of source(). fail: the transaction up to the same Sync must not be committed.
    void end_rows(bool fail);

    /// Closes a portal before the next request.
    void close_later(const std::string& portal) { dropped_portals_.push_back(portal); }
    /// The server's transaction ended, and all portals with it.
    void transaction_ended() noexcept { dropped_portals_.clear(); }

private:
    void write_kind(Request& request, const Execute& execute);
    void write_kind(Request& request, const ExecuteMany& many);
    void write_kind(Request& request, const CopyIn& copy);
    void write_kind(Request& request, const CopyOut& copy);
    void write_kind(Request& request, const Describe& describe);
    void write_kind(Request& request, const Fetch& fetch);
    void write_kind(Request& request, const CloseCursor& close);
    void write_kind(Request& request, const Control& control);
    void write_kind(Request& request, const TypeQuestion& question);
    void open_portal(Request& request, const Fetch& fetch);

    void prepare_attached(Request& request);
    void write_attached(Request& request, AttachedStatement& attached);
    void write_prologue(Request& request);
    void write_replacement(Request& request, const PreparedStatement& statement);
    void write_parse(Request& request, bool describe);
    void write_bind(Request& request, std::string_view portal, const ParameterBuffer* parameters);
    void write_execute(Request& request, std::string_view portal = {}, std::uint32_t limit = 0);
    void write_statement(Request& request, const ParameterBuffer* parameters);
    void write_rows();
    bool write_copy_rows(ParameterSource& source);
    bool write_set(ParameterSource& source);
    void undo(Request& request, std::size_t mark) noexcept;

    PreparedStatements& statements_;
    Transaction& transaction_;
    const int server_version_;
    protocol::WriteBuffer out_;
    std::uint64_t sent_ = 0;       // bytes of the stream that were written to the socket
    std::uint64_t syncs_ = 1;      // the number of the next Sync
    std::size_t grouped_ = 0;      // requests in the group that waits for its Sync
    bool first_ = false;           // for the request being encoded: nothing is in flight
    bool closes_dropped_ = false;  // for the request being encoded: it closes evicted statements
    Request* source_ = nullptr;
    ParameterBuffer set_;
    std::uint64_t last_portal_ = 0;
    std::vector<std::string> dropped_portals_;
};

}  // namespace azoth::postgresql::pipeline
