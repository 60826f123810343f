#pragma once

#include <azoth/engine/execution_options.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace azoth::detail {

/// The server's own limit for statements (PostgreSQL's statement_timeout), as the session and its transaction have it,
/// and as it has to be. It applies only where the limit of this process fails to. Does no I/O. Not thread-safe.
class ServerTimeout {
public:
    using Limit = std::chrono::milliseconds;

    /// What the server's limit has to be: longer than the connection's limit, and never shorter than the call's. Zero:
    /// no limit.
    static Limit needed(const ExecutionOptions& connection, const ExecutionOptions& call) noexcept {
        const Limit here = connection.timeout().value_or(Limit(0));
        const Limit there = call.timeout().value_or(Limit(0));
        if (here.count() == 0 || there.count() == 0) return Limit(0);
        const Limit longer = std::max(here, there);
        return longer + std::max(longer / 10, Limit(100));
    }

    /// A transaction begins or is over: it has the limit of the session.
    void use_session_limit() noexcept { transaction_ = session_; }
    /// The statement that set the limit of the transaction may not have been executed, or was rolled back.
    void forget_transaction_limit() noexcept { transaction_.reset(); }
    /// Whether the limit of the transaction has to be set; if so it counts as set from here on.
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
