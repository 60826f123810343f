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

/// What is known of a session that comes home beside what it says itself.
struct ReturnNote {
    std::vector<std::string> clean_up;  ///< what it has to be told, outside of a transaction, before it is lent again
    bool touched = false;               ///< something may have been said to it that outlasts transactions
    bool invalid = false;               ///< nobody shall get it any more
};

/// The right to use a session, which goes home when this dies.
class Lease {
public:
    Lease() noexcept = default;
    /// For a session that no pool waits for.
    explicit Lease(Session& session) noexcept : session_(&session) {}
    /// fresh: it was never lent before, or is as good as new.
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

    void clean_up_with(std::string_view sql) {
        if (!sql.empty()) note_.clean_up.emplace_back(sql);
    }
    bool is_fresh() const noexcept { return fresh_; }
    /// Who has it, and since when.
    ConnectionEvent event() const;
    /// Where something that concerns it may be spawned; none: its context has ended.
    boost::asio::any_io_executor executor() const;

    void touch() noexcept { note_.touched = true; }
    /// Nothing has touched it that the next user should not meet.
    void untouch() noexcept { note_.touched = false; }
    void invalidate() noexcept { note_.invalid = true; }

private:
    std::shared_ptr<Pool> pool_;
    SessionId id_ = 0;
    Session* session_ = nullptr;
    bool fresh_ = false;
    ReturnNote note_;
};

}  // namespace azoth::detail
