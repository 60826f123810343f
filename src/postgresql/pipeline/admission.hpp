#pragma once

#include "copy_reading.hpp"
#include "queue.hpp"
#include "request.hpp"
#include "transaction.hpp"
#include "writer.hpp"

#include <cstdint>
#include <exception>

namespace azoth::postgresql::pipeline {

/// How callers share a connection.
enum class Sharing : std::uint8_t {
    exclusive,      ///< one caller at a time uses it
    shared,         ///< independent callers: a stopped one resumes at once
    reads_together  ///< the same, and reads that are sent together end with one Sync
};

/// What a request shares with those encoded before it.
enum class Place : std::uint8_t {
    alone,    ///< it has a Sync of its own
    grouped,  ///< it shares the Sync of those encoded after it
    later,    ///< it must not be sent before BEGIN is confirmed
    ended     ///< its transaction has ended: it is not sent
};

/// Decides which requests may be sent after those that were sent.
class Admission {
public:
    Admission(const Queue& queue, const CopyReading& copy, const Transaction& transaction,
              const Writer& writer) noexcept
        : queue_(queue), copy_(copy), transaction_(transaction), writer_(writer) {}

    Place place_of(const Request& request, Sharing sharing) const noexcept;
    /// Whether the connection is busy with rows that the request's own caller may have to read first.
    bool is_refused(const Request& request) const noexcept {
        return (copy_.request() != nullptr || queue_.holder()) && is_refused_by_rows(request);
    }
    /// InvalidRequestError of a request that is refused.
    std::exception_ptr busy_error() const;

private:
    bool is_refused_by_rows(const Request& request) const noexcept;

    const Queue& queue_;
    const CopyReading& copy_;
    const Transaction& transaction_;
    const Writer& writer_;
};

}  // namespace azoth::postgresql::pipeline
