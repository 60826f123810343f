#include "error_text.hpp"
#include <azoth/error.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace azoth {
namespace {

constexpr std::size_t half_line = 200;

void append_line(std::string& text, std::string_view label, std::string_view value) {
    if (value.empty()) return;
    text += '\n';
    text += label;
    detail::append_shortened(text, value, max_error_text);
}

// The line of the statement that contains the position, with a caret under it.
void append_position(std::string& text, std::string_view statement, std::size_t position) {
    std::size_t offset = 0;
    for (std::size_t seen = 1; seen < position && offset < statement.size(); ++seen) {
        do ++offset;
        while (offset < statement.size() && (static_cast<unsigned char>(statement[offset]) & 0xC0U) == 0x80U);
    }
    if (offset > statement.size()) return;
    const std::size_t newline = statement.substr(0, offset).rfind('\n');
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    const std::string_view line = statement.substr(begin, statement.find('\n', begin) - begin);
    // Of a long line, the part around the position, without splitting characters.
    const std::size_t from =
        detail::character_start(statement, offset - begin > half_line ? offset - half_line : begin);
    const std::size_t to = detail::character_start(statement, std::min(begin + line.size(), offset + half_line));
    const bool cut = from != begin;
    std::size_t columns = cut ? std::string_view("... ").size() : 0;
    for (const char c : statement.substr(from, offset - from)) {
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++columns;
    }
    text += cut ? "\n  ... " : "\n  ";
    text += statement.substr(from, to - from);
    if (to != begin + line.size()) text += " ...";
    text += "\n  ";
    text.append(columns, ' ');
    text += '^';
}

void append_statement(std::string& text, std::string_view statement, std::string_view parameters) {
    text += "\n[SQL: ";
    detail::append_shortened(text, statement, max_error_text);
    text += ']';
    if (parameters.empty()) return;
    text += "\n[parameters: ";
    detail::append_shortened(text, parameters, max_error_text);
    text += ']';
}

std::string display(const Diagnostics& d) {
    std::string text;
    if (!d.sqlstate.empty()) text += '[' + d.sqlstate + "] ";
    detail::append_shortened(text, d.message, max_error_text);
    append_line(text, "DETAIL: ", d.detail);
    append_line(text, "HINT: ", d.hint);
    append_line(text, "WHERE: ", d.where);
    if (!d.statement.empty()) {
        append_statement(text, d.statement, d.parameters);
        if (d.position > 0) append_position(text, d.statement, d.position);
    }
    return text;
}

}  // namespace

std::string_view to_string(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::not_sent: return "not_sent";
        case Outcome::not_executed: return "not_executed";
        case Outcome::executed: return "executed";
        case Outcome::rolled_back: return "rolled_back";
        case Outcome::committed: return "committed";
        case Outcome::unknown: return "unknown";
    }
    return "unknown";
}

Error::Error(std::string_view message)
    : what_(std::make_shared<const std::string>(detail::shortened(message, max_error_text))) {}

void Error::set_what(std::string text) { what_ = std::make_shared<const std::string>(std::move(text)); }

CancelledError::CancelledError(Outcome outcome)
    : boost::system::system_error(boost::asio::error::operation_aborted,
                                  "the operation was cancelled (" + std::string(to_string(outcome)) + ")"),
      outcome_(outcome) {}

StatementError::StatementError(Diagnostics diagnostics)
    : diagnostics_(std::make_shared<const Diagnostics>(std::move(diagnostics))) {
    set_what(display(*diagnostics_));
}

StatementTimeoutError::StatementTimeoutError(std::string_view message, Outcome outcome)
    : TimeoutError(message),
      statement_(std::make_shared<const std::string>()),
      parameters_(statement_),
      outcome_(outcome) {}

StatementTimeoutError StatementTimeoutError::with_statement(std::string_view statement,
                                                            std::string_view parameters) const {
    StatementTimeoutError copy(*this);
    if (!statement_->empty() || statement.empty()) return copy;
    copy.statement_ = std::make_shared<const std::string>(statement);
    copy.parameters_ = std::make_shared<const std::string>(parameters);
    std::string text = what();
    append_statement(text, statement, parameters);
    copy.set_what(std::move(text));
    return copy;
}

std::string_view to_string(ConstraintKind kind) noexcept {
    switch (kind) {
        case ConstraintKind::other: return "other";
        case ConstraintKind::unique: return "unique";
        case ConstraintKind::foreign_key: return "foreign_key";
        case ConstraintKind::check: return "check";
        case ConstraintKind::not_null: return "not_null";
        case ConstraintKind::exclusion: return "exclusion";
    }
    return "other";
}

ConstraintKind IntegrityError::kind() const noexcept {
    const std::string_view state = sqlstate();
    if (state == "23505") return ConstraintKind::unique;
    if (state == "23503" || state == "23001") return ConstraintKind::foreign_key;
    if (state == "23514") return ConstraintKind::check;
    if (state == "23502") return ConstraintKind::not_null;
    if (state == "23P01") return ConstraintKind::exclusion;
    return ConstraintKind::other;
}

void StatementError::attach(std::string_view statement, std::string_view parameters) {
    if (!diagnostics_->statement.empty()) return;
    auto extended = std::make_shared<Diagnostics>(*diagnostics_);
    extended->statement = statement;
    extended->parameters = parameters;
    set_what(display(*extended));
    diagnostics_ = std::move(extended);
}

}  // namespace azoth
