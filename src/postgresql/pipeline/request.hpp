#pragma once

#include "caller.hpp"
#include "cursor_state.hpp"
#include "replies.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/error.hpp>

#include <boost/intrusive/list.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace azoth::postgresql::pipeline {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
/// A deadline that is never reached.
inline constexpr Time never = Time::max();

/// Names a request that was submitted, in the order of submission.
using RequestId = std::uint64_t;

/// One execution of a statement.
struct Execute {
    const StatementText* statement = nullptr;     ///< null: the caller is gone, with the statement
    const ParameterBuffer* parameters = nullptr;  ///< null: none
};

/// One execution for each set of parameters.
struct ExecuteMany {
    const StatementText* statement = nullptr;  ///< null: as in Execute
    ParameterSource* source = nullptr;
};

/// Rows that a COPY writes.
struct CopyIn {
    std::string_view copy;
    ParameterSource* source = nullptr;
};

/// Rows that a COPY reads. It is in flight from the first batch to the last: the caller that fetches the next batch
/// replaces the caller that got the last one.
struct CopyOut {
    enum class Stage : std::uint8_t {
        header,  ///< the header of the binary format is expected
        rows,
        ended  ///< the trailer was received
    };

    std::shared_ptr<CursorState> cursor;
    std::size_t count = 0;  ///< rows of a batch; 0: all
    Stage stage = Stage::header;
};

/// Describes the columns of a query that a COPY will execute.
struct Describe {
    std::shared_ptr<CursorState> cursor;
};

/// A batch of a portal; the first one opens it.
struct Fetch {
    std::shared_ptr<CursorState> cursor;
    std::size_t count = 0;  ///< 0: all rows
};

/// The early end of a portal.
struct CloseCursor {
    std::shared_ptr<CursorState> cursor;
};

/// A statement without parameters or rows: COMMIT, SAVEPOINT, ...
struct Control {
    std::string_view text;
};

/// The pipeline's own query for types in an answer. No caller waits for it; TypeQuestions holds the answers that depend
/// on it.
struct TypeQuestion {
    PreparedPtr described;   ///< the statement that gave the answer
    std::vector<Oid> types;  ///< requested types
};

using Kind = std::variant<Execute, ExecuteMany, CopyIn, CopyOut, Describe, Fetch, CloseCursor, Control, TypeQuestion>;

/// The completion of a request, for its caller: an error or an answer.
struct Completion : boost::intrusive::list_base_hook<> {
    Completion() = default;
    Completion(const Completion&) = delete;
    Completion& operator=(const Completion&) = delete;
    virtual ~Completion() = default;

    Caller caller;
    std::exception_ptr error;
    Answer answer;
};

/// Why a request is stopped.
enum class Stop : std::uint8_t { none, timeout, cancelled, too_large };

/// How a request's messages end.
enum class Sync : std::uint8_t {
    open,        ///< no Sync was sent yet
    shared,      ///< with the Sync of a request that is sent after it
    ends_group,  ///< with its own Sync, which also ends the requests before it
    own          ///< with its own Sync
};

/// Where a request is.
enum class Where : std::uint8_t {
    waiting,      ///< not sent yet
    in_flight,    ///< sent and not answered
    awaits_types  ///< answered; types in the answer are being queried
};

/// One attempt to execute a request; there are at most two.
struct Attempt {
    /// Whether its Sync was sent, so that a ReadyForQuery answers it.
    bool is_synced() const noexcept { return sync == Sync::ends_group || sync == Sync::own; }
    bool is_grouped() const noexcept { return sync == Sync::shared || sync == Sync::ends_group; }

    PreparedPtr prepared;
    Replies replies;
    std::uint64_t sent_at = 0;  ///< the place of its first byte in the stream
    Time begun{};
    Sync sync = Sync::open;
    bool carries_begin = false;   ///< the BEGIN of its transaction, which is not confirmed yet
    bool opens = false;           ///< it opens its cursor's portal
    bool ran = false;             ///< the statement's BindComplete was received: it may have had effects
    bool exposed = false;         ///< a CancelRequest for another request may have hit it
    bool rows_discarded = false;  ///< rows were discarded, because it is stopped
    bool stale = false;           ///< its prepared statement differs from the server's
    bool never_parsed = false;    ///< another request should have parsed it and failed
    std::unique_ptr<Diagnostics> failure;
};

/// A request in a pipeline, from its submission to its completion. It ends with the ReadyForQuery for its Sync; in a
/// group only the last request has one, the others end with their own answers.
struct Request final : Completion {
    explicit Request(Kind what) noexcept : kind(std::move(what)) {}
    template <class T>
    requires(!std::is_same_v<T, Kind>) explicit Request(T what) noexcept
        : kind(std::in_place_type<T>, std::move(what)) {}

    template <class T>
    T* get() noexcept {
        return std::get_if<T>(&kind);
    }
    template <class T>
    const T* get() const noexcept {
        return std::get_if<T>(&kind);
    }
    template <class T>
    bool is() const noexcept {
        return std::holds_alternative<T>(kind);
    }

    /// Null: it has none.
    const std::shared_ptr<CursorState>* cursor() const noexcept;
    /// The cursor's or the caller's statement. Null: it has none, or the caller is gone.
    const StatementText* statement() const noexcept;
    /// Rows of a batch; 0: all.
    std::size_t count() const noexcept;
    /// Whether its answer has rows.
    bool has_rows() const noexcept { return !is<Control>() && !is<CloseCursor>() && !is<CopyIn>(); }
    /// Whether its parameters can be read only once.
    bool has_source() const noexcept { return is<ExecuteMany>() || is<CopyIn>(); }

    std::array<AttachedStatement*, 4> attached() noexcept { return {&rollback, &begin, &setup, &end}; }
    std::array<const AttachedStatement*, 4> attached() const noexcept { return {&rollback, &begin, &setup, &end}; }
    /// Whether a statement that is sent before it has not ended yet.
    bool awaits_attached() const noexcept {
        return rollback.awaits_complete || begin.awaits_complete || setup.awaits_complete;
    }
    /// Whether its portal is bound and has not ended.
    bool is_executing() const noexcept { return attempt.replies.binds < attempt.replies.executes; }
    /// Whether an attached statement is being executed, which has no rows.
    bool executes_attached() const noexcept {
        return awaits_attached() || (end.awaits_complete && attempt.replies.executes == 1);
    }
    /// Whether only the ReadyForQuery is still expected.
    bool is_answered() const noexcept;

    /// Removes what belongs to the caller, which is gone.
    void detach() noexcept;
    /// Resets the attempt, for another one.
    void start_over() noexcept;

    // The operation.
    Kind kind;
    AttachedStatement rollback;  ///< sent first: ends the transaction that a failed attempt began
    AttachedStatement begin;
    AttachedStatement setup;
    AttachedStatement end;  ///< after the statement; for copy_out(), the COPY after its query
    std::shared_ptr<TransactionStart> transaction;
    std::chrono::milliseconds timeout{0};

    // Set by the pipeline.
    RequestId id = 0;
    Where where = Where::waiting;
    Time deadline = never;
    Stop stop = Stop::none;
    Attempt attempt;
    bool is_second_attempt = false;
    std::vector<protocol::Format> text_formats;  ///< for a second attempt: a column's type has no binary form
};

}  // namespace azoth::postgresql::pipeline
