#include "judge.hpp"

#include "bytes.hpp"
#include <azoth/driver/row_buffer.hpp>
#include <azoth/error.hpp>

#include <algorithm>

namespace azoth_tests::simulation {
namespace {

using azoth::Outcome;

std::string_view bytes_of(const azoth::Cell& cell) noexcept {
    if (cell.size < 0) return {};
    return {reinterpret_cast<const char*>(cell.data), static_cast<std::size_t>(cell.size)};
}

std::int64_t number_of(const azoth::RowBuffer& rows, std::size_t row, std::size_t column) {
    const std::string_view bytes = bytes_of(rows.cell(row, column));
    return bytes.size() == sizeof(std::int64_t) ? read_integer<std::int64_t>(bytes.data()) : -1;
}

bool is_in(std::string_view code, std::initializer_list<std::string_view> codes) noexcept {
    return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

Judge::Report Judge::read(const std::exception_ptr& error) {
    Report report;
    try {
        std::rethrow_exception(error);
    } catch (const azoth::CancelledError& cancelled) {
        report.type = Report::Type::cancelled;
        report.outcome = cancelled.outcome();
        report.text = "CancelledError";
    } catch (const azoth::StatementTimeoutError& late) {
        report.type = Report::Type::timeout;
        report.outcome = late.outcome();
        report.text = late.what();
    } catch (const azoth::StatementError& failure) {
        report.type = Report::Type::server;
        report.outcome = failure.outcome();
        report.code = failure.sqlstate();
        report.lost = failure.connection_lost();
        report.stale = failure.diagnostics().stale_statement;
        report.text = failure.what();
    } catch (const azoth::InvalidRequestError& invalid) {
        report.type = Report::Type::invalid;
        report.outcome = Outcome::not_sent;
        report.text = invalid.what();
    } catch (const IdSource::Failed& failed) {
        report.type = Report::Type::source;
        report.outcome = Outcome::rolled_back;
        report.text = failed.what();
    } catch (const std::exception& other) {
        report.text = other.what();
    }
    return report;
}

Judge::Entries Judge::entries_of(const Asked& asked) const {
    Entries found;
    if (asked.id == 0) return found;
    for (const Execution& made : state_.server->ledger()) {
        if (made.id < asked.id || made.id >= asked.id + std::max<std::int64_t>(asked.sets, 1)) continue;
        ++found.all;
        switch (made.fate) {
            case Fate::refused: ++found.refused; continue;
            case Fate::failed: ++found.failed; continue;
            case Fate::running:
            case Fate::pending: ++found.open; break;
            case Fate::committed: ++found.committed; break;
            case Fate::rolled_back: ++found.rolled_back; break;
        }
        if (asked.block != 0 ? !made.in_block || made.block != asked.block : made.in_block) ++found.elsewhere;
    }
    return found;
}

void Judge::fail(const Asked& asked, std::string_view what) {
    std::string text = "request with id " + std::to_string(asked.id) + " of verb " +
                       std::to_string(static_cast<int>(asked.verb)) + ": ";
    state_.fail(text.append(what));
}

void Judge::check(Asked& asked, const pl::Completion& completion) {
    if (asked.done) return fail(asked, "it is completed twice");
    asked.done = true;
    if (completion.error) {
        const Report report = read(completion.error);
        asked.outcome = report.outcome;
        if (state_.trace != nullptr) {
            state_.note("completed id " + std::to_string(asked.id) + ": " + std::string(to_string(report.outcome)) +
                        " " + report.code + " " + report.text);
        }
        check_error(asked, report);
    } else {
        asked.succeeded = true;
        if (state_.trace != nullptr) {
            const std::size_t rows = completion.answer.rows ? completion.answer.rows->size() : 0;
            state_.note("completed id " + std::to_string(asked.id) + ": " + completion.answer.tag + ", " +
                        std::to_string(rows) + " rows");
        }
        check_answer(asked, completion.answer);
        if (asked.alone && asked.kind == Kind::execute && asked.verb != Verb::made_type) check_portals(asked);
    }
    asked.spoil();
}

void Judge::check_answer(Asked& asked, const azoth::Answer& answer) {
    switch (asked.kind) {
        case Kind::control: return check_control(asked, answer);
        case Kind::fetch:
        case Kind::copy_out: return check_batch(asked, answer);
        case Kind::describe:
        case Kind::close_cursor: return;
        default: break;
    }
    if (asked.malformed) return fail(asked, "it succeeded although it has too many parameters");
    if (asked.source_fails) return fail(asked, "it succeeded although its source failed");
    if (asked.verb == Verb::missing_table || asked.verb == Verb::duplicate) return fail(asked, "it should have failed");
    if (asked.id == 0) return;
    const Entries entries = entries_of(asked);
    const auto executions = static_cast<std::size_t>(asked.sets);
    Script script;
    script.verb = asked.verb;
    // A read that shares its Sync is answered before the transaction of the others ends.
    const std::size_t undone = asked.block != 0 || !script.writes() ? entries.rolled_back : 0;
    const std::size_t effective = entries.committed + entries.open + undone;
    if (effective != executions && (script.writes() || effective < executions)) {
        return fail(asked, "it succeeded, and was executed " + std::to_string(effective) + " times");
    }
    if (entries.elsewhere != 0) return fail(asked, "it was executed in another transaction");
    const bool commits = asked.block == 0 || asked.ends;
    if (commits && script.writes() && entries.committed != executions) {
        return fail(asked, "it succeeded, and is not committed");
    }
    if (asked.kind != Kind::execute) {
        const std::int64_t expected = asked.sets;
        if (answer.row_count != expected) return fail(asked, "the number of rows is wrong");
    } else if (!script.writes() || asked.verb == Verb::insert_returning) {
        check_rows(asked, answer);
    } else if (answer.row_count != 1) {
        return fail(asked, "the number of rows is not 1");
    }
    check_order(asked, entries);
}

// In the order of the requests, but for those that were executed again, were to be stopped, or had unknown types.
void Judge::check_order(const Asked& asked, const Entries& entries) {
    const bool plain = entries.all == static_cast<std::size_t>(asked.sets) && !asked.cancelled &&
                       asked.deadline == pl::never && asked.verb != Verb::made_type && asked.verb != Verb::textual;
    if (!plain || state_.profile.options.max_result_bytes < 100'000) return;
    if (asked.request < last_ && state_.times_gone == 0 && !state_.cancels_taken) {
        return fail(asked, "it was answered after a later request");
    }
    last_ = std::max(last_, asked.request);
}

void Judge::check_rows(const Asked& asked, const azoth::Answer& answer) {
    if (!answer.rows) return fail(asked, "it has no rows");
    const azoth::RowBuffer& rows = *answer.rows;
    if (rows.size() != static_cast<std::size_t>(asked.rows)) {
        return fail(asked, "it has " + std::to_string(rows.size()) + " rows");
    }
    std::size_t bytes = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (number_of(rows, row, 0) != asked.id) return fail(asked, "a row of it is another request's");
        if (asked.verb != Verb::rows) continue;
        if (number_of(rows, row, 1) != static_cast<std::int64_t>(row) + 1) return fail(asked, "its rows are mixed up");
        const std::size_t padding = bytes_of(rows.cell(row, 2)).size();
        if (padding != static_cast<std::size_t>(asked.padding)) return fail(asked, "a row has the wrong length");
        bytes += padding;
    }
    if (bytes > state_.profile.options.max_result_bytes) return fail(asked, "it is larger than max_result_bytes");
    if (asked.verb == Verb::made_type && bytes_of(rows.cell(0, 1)) != "ok") return fail(asked, "its value is wrong");
    if (asked.verb == Verb::textual && bytes_of(rows.cell(0, 1)) != "azoth=r/azoth") {
        return fail(asked, "its value is wrong");
    }
}

void Judge::check_batch(const Asked& asked, const azoth::Answer& answer) {
    OpenCursor& cursor = state_.cursors[asked.cursor - 1];
    const std::size_t size = answer.rows ? answer.rows->size() : 0;
    if (asked.count != 0 && size > asked.count) return fail(asked, "a batch has more rows than were asked for");
    for (std::size_t row = 0; row < size; ++row) {
        if (number_of(*answer.rows, row, 0) != asked.id) return fail(asked, "a row of it is another request's");
        if (number_of(*answer.rows, row, 1) != cursor.next++) return fail(asked, "a row is missing, or comes twice");
    }
    const bool last = asked.count == 0 || size < asked.count;
    if (!last) return;
    cursor.over = true;
    if (cursor.next != cursor.rows + 1) fail(asked, "its rows ended before the last");
}

void Judge::check_control(const Asked& asked, const azoth::Answer& answer) {
    if (asked.verb == Verb::commit && answer.tag == "COMMIT" && asked.transaction) {
        bool partly = false;  // undone, to a savepoint
        for (std::size_t i = 0; i < state_.used; ++i) {
            const Asked& other = *state_.asked[i];
            if (other.verb == Verb::rollback_to) partly = true;
        }
        if (partly) return;
        for (std::size_t i = 0; i < state_.used; ++i) {
            const Asked& other = *state_.asked[i];
            if (other.transaction != asked.transaction || !other.succeeded || other.kind == Kind::control) continue;
            if (other.kind == Kind::fetch || other.kind == Kind::copy_out || other.id == 0) continue;
            const Entries entries = entries_of(other);
            if (entries.committed != static_cast<std::size_t>(other.sets)) {
                return fail(other, "its COMMIT succeeded, and it is not committed");
            }
        }
    }
    if (asked.verb == Verb::commit && answer.tag != "COMMIT" && answer.tag != "ROLLBACK") {
        fail(asked, "COMMIT was answered with " + answer.tag);
    }
    if (asked.verb == Verb::rollback && answer.tag != "ROLLBACK") fail(asked, "ROLLBACK got the tag " + answer.tag);
}

bool Judge::is_followed_by_transaction(const Asked& asked) const {
    for (std::size_t i = state_.used; i > 0; --i) {
        const Asked& other = *state_.asked[i - 1];
        if (&other == &asked) return false;
        if (other.block != 0) return true;
    }
    return false;
}

// The latest request, if it is sent alone, closes the portals of the cursors that were dropped before it was made.
void Judge::check_portals(const Asked& asked) {
    const std::size_t number = static_cast<std::size_t>(asked.id / sets_a_request) - 1;
    const auto most = std::ranges::count_if(
        state_.cursors, [&](const OpenCursor& cursor) { return !cursor.over || cursor.dropped_at > number; });
    if (asked.id != 0 && number + 1 == state_.used && state_.server->portal_count() > static_cast<std::size_t>(most)) {
        fail(asked, "a portal that was dropped before it is still open");
    }
}

// What a request may fail with, for what it is or for what was done to the connection.
bool Judge::is_expected(const Asked& asked, const Report& report) const {
    const std::string_view code = report.code;
    if (asked.verb == Verb::failing_row && code == "22012") {
        return asked.padding >= 1 && asked.padding <= asked.rows;
    }
    if (asked.verb == Verb::missing_table && code == "42P01") return true;
    if (asked.verb == Verb::duplicate && code == "23505") return true;
    const bool in_block = asked.block != 0 || asked.kind == Kind::control;
    const bool stopped = asked.cancelled || asked.deadline <= state_.now;
    // A second attempt would be made within a transaction that was begun after it.
    const bool once = stopped || in_block || is_followed_by_transaction(asked);
    // No statement of another kind may find a transaction that has failed.
    if (code == "25P02") return in_block || state_.errors_made;  // or a ROLLBACK has failed
    if (code == "3B001" || code == "25P01") return asked.verb >= Verb::savepoint && asked.verb <= Verb::release;
    if (code == "57014") {
        // What a CancelRequest for another request hits is executed again, if nothing is lost by that; once.
        const bool hit_once = asked.kind == Kind::execute && !once && asked.verb != Verb::slow_rows &&
                              asked.verb != Verb::textual && state_.server->cancelled() < 2 &&
                              entries_of(asked).all == 1;
        return state_.errors_made || (state_.cancels_taken && (!hit_once || state_.times_gone > 0));
    }
    // A portal that was opened after a savepoint ends with the ROLLBACK to it.
    if (code == "34000") return asked.kind == Kind::fetch && asked.block != 0;
    if (code == "54000") return asked.rows != 0 || asked.kind == Kind::fetch || asked.kind == Kind::copy_out;
    if (is_in(code, {"26000", "0A000"})) {
        const bool again = asked.kind == Kind::execute && asked.verb != Verb::textual && !once;
        // Its second attempt needs no statement that was prepared before. Others may need one whose Parse failed.
        if (!report.stale && once) return true;
        if (again) return state_.times_gone > 1 || state_.errors_made || entries_of(asked).all > 1;
        return state_.times_gone > 0 || state_.errors_made || state_.cancels_taken;
    }
    if (asked.verb == Verb::textual && code == "42883") {
        return once || state_.times_gone > 0 || state_.errors_made || state_.cancels_taken;
    }
    return state_.errors_made && is_in(code, {"40001", "53200", "XX000"});
}

void Judge::check_error(Asked& asked, const Report& report) {
    switch (report.type) {
        case Report::Type::cancelled:
            if (!asked.cancelled && !(asked.kind == Kind::copy_out && state_.cursors[asked.cursor - 1].over)) {
                return fail(asked, "it says that it was cancelled");
            }
            break;
        case Report::Type::timeout:
            if (asked.deadline > state_.now) return fail(asked, "it says that its time is over");
            break;
        case Report::Type::invalid: {
            const bool ended = asked.transaction && asked.transaction->state() == azoth::TransactionStart::State::ended;
            if (!ended && !state_.session_held && asked.cursor == 0) return fail(asked, report.text);
            break;
        }
        case Report::Type::source:
            if (!asked.source_fails) return fail(asked, report.text);
            break;
        case Report::Type::other: return fail(asked, report.text);
        case Report::Type::server:
            if (report.lost) {
                if (!state_.pipeline->is_lost()) return fail(asked, "it says that the connection is lost");
                if (report.outcome == Outcome::unknown && asked.flushes == state_.flushes &&
                    asked.kind != Kind::copy_out) {
                    return fail(asked, "it can't have been sent, and its outcome is unknown");
                }
                if (report.outcome != Outcome::unknown && report.outcome != Outcome::not_sent) {
                    return fail(asked, "the connection was lost, and its outcome is known");
                }
            } else if (asked.malformed && report.code.empty()) {
                if (report.outcome != Outcome::not_sent)
                    return fail(asked, "it can't be sent, and its outcome is other");
            } else if (report.stale && state_.times_gone == 0) {
                return fail(asked, "it says that prepared statements are gone");
            } else if (!is_expected(asked, report)) {
                return fail(asked, "it failed with " + report.code + " " + report.text);
            } else if (report.outcome == Outcome::unknown && report.code != "54000") {
                return fail(asked, "the server answered it, and its outcome is unknown");
            }
            break;
    }
    check_outcome(asked, report);
}

void Judge::check_outcome(const Asked& asked, const Report& report) {
    if (asked.kind == Kind::fetch || asked.kind == Kind::copy_out || asked.id == 0) return;
    const Entries entries = entries_of(asked);
    const std::string found = "; committed " + std::to_string(entries.committed) + ", open " +
                              std::to_string(entries.open) + ", rolled back " + std::to_string(entries.rolled_back) +
                              ", failed " + std::to_string(entries.failed);
    const std::size_t lasting = entries.committed + entries.open;
    if (entries.elsewhere != 0) return fail(asked, "it was executed in another transaction");
    switch (report.outcome) {
        case Outcome::not_sent:
            if (entries.all != entries.refused + entries.failed + entries.rolled_back) {
                return fail(asked, "not sent" + found);
            }
            break;
        case Outcome::not_executed:
            if (lasting != 0) return fail(asked, "not executed" + found);
            if (entries.failed != 0 && entries.all == 1) return fail(asked, "not executed" + found);
            break;
        case Outcome::rolled_back:
            if (entries.committed != 0) return fail(asked, "rolled back" + found);
            if (entries.open != 0 && asked.block == 0 && !asked.source_fails) return fail(asked, "rolled back" + found);
            break;
        case Outcome::committed:
            if (entries.committed == 0) return fail(asked, "committed" + found);
            break;
        case Outcome::executed:
            if (lasting + entries.rolled_back == 0) return fail(asked, "executed" + found);
            break;
        case Outcome::unknown:
            if (!report.lost && !asked.cancelled && asked.deadline == pl::never && report.code != "54000") {
                return fail(asked, "nothing stopped it, and its outcome is unknown");
            }
            break;
    }
}

// On an exclusive connection requests are executed in their order, but for those that were sent twice.
void Judge::check_executed_order() {
    std::size_t latest = 0;
    for (const Execution& made : state_.server->ledger()) {
        const std::size_t at = static_cast<std::size_t>(made.id / sets_a_request) - 1;
        if (at >= state_.used) return state_.fail("the server executed what was never asked for");
        const Asked& asked = *state_.asked[at];
        if (asked.cursor != 0) continue;
        if (asked.kind == Kind::execute && entries_of(asked).all != 1) continue;
        if (at < latest) return fail(asked, "it was executed after a later request");
        latest = at;
    }
}

void Judge::check_end() {
    if (state_.profile.sharing == pl::Sharing::exclusive) check_executed_order();
    if (!state_.server->complaint().empty()) return state_.fail("the server got " + state_.server->complaint());
    for (std::size_t i = 0; i < state_.used; ++i) {
        const Asked& asked = *state_.asked[i];
        if (!asked.done) return fail(asked, "it was never completed");
        if (asked.source.was_read_late()) return fail(asked, "its source was read after its completion");
        if (asked.id == 0 || asked.kind == Kind::fetch || asked.kind == Kind::copy_out) continue;
        const Entries entries = entries_of(asked);
        const auto executions = static_cast<std::size_t>(asked.sets);
        Script script;
        script.verb = asked.verb;
        if (script.writes() && entries.committed + entries.open > executions)
            return fail(asked, "it was executed twice");
        if (entries.elsewhere != 0) return fail(asked, "it was executed in another transaction");
        if (asked.succeeded) continue;
        const bool undone = asked.outcome == Outcome::not_sent || asked.outcome == Outcome::not_executed ||
                            asked.outcome == Outcome::rolled_back;
        if (undone && entries.committed != 0) {
            return fail(asked, std::string(to_string(asked.outcome)) + ", and it is committed");
        }
        if (entries.committed != 0 && entries.committed != executions) return fail(asked, "it is committed in parts");
    }
}

}  // namespace azoth_tests::simulation
