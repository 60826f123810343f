#pragma once

#include <azoth/engine/execution_options.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace azoth::detail {

/// The server's own limit for statements (PostgreSQL's statement_timeout): its value in the session and its
/// transaction, and the value needed. It applies only if this process fails to enforce its own limit. Does no I/O. Not
/// thread-safe.
class ServerTimeout {
public:
    using Limit = std::chrono::milliseconds;

    /// The limit needed on the server: longer than the connection's limit, and never shorter than the call's. Zero: no
    /// limit.
    static Limit needed(const ExecutionOptions& connection, const ExecutionOptions& call) noexcept {
        const Limit here = connection.timeout().value_or(Limit(0));
        const Limit there = call.timeout().value_or(Limit(0));
        if (here.count() == 0 || there.count() == 0) return Limit(0);
        const Limit longer = std::max(here, there);
        return longer + std::max(longer / 10, Limit(100));
    }

    /// A transaction begins or ends: it has the session's limit.
    void use_session_limit() noexcept { transaction_ = session_; }
    /// The statement that set the limit of the transaction may not have been executed, or was rolled back.
    void forget_transaction_limit() noexcept { transaction_.reset(); }
    /// Whether the transaction's limit must be set; if so, it counts as set from now on.
    bool take_transaction_limit(Limit wanted) noexcept {
        if (transaction_ == wanted) return false;
        transaction_ = wanted;
        return true;
    }

    bool has_session_limit(Limit wanted) const noexcept { return session_ == wanted; }
    /// The statement that sets the limit of the session is being sent.
    void session_limit_sent() noexcept { session_.reset(); }
    void session_limit_set(Limit limit) noexcept { session_ = transaction_ = limit; }

private:
    // Empty: not known.
    std::optional<Limit> transaction_{0};
    std::optional<Limit> session_{0};
};

}  // namespace azoth::detail
