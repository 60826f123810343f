#pragma once

#include "protocol/messages.hpp"
#include <azoth/error.hpp>

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>

namespace azoth::postgresql {

/// Of texts that are longer than max_bytes together the rest is cut off; 0: nothing is.
Diagnostics diagnostics_of(const protocol::ServerReport& report, std::size_t max_bytes = 0);
/// Bytes of all texts.
std::size_t size_of(const Diagnostics& diagnostics) noexcept;

/// What a server says, in UTF-8 whatever it was in: a byte that belongs to no character becomes U+FFFD.
std::string readable(std::string_view text);

/// Whether the server ends the connection after this report.
bool is_fatal(const protocol::ServerReport& report) noexcept;

/// The exception whose class follows from the SQLSTATE.
std::exception_ptr database_error(Diagnostics diagnostics);

/// OperationalError of a session that can't be used any more. `fatal`, when there is one, is what the server said
/// before it hung up.
std::exception_ptr connection_lost(std::string_view message, const Diagnostics* fatal, Outcome outcome);

/// What is known of a request that was sent and not answered when the connection was lost. fatal: the last error of the
/// server or of a pooler; null: none.
Outcome outcome_when_lost(const Diagnostics* fatal) noexcept;

/// InterfaceError of a request that was refused before a byte of it was sent.
std::exception_ptr refused(std::string message);

}  // namespace azoth::postgresql
