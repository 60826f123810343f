#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace azoth::detail {

/// The advisory locks of one session, counted for each lock: requested, held, and still to be released. A lock is named
/// by the statement that releases it. Does no I/O. Not thread-safe.
class AdvisoryLocks {
public:
    /// A release that is due.
    struct Release {
        std::string sql;
        bool certain;  ///< the session holds the lock for certain
    };

    /// A statement that acquires the lock is about to be sent. One of the next three functions follows.
    void requested(const std::string& unlock);
    void granted(const std::string& unlock);
    void denied(const std::string& unlock);
    /// The answer was not received: the session may hold the lock.
    void unknown(const std::string& unlock);
    /// A lock that was granted is no longer used.
    void release(const std::string& unlock);

    /// No lock is requested, held or to be released.
    bool empty() const noexcept { return locks_.empty(); }
    /// The release to be executed next. Nothing: none is due, or the database has refused those that are.
    std::optional<Release> next() const;
    /// The database has executed a release.
    void released(const std::string& unlock, bool certain);
    /// The database has refused a release. After the second refusal next() leaves the lock to the check-in.
    void refused(const std::string& unlock) { ++locks_[unlock].refusals; }

private:
    struct Lock {
        std::size_t requested = 0;
        std::size_t held = 0;
        std::size_t due = 0;      // granted, and no longer used
        std::size_t unknown = 0;  // released last: their release would hit one that is held
        int refusals = 0;
    };

    void forget_unused(const std::string& unlock);

    std::map<std::string, Lock> locks_;  // by the statement that releases it
};

}  // namespace azoth::detail
