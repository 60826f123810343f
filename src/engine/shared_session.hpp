#pragma once

#include "engine/shared_sessions.hpp"
#include <azoth/driver/session.hpp>

#include <cstddef>
#include <memory>

namespace azoth::detail {

/// A session that several requests use at the same time. The owner must outlive its requests.
class SharedSession {
public:
    SharedSession(SharedSessions& owner, std::unique_ptr<Session> session, bool reads_together)
        : owner_(owner), session_(std::move(session)) {
        session_->share(reads_together);
    }

    Session& session() const noexcept { return *session_; }
    /// Its server has become read-only.
    bool retire() noexcept { return owner_.retire(*this); }
    /// A request has ended.
    void end_request(std::size_t bytes) noexcept { owner_.leave(*this, bytes); }

private:
    friend class SharedSessions;

    SharedSessions& owner_;
    const std::unique_ptr<Session> session_;
    // Guarded by the owner's mutex.
    SharedSessions::Group* group_ = nullptr;  // null: accepts no more requests
    std::size_t requests_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace azoth::detail
