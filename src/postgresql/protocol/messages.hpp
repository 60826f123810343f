#pragma once

#include "message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// Parsers of message bodies. All views in the results point into the body. All functions throw ProtocolError for a
/// body that is not exactly of its form: truncated strings, counts without elements, too many bytes.
namespace azoth::postgresql::protocol {

struct FieldDescription {
    std::string_view name;
    std::uint32_t table_oid = 0;        ///< 0: not a column of a table
    std::int16_t attribute_number = 0;  ///< 0: not a column of a table
    std::uint32_t type_oid = 0;
    std::int16_t type_size = 0;  ///< negative: of variable size
    std::int32_t type_modifier = -1;
    Format format = Format::text;
};

/// Replaces the content of `fields` and reuses its memory; if it throws, the content is unspecified.
void parse_row_description(std::span<const std::byte> body, std::vector<FieldDescription>& fields);

/// Checks that a DataRow has `expected_fields` fields, each with a length of -1 (NULL) or within the body, and that
/// nothing follows the last. Afterwards the cells can be read without further checks.
void validate_data_row(std::span<const std::byte> body, std::size_t expected_fields);

struct CommandComplete {
    /// The server's spelling, "INSERT 0 5".
    std::string_view tag;
    /// The number of rows inserted, updated, deleted, merged, selected, fetched, moved or copied; empty for other
    /// commands.
    std::optional<std::uint64_t> rows;

    /// True for "SELECT" of "SELECT 5", "CREATE TABLE" of "CREATE TABLE". A COMMIT that answers ROLLBACK failed.
    [[nodiscard]] bool is(std::string_view command) const noexcept {
        return tag.starts_with(command) && (tag.size() == command.size() || tag[command.size()] == ' ');
    }
};

[[nodiscard]] CommandComplete parse_command_complete(std::span<const std::byte> body);

/// The contents of ErrorResponse and NoticeResponse; a field that the server left out is empty or 0. Fields of unknown
/// kinds are skipped, as the protocol requires.
struct ServerReport {
    std::string_view severity;  ///< "ERROR", "FATAL", "PANIC", "WARNING", ...: never translated since 9.6
    std::string_view localized_severity;
    std::string_view code;  ///< the SQLSTATE
    std::string_view message;
    std::string_view detail;
    std::string_view hint;
    std::uint32_t position = 0;           ///< in characters of the statement, from 1
    std::uint32_t internal_position = 0;  ///< in characters of internal_query, from 1
    std::string_view internal_query;
    std::string_view where;
    std::string_view schema;
    std::string_view table;
    std::string_view column;
    std::string_view data_type;
    std::string_view constraint;
    std::string_view file;
    std::uint32_t line = 0;  ///< in the server's source
    std::string_view routine;
};

[[nodiscard]] ServerReport parse_error_response(std::span<const std::byte> body);
[[nodiscard]] ServerReport parse_notice_response(std::span<const std::byte> body);

enum class TransactionStatus : char { idle = 'I', in_transaction = 'T', failed = 'E' };

[[nodiscard]] TransactionStatus parse_ready_for_query(std::span<const std::byte> body);

struct ParameterStatus {
    std::string_view name;
    std::string_view value;
};

[[nodiscard]] ParameterStatus parse_parameter_status(std::span<const std::byte> body);

struct NotificationResponse {
    std::int32_t process_id = 0;
    std::string_view channel;
    std::string_view payload;
};

[[nodiscard]] NotificationResponse parse_notification_response(std::span<const std::byte> body);

struct CopyResponse {
    Format format = Format::text;
    std::size_t columns = 0;
};

/// For CopyInResponse, CopyOutResponse and CopyBothResponse.
[[nodiscard]] CopyResponse parse_copy_response(const Message& message);

/// The bytes after the header of COPY's binary format, in the CopyData that begins with it (PostgreSQL's documentation
/// of COPY, "Binary Format"): the first row, or nothing.
[[nodiscard]] std::span<const std::byte> behind_copy_header(std::span<const std::byte> body);
/// Whether a CopyData is the trailer, which follows the last row.
[[nodiscard]] bool is_copy_trailer(std::span<const std::byte> body) noexcept;

/// For messages without a body: ParseComplete, BindComplete, CloseComplete, NoData, PortalSuspended,
/// EmptyQueryResponse, CopyDone.
void require_empty(const Message& message);

}  // namespace azoth::postgresql::protocol
