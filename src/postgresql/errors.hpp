#pragma once

#include "protocol/messages.hpp"
#include <azoth/error.hpp>

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>

namespace azoth::postgresql {

/// The diagnostics of a report, whose texts are cut to max_bytes together; 0: no limit.
Diagnostics diagnostics_of(const protocol::ServerReport& report, std::size_t max_bytes = 0);
/// The number of bytes of all texts.
std::size_t size_of(const Diagnostics& diagnostics) noexcept;

/// A text of the server in UTF-8, whatever its encoding: a byte that is not part of a character becomes U+FFFD.
std::string readable(std::string_view text);

/// Whether the server ends the connection after this report.
bool is_fatal(const protocol::ServerReport& report) noexcept;

/// The exception whose class follows from the SQLSTATE.
std::exception_ptr database_error(Diagnostics diagnostics);

/// OperationalError of a session that cannot be used any more. `fatal`, if not null, is the last report of the server
/// before it closed the connection.
std::exception_ptr connection_lost(std::string_view message, const Diagnostics* fatal, Outcome outcome);

/// What is known of a request that was sent and not answered when the connection was lost. fatal: the last report of
/// the server or of a pooler; null: none.
Outcome outcome_when_lost(const Diagnostics* fatal) noexcept;

/// InterfaceError of a request that was rejected before any byte of it was sent.
std::exception_ptr refused(std::string message);

}  // namespace azoth::postgresql
