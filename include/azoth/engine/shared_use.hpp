#pragma once

#include <azoth/export.hpp>

#include <cstddef>
#include <memory>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Session;

namespace detail {

class SharedSession;

/// The use of a shared connection by one request: its place among the requests that may be in flight there, and its
/// share of the bytes. Given back by end() or by the destructor. The engine must outlive it.
class SharedUse {
public:
    /// None.
    SharedUse() noexcept = default;
    /// The session has counted the request.
    SharedUse(std::shared_ptr<SharedSession> session, std::size_t bytes) noexcept;
    SharedUse(SharedUse&&) noexcept = default;
    SharedUse& operator=(SharedUse&& other) noexcept;
    ~SharedUse() { end(); }

    explicit operator bool() const noexcept { return session_ != nullptr; }
    Session& session() const noexcept;
    /// Closes all shared connections with their last requests; see SharedSessions::retire.
    bool retire() const noexcept;
    /// The request has ended. Does nothing the second time.
    void end() noexcept;

private:
    std::shared_ptr<SharedSession> session_;
    std::size_t bytes_ = 0;
};

}  // namespace detail
}  // namespace azoth

AZOTH_EXPORT_END
