#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/export.hpp>
#include <azoth/task.hpp>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A position in the write-ahead log of a PostgreSQL cluster, taken after a COMMIT: a node that has replayed the log up
/// to it shows what was committed. to_string() and parse() carry it in a cookie or a header to the next request.
class Position {
public:
    /// Makes a position from its parts; see the members of the same names.
    Position(std::uint64_t system, std::uint32_t timeline, std::uint64_t lsn) noexcept
        : system_(system), timeline_(timeline), lsn_(lsn) {}
    /// Reads what to_string() has written. Throws ArgumentError for any other text.
    static Position parse(std::string_view text);

    /// The system identifier, which initdb gives to a cluster.
    std::uint64_t system() const noexcept { return system_; }
    /// The timeline: each promotion of a standby begins another with a higher number.
    std::uint32_t timeline() const noexcept { return timeline_; }
    /// The log sequence number, in bytes.
    std::uint64_t lsn() const noexcept { return lsn_; }

    /// Whether a node at this position shows what was committed at `seen`. A later timeline has all of an earlier one
    /// up to the point where they part; what an earlier timeline has after that point is lost, wherever it is read.
    bool includes(const Position& seen) const noexcept;
    /// Returns the text `system.timeline.lsn`, with the LSN in hexadecimal: "7312345678901234567.2.3000148". Letters,
    /// digits and periods only.
    std::string to_string() const;
    /// Prints to_string().
    friend std::ostream& operator<<(std::ostream& out, const Position& position);
    friend bool operator==(const Position&, const Position&) = default;

private:
    std::uint64_t system_;
    std::uint32_t timeline_;
    std::uint64_t lsn_;
};

/// Queries the position of the server that a connection is open to: of what was committed before the call on a primary,
/// of what is replayed on a standby. One round trip, in the connection's transaction if there is one. Throws as
/// AsyncConnection::execute() does, ProgrammingError if the server is not PostgreSQL.
task<Position> position(AsyncConnection& connection);

}  // namespace azoth

AZOTH_EXPORT_END
