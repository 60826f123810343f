#pragma once

#include "engine/pool_state.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/engine/connection_event.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth::detail {

class Pool;

/// What the last user of a session tells the pool at check-in.
struct CheckInNote {
    std::vector<std::string> reset;  ///< statements to be executed outside of a transaction before the next check-out
    bool changed = false;            ///< a statement was executed that may change the session beyond its transaction
    bool invalid = false;            ///< the session is not to be used again
};

/// A session that is checked out. The destructor checks it in.
class Lease {
public:
    Lease() noexcept = default;
    /// A session that belongs to no pool.
    explicit Lease(Session& session) noexcept : session_(&session) {}
    /// fresh: the session was never checked out before, or was reset completely.
    Lease(std::shared_ptr<Pool> pool, SessionId id, Session& session, bool fresh) noexcept
        : pool_(std::move(pool)), id_(id), session_(&session), fresh_(fresh) {}
    Lease(Lease&& other) noexcept
        : pool_(std::move(other.pool_)),
          id_(other.id_),
          session_(std::exchange(other.session_, nullptr)),
          fresh_(other.fresh_),
          note_(std::move(other.note_)) {}
    Lease& operator=(Lease&& other) noexcept {
        Lease old(std::move(*this));
        pool_ = std::move(other.pool_);
        id_ = other.id_;
        session_ = std::exchange(other.session_, nullptr);
        fresh_ = other.fresh_;
        note_ = std::move(other.note_);
        return *this;
    }
    ~Lease();

    explicit operator bool() const noexcept { return session_ != nullptr; }
    Session& session() const noexcept { return *session_; }

    /// Has the pool execute a statement at check-in; empty: none.
    void reset_with(std::string_view sql) {
        if (!sql.empty()) note_.reset.emplace_back(sql);
    }
    bool is_fresh() const noexcept { return fresh_; }
    /// The label of the check-out, and how long ago it was.
    ConnectionEvent event() const;
    /// The executor for coroutines that concern the session. Empty: its context has ended.
    boost::asio::any_io_executor executor() const;

    /// See CheckInNote.
    void mark_changed() noexcept { note_.changed = true; }
    void mark_unchanged() noexcept { note_.changed = false; }
    void invalidate() noexcept { note_.invalid = true; }
    /// The session's server has become read-only: the pool replaces the session and all that are as old. Returns
    /// whether that was new to it.
    bool retire() const noexcept;

private:
    std::shared_ptr<Pool> pool_;
    SessionId id_ = 0;
    Session* session_ = nullptr;
    bool fresh_ = false;
    CheckInNote note_;
};

}  // namespace azoth::detail
