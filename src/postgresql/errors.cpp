#include "errors.hpp"

#include <azoth/types/text_codecs.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace azoth::postgresql {
namespace {

constexpr std::string_view replacement_character = "\xef\xbf\xbd";
constexpr std::size_t longest_character = 4;

enum class ErrorClass { other, data, operational, integrity, internal, programming, not_supported };

// https://www.postgresql.org/docs/current/errcodes-appendix.html
ErrorClass class_of(std::string_view sqlstate) noexcept {
    if (sqlstate.size() != 5) return ErrorClass::other;
    // The loss of a cursor's or statement's name, and a transaction that lost a race, are operational errors; 40002 is
    // an integrity error of a constraint that was checked at COMMIT.
    if (sqlstate == "40002") return ErrorClass::integrity;
    const std::string_view prefix = sqlstate.substr(0, 2);
    for (const std::string_view one : {"08", "26", "27", "28", "34", "40", "53", "54", "55", "57", "58", "HV"}) {
        if (prefix == one) return ErrorClass::operational;
    }
    for (const std::string_view one : {"20", "21", "22"}) {
        if (prefix == one) return ErrorClass::data;
    }
    for (const std::string_view one : {"3D", "3F", "42", "44"}) {
        if (prefix == one) return ErrorClass::programming;
    }
    for (const std::string_view one : {"24", "25", "2B", "2D", "2F", "38", "39", "3B", "F0", "P0", "XX"}) {
        if (prefix == one) return ErrorClass::internal;
    }
    if (prefix == "23") return ErrorClass::integrity;
    if (prefix == "0A") return ErrorClass::not_supported;
    return ErrorClass::other;
}

}  // namespace

std::string readable(std::string_view text) {
    if (detail::is_storable_text(text)) return std::string(text);
    std::string whole;
    while (!text.empty()) {
        std::size_t size = 1;
        while (size <= std::min(longest_character, text.size()) && !detail::is_storable_text(text.substr(0, size))) {
            ++size;
        }
        const bool valid = size <= std::min(longest_character, text.size());
        whole += valid ? text.substr(0, size) : replacement_character;
        text.remove_prefix(valid ? size : 1);
    }
    return whole;
}

Diagnostics diagnostics_of(const protocol::ServerReport& report, std::size_t max_bytes) {
    std::size_t left = max_bytes == 0 ? std::numeric_limits<std::size_t>::max() : max_bytes;
    const auto text = [&left](std::string_view sent) {
        const std::size_t kept = std::min(sent.size(), left);
        left -= kept;
        std::string shown = readable(sent.substr(0, kept));
        if (kept < sent.size()) shown += " [" + std::to_string(sent.size() - kept) + " bytes cut off]";
        return shown;
    };
    Diagnostics d;
    d.severity = text(report.severity);
    if (d.severity.empty()) d.severity = "ERROR";  // distinguishes the server's errors from azoth's own
    d.sqlstate = text(report.code);
    d.message = text(report.message);
    d.detail = text(report.detail);
    d.hint = text(report.hint);
    if (d.sqlstate == "42P18" && d.hint.empty()) {
        d.hint =
            "Give the type of a string parameter of text(): bind(\"name\", value, Text()), or CAST(:name AS text).";
    }
    d.position = report.position;
    d.where = text(report.where);
    if (!report.internal_query.empty()) {
        if (!d.where.empty()) d.where += '\n';
        d.where.append("internal query: ").append(text(report.internal_query));
    }
    d.schema = text(report.schema);
    d.table = text(report.table);
    d.column = text(report.column);
    d.data_type = text(report.data_type);
    d.constraint = text(report.constraint);
    return d;
}

std::size_t size_of(const Diagnostics& d) noexcept {
    std::size_t size = 0;
    for (const std::string* const text : {&d.severity, &d.sqlstate, &d.message, &d.detail, &d.hint, &d.where, &d.schema,
                                          &d.table, &d.column, &d.data_type, &d.constraint}) {
        size += text->size();
    }
    return size;
}

bool is_fatal(const protocol::ServerReport& report) noexcept {
    return report.severity == "FATAL" || report.severity == "PANIC";
}

std::exception_ptr database_error(Diagnostics d) {
    const bool fatal = d.severity == "FATAL" || d.severity == "PANIC";
    switch (fatal ? ErrorClass::operational : class_of(d.sqlstate)) {
        case ErrorClass::data: return std::make_exception_ptr(DataError(std::move(d)));
        case ErrorClass::operational: return std::make_exception_ptr(OperationalError(std::move(d)));
        case ErrorClass::integrity: return std::make_exception_ptr(IntegrityError(std::move(d)));
        case ErrorClass::internal: return std::make_exception_ptr(InternalError(std::move(d)));
        case ErrorClass::programming: return std::make_exception_ptr(ProgrammingError(std::move(d)));
        case ErrorClass::not_supported: return std::make_exception_ptr(NotSupportedError(std::move(d)));
        case ErrorClass::other: break;
    }
    return std::make_exception_ptr(DatabaseError(std::move(d)));
}

std::exception_ptr connection_lost(std::string_view message, const Diagnostics* fatal, Outcome outcome) {
    Diagnostics d;
    if (fatal != nullptr) {
        d = *fatal;
    } else {
        d.message = message;
    }
    d.outcome = outcome;
    d.connection_lost = true;
    return std::make_exception_ptr(OperationalError(std::move(d)));
}

// PgBouncer rejects these requests by closing the connection: it had no connection to a server for them, or a
// transaction had begun, which then ends with the server's connection.
Outcome outcome_when_lost(const Diagnostics* fatal) noexcept {
    if (fatal == nullptr || fatal->sqlstate != "08P01") return Outcome::unknown;
    if (fatal->message == "query_wait_timeout") return Outcome::not_executed;
    const bool refused = fatal->message == "transaction blocks not allowed in statement pooling mode";
    return refused ? Outcome::rolled_back : Outcome::unknown;
}

std::exception_ptr refused(std::string message) {
    Diagnostics d;
    d.message = std::move(message);
    d.outcome = Outcome::not_sent;
    return std::make_exception_ptr(InterfaceError(std::move(d)));
}

}  // namespace azoth::postgresql
