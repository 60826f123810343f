#pragma once

#include "engine/connection_state.hpp"
#include "engine/shared_sessions.hpp"
#include <azoth/driver/session.hpp>

#include <cstddef>
#include <memory>

namespace azoth::detail {

/// A session that many use at a time. Whoever uses it shares it, by way of its face.
class SharedSession {
public:
    /// The face does not own the engine, which would own itself: whoever executes does.
    SharedSession(SharedSessions& owner, EngineState& engine, std::unique_ptr<Session> session, bool reads_together)
        : owner_(owner),
          session_(std::move(session)),
          face_(std::shared_ptr<EngineState>(std::shared_ptr<void>(), &engine), *this, *session_) {
        session_->share(reads_together);
    }

    /// A request is over.
    void leave(std::size_t bytes) noexcept { owner_.leave(*this, bytes); }

private:
    friend class SharedSessions;

    SharedSessions& owner_;
    const std::unique_ptr<Session> session_;
    ConnectionState face_;
    // Guarded by the owner's mutex.
    SharedSessions::Group* group_ = nullptr;  // null: nobody enters it any more
    std::size_t requests_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace azoth::detail
