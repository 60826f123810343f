#include "program.hpp"

#include <azoth/types/number_codecs.hpp>

#include <algorithm>
#include <array>

namespace azoth_tests::simulation {
namespace {

std::string begin_text(std::int64_t number) { return "BEGIN /*" + std::to_string(number) + "*/"; }

void add(azoth::ParameterBuffer& into, std::int64_t value) {
    into.add(value, azoth::SqlType(azoth::TypeKind::big_integer));
}

}  // namespace

Asked& Program::ask(Kind kind, Verb verb) {
    if (state_.used == state_.asked.size()) state_.asked.push_back(std::make_unique<Asked>());
    Asked& asked = *state_.asked[state_.used++];
    asked.reset();
    asked.kind = kind;
    asked.verb = verb;
    asked.id = static_cast<std::int64_t>(state_.used) * sets_a_request;
    asked.flushes = state_.flushes;
    return asked;
}

// With the transaction, and what the engine attaches to its requests.
void Program::join_transaction(Asked& asked) {
    if (!transaction_.start) return;
    asked.transaction = transaction_.start;
    asked.block = transaction_.number;
}

void Program::submit(Asked& asked, pl::Kind what, bool may_time_out) {
    auto request = std::make_unique<pl::Request>(std::move(what));
    request->caller = pl::Caller(state_.used - 1);
    request->transaction = asked.kind == Kind::control ? nullptr : asked.transaction;
    const bool is_statement = asked.kind == Kind::execute || asked.kind == Kind::execute_many;
    if (asked.begins) {
        asked.text = begin_text(asked.block);
        request->begin.text = asked.text;
    }
    if (is_statement && asked.block != 0 && state_.random.chance(8)) {
        request->setup.text = "SET LOCAL statement_timeout = 60000";
    }
    if (asked.ends) request->end.text = "COMMIT";
    if (asked.kind == Kind::execute_many) request->answer.row_count = 0;
    if (may_time_out && state_.random.chance(state_.profile.timeouts)) {
        request->timeout = std::chrono::milliseconds(state_.random.between(1, 300));
        asked.deadline = state_.now + request->timeout;
    }
    asked.alone = state_.outstanding == 0;
    ++state_.outstanding;
    if (state_.trace != nullptr) {
        std::string text = "submit #" + std::to_string(state_.used - 1) + " kind " +
                           std::to_string(static_cast<int>(asked.kind)) + " verb " +
                           std::to_string(static_cast<int>(asked.verb)) + " id " + std::to_string(asked.id);
        if (asked.block != 0) text += " transaction " + std::to_string(asked.block);
        if (asked.begins) text += " with BEGIN";
        if (asked.ends) text += " with COMMIT";
        if (!request->setup.text.empty()) text += " with SET LOCAL";
        if (asked.rows != 0) text += " rows " + std::to_string(asked.rows) + "*" + std::to_string(asked.padding);
        if (asked.sets != 1) text += " sets " + std::to_string(asked.sets);
        if (asked.cursor != 0) text += " cursor " + std::to_string(asked.cursor);
        if (asked.count != 0) text += " count " + std::to_string(asked.count);
        if (request->timeout.count() != 0) text += " timeout " + std::to_string(request->timeout.count());
        if (!asked.text.empty()) text += " " + asked.text;
        state_.note(text);
    }
    asked.request = state_.pipeline->submit(std::move(request), state_.now);
}

void Program::act() {
    if (state_.outstanding >= state_.profile.most_outstanding) return;
    if (state_.profile.is_shared()) return execute();
    if (ending_ || discarding_) return;
    if (owes_rollback_) return control("ROLLBACK");
    const bool idle = state_.outstanding == 0 && !transaction_.start &&
                      std::ranges::all_of(state_.cursors, [](const OpenCursor& c) { return c.over; });
    if (idle && state_.random.chance(3)) {
        discarding_ = true;
        return control("DISCARD ALL");
    }
    const bool reads = std::ranges::any_of(state_.cursors, [](const OpenCursor& c) { return c.block == 0 && !c.over; });
    if (!transaction_.start && !reads && state_.random.chance(30)) {
        last_number_ = last_number_ % 3 + 1;
        transaction_.number = last_number_;
        transaction_.start = std::make_shared<azoth::TransactionStart>(begin_text(last_number_));
    }
    // A COPY that has begun is mostly read on: everything else would be refused.
    const bool copies = std::ranges::any_of(state_.cursors, [](const OpenCursor& c) { return c.copies && !c.over; });
    if (copies && state_.random.chance(75)) {
        if (!go_on_reading()) execute();
        return;
    }
    const std::size_t choice = state_.random.below(100);
    if (choice < 50) return execute();
    if (choice < 56) return execute_many();
    if (choice < 61) return copy_in();
    if (choice < 67) return open_cursor(false);
    if (choice < 80) {
        if (!go_on_reading()) execute();
        return;
    }
    if (choice < 83) return open_cursor(true);
    if (!transaction_.start) return choice < 85 ? control("SET azoth.request = '1'") : execute();
    if (choice < 89) return execute_savepoint();
    end_transaction();
}

void Program::execute() {
    static constexpr std::array<Verb, 20> verbs{
        Verb::rows,        Verb::rows,      Verb::rows,          Verb::rows,      Verb::rows,
        Verb::rows,        Verb::insert,    Verb::insert,        Verb::insert,    Verb::insert,
        Verb::failing_row, Verb::slow_rows, Verb::missing_table, Verb::duplicate, Verb::insert_returning,
        Verb::slow_insert, Verb::made_type, Verb::textual,       Verb::rows,      Verb::rows};
    execute_verb(verbs[state_.random.below(verbs.size())]);
}

void Program::execute_verb(Verb verb) {
    Random& random = state_.random;
    if (random.chance(1) && !transaction_.start && !state_.profile.is_shared()) {
        Asked& asked = ask(Kind::execute, Verb::deallocate_all);
        asked.id = 0;
        ++state_.times_gone;
        return submit(asked, pl::Execute{&statement_of(Verb::deallocate_all), nullptr});
    }
    if (random.chance(2) && !state_.profile.is_shared()) {
        Asked& asked = ask(Kind::execute, Verb::alter);
        asked.id = 0;
        join_transaction(asked);
        return submit(asked, pl::Execute{&statement_of(Verb::alter), nullptr});
    }
    Asked& asked = ask(Kind::execute, verb);
    add(asked.parameters, asked.id);
    if (random.chance(1)) {
        asked.malformed = true;
        add(asked.parameters, 0);
        add(asked.parameters, 0);
        add(asked.parameters, 0);
    }
    switch (verb) {
        case Verb::rows: {
            const bool large = random.chance(state_.profile.large);
            asked.rows = static_cast<std::int64_t>(large ? random.below(300) : random.below(5));
            asked.padding = static_cast<std::int64_t>(large ? random.below(400) : random.below(4));
            add(asked.parameters, asked.rows);
            add(asked.parameters, asked.padding);
            break;
        }
        case Verb::failing_row: {
            asked.rows = static_cast<std::int64_t>(random.below(6));
            // The row that fails; 0: none.
            asked.padding = static_cast<std::int64_t>(random.below(8));
            add(asked.parameters, asked.padding);
            add(asked.parameters, asked.rows);
            break;
        }
        case Verb::slow_insert:
        case Verb::slow_rows:
            asked.rows = verb == Verb::slow_rows ? 1 : 0;
            add(asked.parameters, static_cast<std::int64_t>(random.below(12)));
            break;
        case Verb::insert_returning:
        case Verb::made_type:
        case Verb::textual: asked.rows = 1; break;
        default: break;
    }
    if (!state_.profile.is_shared()) {
        join_transaction(asked);
        if (asked.transaction) {
            asked.ends = random.chance(4);
        } else if (random.chance(4) && state_.outstanding == 0) {
            last_number_ = last_number_ % 3 + 1;
            asked.block = last_number_;
            asked.begins = asked.ends = true;
        }
    }
    if (asked.ends) ending_ = true;
    submit(asked, pl::Execute{&statement_of(verb), &asked.parameters});
}

void Program::execute_insert() {
    Asked& asked = ask(Kind::execute, Verb::insert);
    add(asked.parameters, asked.id);
    submit(asked, pl::Execute{&statement_of(Verb::insert), &asked.parameters}, false);
}

// As the engine does for begin_nested(): with the transaction, whose first statement it may be.
void Program::execute_savepoint() {
    const bool confirmed = transaction_.start->state() == azoth::TransactionStart::State::confirmed;
    const std::string name = state_.random.chance(50) ? "a" : "b";
    if (confirmed && state_.random.chance(50)) {
        return control((state_.random.chance(50) ? "ROLLBACK TO SAVEPOINT " : "RELEASE SAVEPOINT ") + name);
    }
    Asked& asked = ask(Kind::execute, Verb::savepoint);
    asked.id = 0;
    asked.statement.sql = "SAVEPOINT " + name;
    asked.statement.prepare = false;
    asked.statement.seal();
    join_transaction(asked);
    submit(asked, pl::Execute{&asked.statement, nullptr});
}

void Program::execute_many() {
    Asked& asked = ask(Kind::execute_many, Verb::insert);
    const bool large = state_.random.chance(state_.profile.large);
    asked.sets = static_cast<std::int64_t>(large ? state_.random.below(3000) : state_.random.below(8));
    asked.source_fails = state_.random.chance(8);
    asked.source.reset(asked.id, asked.sets, asked.source_fails);
    join_transaction(asked);
    if (asked.transaction) asked.ends = ending_ = state_.random.chance(6);
    submit(asked, pl::ExecuteMany{&statement_of(Verb::insert), &asked.source});
}

void Program::copy_in() {
    Asked& asked = ask(Kind::copy_in, Verb::copy_in);
    const bool large = state_.random.chance(state_.profile.large);
    asked.sets = static_cast<std::int64_t>(large ? state_.random.below(5000) : state_.random.below(8));
    asked.source_fails = state_.random.chance(8);
    asked.source.reset(asked.id, asked.sets, asked.source_fails);
    join_transaction(asked);
    if (asked.transaction) asked.ends = ending_ = state_.random.chance(6);
    submit(asked, pl::CopyIn{sql::copy_in, &asked.source});
}

void Program::open_cursor(bool copies) {
    // One at a time outside of a transaction: it keeps the session to itself.
    if (!transaction_.start || copies) state_.session_held = true;
    OpenCursor& cursor = state_.cursors.emplace_back();
    cursor.state = std::make_shared<pl::CursorState>();
    cursor.id = static_cast<std::int64_t>(state_.used + 1) * sets_a_request;
    cursor.rows = static_cast<std::int64_t>(state_.random.below(state_.random.chance(state_.profile.large) ? 200 : 9));
    cursor.copies = copies;
    if (transaction_.start) {
        cursor.block = transaction_.number;
        cursor.state->transaction = transaction_.start;
        if (state_.random.chance(10)) cursor.state->setup = "SET LOCAL statement_timeout = 60000";
    }
    if (copies) {
        cursor.state->text.sql = sql::copied(cursor.id, cursor.rows);
        cursor.state->text.kind = azoth::StatementKind::select;
        cursor.state->text.seal();
        cursor.state->copy = sql::copy_out(cursor.id, cursor.rows);
    } else {
        cursor.state->text = statement_of(Verb::rows);
        add(cursor.state->parameters, cursor.id);
        add(cursor.state->parameters, cursor.rows);
        add(cursor.state->parameters, 1);
    }
    fetch(state_.cursors.size());
}

// False: there is no cursor to read from.
bool Program::go_on_reading() {
    for (std::size_t at = state_.cursors.size(); at > 0; --at) {
        OpenCursor& cursor = state_.cursors[at - 1];
        if (cursor.over || cursor.busy) continue;
        const std::size_t choice = state_.random.below(10);
        if (choice == 0) {
            drop(cursor);
        } else if (choice == 1 && !cursor.copies && cursor.state->stage == pl::CursorState::Stage::open) {
            Asked& asked = ask(Kind::close_cursor, Verb::rows);
            asked.id = 0;
            asked.cursor = at;
            asked.block = cursor.block;
            cursor.busy = cursor.over = true;
            submit(asked, pl::CloseCursor{cursor.state}, false);
        } else {
            fetch(at);
        }
        return true;
    }
    return false;
}

void Program::fetch(std::size_t at) {
    OpenCursor& cursor = state_.cursors[at - 1];
    const bool describes = cursor.copies && !cursor.described;
    const Kind kind = describes ? Kind::describe : cursor.copies ? Kind::copy_out : Kind::fetch;
    Asked& asked = ask(kind, cursor.copies ? Verb::copy_out : Verb::rows);
    asked.id = describes ? 0 : cursor.id;
    asked.cursor = at;
    asked.block = cursor.block;
    asked.transaction = cursor.state->transaction;
    asked.count = describes || state_.random.chance(15) ? 0 : state_.random.between(1, 6);
    cursor.busy = true;
    if (describes) return submit(asked, pl::Describe{cursor.state});
    if (cursor.copies) return submit(asked, pl::CopyOut{cursor.state, asked.count});
    submit(asked, pl::Fetch{cursor.state, asked.count});
}

void Program::drop(OpenCursor& cursor) {
    state_.note("drop a cursor");
    cursor.over = true;
    cursor.dropped_at = state_.used;
    if (cursor.copies) state_.may_expire = true;
    state_.pipeline->drop(cursor.state, state_.now);
}

void Program::drop_cursor() {
    for (OpenCursor& cursor : state_.cursors) {
        if (cursor.over || cursor.busy) continue;
        return drop(cursor);
    }
}

void Program::control(std::string_view text) {
    Asked& asked = ask(Kind::control, read_script(text).verb);
    asked.id = 0;
    asked.text = text;
    join_transaction(asked);
    const bool ends = asked.verb == Verb::commit || asked.verb == Verb::rollback;
    if (ends) ending_ = true;
    submit(asked, pl::Control{asked.text}, !owes_rollback_ && !finishing_);
}

void Program::end_transaction() {
    for (OpenCursor& cursor : state_.cursors) {
        if (!cursor.over && !cursor.busy && cursor.state->transaction == transaction_.start) drop(cursor);
    }
    // What is in flight may carry BEGIN, or may be about to.
    const bool known = state_.outstanding > 0 || !transaction_.start->end_unsent();
    const bool gives_up = state_.random.chance(30);
    if (!known || state_.pipeline->is_lost()) return forget_transaction();
    if (gives_up) {
        owes_rollback_ = true;
        forget_transaction();
        return;
    }
    control(state_.random.chance(75) ? "COMMIT" : "ROLLBACK");
}

void Program::forget_transaction() {
    if (!transaction_.start) return;
    transaction_.start->end();
    transaction_.start.reset();
}

// As ConnectionState::transaction_ended().
void Program::transaction_ended(const Asked& asked, bool failed) {
    ending_ = false;
    if (state_.pipeline->is_lost()) {
        owes_rollback_ = false;
        return forget_transaction();
    }
    const bool idle = state_.pipeline->transaction_status() == azoth::TransactionStatus::idle;
    if (owes_rollback_ && !transaction_.start) {
        if (!failed && idle) owes_rollback_ = false;
        return;
    }
    if (asked.begins) {
        owes_rollback_ = failed;
        return;
    }
    if (!transaction_.start) return;
    if (failed && !state_.pipeline->is_quiet()) {
        if (asked.outcome == azoth::Outcome::not_sent) return;
        owes_rollback_ = true;
        return forget_transaction();
    }
    if (idle || transaction_.start->state() == azoth::TransactionStart::State::ended) forget_transaction();
}

void Program::completed(Asked& asked, bool failed) {
    --state_.outstanding;
    if (asked.cursor != 0) {
        OpenCursor& cursor = state_.cursors[asked.cursor - 1];
        cursor.busy = false;
        if (asked.kind == Kind::describe) {
            cursor.described = true;
        }
        // A fetch that was not sent has lost nothing; after one that was abandoned the cursor can't go on.
        const bool goes_on = asked.kind == Kind::fetch && !state_.pipeline->is_lost() && !finishing_ &&
                             (asked.outcome == azoth::Outcome::not_sent || asked.outcome == azoth::Outcome::unknown);
        if (failed && !cursor.over && !(goes_on && state_.random.chance(50))) drop(cursor);
    }
    if (asked.verb == Verb::discard_all) discarding_ = false;
    const bool ends = asked.verb == Verb::commit || asked.verb == Verb::rollback || asked.ends;
    if (ends) transaction_ended(asked, failed);
}

bool Program::finish() {
    finishing_ = true;
    if (state_.pipeline->is_lost()) return false;
    for (OpenCursor& cursor : state_.cursors) {
        if (cursor.over || cursor.busy) continue;
        drop(cursor);
        return true;
    }
    if (ending_) return false;
    if (transaction_.start) {
        end_transaction();
        return true;
    }
    // At check-in a pool rolls back what was left open.
    const bool dirty = state_.pipeline->transaction_status() != azoth::TransactionStatus::idle;
    if (!owes_rollback_ && !dirty) return false;
    control("ROLLBACK");
    return true;
}

}  // namespace azoth_tests::simulation
