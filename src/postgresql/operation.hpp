#pragma once

#include "statement_cache.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/error.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::postgresql {

using Clock = std::chrono::steady_clock;

/// What a cursor and the requests made for it share.
struct CursorState {
    enum class Stage : std::uint8_t {
        fresh,  ///< nothing was sent yet
        open,   ///< the server has the portal
        ended,  ///< read to its end, closed, or failed
        lost    ///< a portion of it was thrown away with a request that nobody waited for any more
    };

    StatementText text;
    ParameterBuffer parameters;
    std::string copy;  ///< what carries its rows; empty: a portal of its own
    std::string begin;
    std::shared_ptr<TransactionStart> transaction;
    std::string setup;
    std::chrono::milliseconds timeout{0};
    std::string portal;
    PreparedPtr prepared;
    std::shared_ptr<const RowDescription> description;
    Stage stage = Stage::fresh;
    bool holds_session = false;  ///< outside a transaction its portal lives only until the next Sync
};

/// A control statement that travels with a request.
struct Companion {
    std::string_view text;  ///< empty: there is none
    PreparedPtr prepared;
    bool parse = false;     ///< a ParseComplete for it is to come
    bool complete = false;  ///< its CommandComplete is to come

    void reset() noexcept {
        prepared.reset();
        parse = complete = false;
    }
};

/// What waits in an operation while the database is asked for the types in its answer.
struct TypeResolution {
    Answer answer;
    PreparedPtr prepared;
    std::vector<Oid> types;  ///< to be asked for
};

/// A request on its way through a connection, from the coroutine that waits for it to the server and back. It ends at
/// the ReadyForQuery that answers its one Sync; of a group of reads only the last has one, the others end by
/// themselves. All of it is guarded by the connection's mutex.
struct Operation : boost::intrusive::list_base_hook<> {
    using Signature = void(std::exception_ptr, Answer);
    using Handler = boost::asio::async_result<boost::asio::use_awaitable_t<>, Signature>::handler_type;

    enum class Kind : std::uint8_t { execute, execute_many, copy_in, copy_out, control, describe, fetch, close_cursor };
    enum class Stop : std::uint8_t { none, timeout, cancelled, too_large };
    enum class CopyStage : std::uint8_t { header, rows, ended };

    explicit Operation(Kind operation_kind) noexcept : kind(operation_kind) {}

    bool keeps_rows() const noexcept {
        return kind != Kind::control && kind != Kind::close_cursor && kind != Kind::copy_in;
    }

    /// In the order in which they are sent; the statement itself stands before the last.
    std::array<Companion*, 4> companions() noexcept { return {&undo, &begin, &setup, &end}; }
    /// One that is sent before the statement has not come to its end.
    bool awaits_companion() const noexcept { return undo.complete || begin.complete || setup.complete; }

    // What is asked for; read until the request is encoded, or run again.
    const Kind kind;
    const StatementText* statement = nullptr;
    const ParameterBuffer* parameters = nullptr;
    Companion undo;   // before all: ROLLBACK of the transaction that its BEGIN began in vain
    Companion begin;  // before the statement, as setup after it
    Companion setup;
    std::shared_ptr<TransactionStart> transaction;
    bool carries_begin = false;  // of its transaction, not yet confirmed
    Companion end;               // behind the statement; of a query that is copied out, the COPY
    std::string_view text;       // of a control statement, or a COPY
    ParameterSource* source = nullptr;
    std::shared_ptr<CursorState> cursor;
    std::size_t count = 0;  // rows of a portion; 0: all
    std::chrono::milliseconds timeout{0};

    // Who waits; nobody waits for a request that the session makes for itself or whose coroutine was let go.
    std::optional<Handler> handler;
    std::uint64_t serial = 0;
    Clock::time_point deadline = Clock::time_point::max();
    Stop stop = Stop::none;

    // Where it stands.
    bool in_flight = false;
    std::uint64_t sent_at = 0;   // its first byte's place in the stream
    Clock::time_point begun{};   // only on a shared session
    std::uint32_t closes = 0;    // CloseComplete messages still to come
    std::uint64_t binds = 0;     // BindComplete messages still to come
    std::uint64_t executes = 0;  // executions that have not ended yet, companions' included
    bool parse = false;          // a ParseComplete for `prepared` is to come
    bool describe = false;
    bool opens = false;     // its cursor's portal
    bool synced = false;    // its Sync is encoded
    bool grouped = false;   // with reads that one Sync ends
    bool poisoned = false;  // made to fail on the server, for `error`
    bool ran = false;       // a BindComplete for the statement itself came: it may have had effects
    bool retried = false;
    bool exposed = false;                        // a cancel request meant for another may have hit it
    bool incomplete = false;                     // rows of it were discarded, because it is stopped
    bool stale = false;                          // its prepared statement is not what the server has
    std::vector<protocol::Format> text_columns;  // to run it again with: a column's type has no binary form
    CopyStage copy_stage = CopyStage::header;
    PreparedPtr prepared;

    // The answer is there, its types are not: everything above is about the question for them.
    std::unique_ptr<TypeResolution> resolution;

    // What came of it.
    Answer answer;
    std::unique_ptr<Diagnostics> failure;
    std::exception_ptr error;
};

using OperationList = boost::intrusive::list<Operation, boost::intrusive::constant_time_size<false>>;

}  // namespace azoth::postgresql
