#include "errors.hpp"

#include <utility>

namespace azoth::postgresql {
namespace {

enum class ErrorClass { other, data, operational, integrity, internal, programming, not_supported };

// https://www.postgresql.org/docs/current/errcodes-appendix.html
ErrorClass class_of(std::string_view sqlstate) noexcept {
    if (sqlstate.size() != 5) return ErrorClass::other;
    // A cursor's or statement's name that isn't there any more, and a transaction that lost a race, are the
    // circumstances' fault; 40002 is a constraint's that was checked at COMMIT.
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

Diagnostics diagnostics_of(const protocol::ServerReport& report) {
    Diagnostics d;
    d.severity = report.severity;
    d.sqlstate = report.code;
    d.message = report.message;
    d.detail = report.detail;
    d.hint = report.hint;
    d.position = report.position;
    d.where = report.where;
    if (!report.internal_query.empty()) {
        if (!d.where.empty()) d.where += '\n';
        d.where.append("internal query: ").append(report.internal_query);
    }
    d.schema = report.schema;
    d.table = report.table;
    d.column = report.column;
    d.data_type = report.data_type;
    d.constraint = report.constraint;
    return d;
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

std::exception_ptr refused(std::string message) {
    Diagnostics d;
    d.message = std::move(message);
    d.outcome = Outcome::not_sent;
    return std::make_exception_ptr(InterfaceError(std::move(d)));
}

}  // namespace azoth::postgresql
