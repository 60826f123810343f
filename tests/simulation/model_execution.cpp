#include "bytes.hpp"
#include "model_server.hpp"

#include <algorithm>
#include <array>
#include <utility>

// The part of the model that executes statements and keeps transactions.
namespace azoth_tests::simulation {
namespace {

constexpr std::string_view copy_header("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);

void write_value(MessageWriter& message, std::int64_t number, bool binary) {
    if (!binary) {
        message.value(std::to_string(number));
        return;
    }
    message.number(std::int32_t{8}).number(number);
}

void write_oid(MessageWriter& message, std::uint32_t number) { message.number(std::int32_t{4}).number(number); }

// An array without elements.
void write_empty_array(MessageWriter& message, std::uint32_t element) {
    message.number(std::int32_t{12}).number(std::int32_t{0}).number(std::int32_t{0}).number(element);
}

std::int64_t rows_of(const Script& script, const std::array<std::int64_t, 3>& arguments) noexcept {
    switch (script.verb) {
        case Verb::rows: return arguments[1];
        case Verb::failing_row: return arguments[2];
        case Verb::copy_out: return script.count;
        case Verb::slow_rows:
        case Verb::made_type:
        case Verb::textual:
        case Verb::insert_returning: return 1;
        default: return 0;
    }
}

}  // namespace

void ModelServer::run(const PortalPtr& portal, std::int64_t limit) {
    const PortalPtr held = portal;
    const Script& script = held->statement->script;
    if (held->dead || (held->done && !script.has_rows())) return fail("55000", "portal cannot be run");
    const bool first = !std::exchange(held->started, true);
    if (script.is_control() || script.verb == Verb::set || script.verb == Verb::alter ||
        script.verb == Verb::discard_all || script.verb == Verb::deallocate_all) {
        held->done = true;
        control(*held->statement);
        return;
    }
    running_ = held;
    limit_ = limit > 0 && !script.copies ? limit : -1;  // a COPY is executed to its end
    made_ = 0;
    if (!first) return;
    mark(held->entry, Fate::running);
    if (script.verb == Verb::slow_insert || script.verb == Verb::slow_rows) held->slices = held->arguments[1];
    if (script.verb == Verb::copy_in) {
        copying_in_ = true;
        copied_.clear();
        copy_header_ = copy_trailer_ = false;
        copy_entries_.clear();
        begin_copy('G', 1);
        flush();
    } else if (script.copies) {
        begin_copy('H', script.columns.size());
    }
}

void ModelServer::begin_copy(char type, std::size_t columns) {
    MessageWriter message(out_, type);
    message.number(std::int8_t{1}).number(static_cast<std::int16_t>(columns));
    for (std::size_t i = 0; i < columns; ++i) message.number(std::int16_t{1});
}

void ModelServer::run_slice() {
    if (interrupted() || fails(Point::middle)) return;
    Portal& portal = *running_;
    if (portal.slices > 0) {
        --portal.slices;
        return;
    }
    const Script& script = portal.statement->script;
    if (script.verb == Verb::duplicate) return fail("23505", "duplicate key value violates unique constraint");
    for (std::size_t i = 0; i < options_.rows_a_slice; ++i) {
        if (limit_ == 0) return suspend();
        switch (make_row(portal)) {
            case Row::none: return complete();
            case Row::failed: return;
            case Row::made: break;
        }
        ++made_;
        if (limit_ > 0) --limit_;
    }
    sent();
}

ModelServer::Row ModelServer::make_row(Portal& portal) {
    const Script& script = portal.statement->script;
    if (script.verb == Verb::type_question) {
        constexpr std::size_t array_header = 5 * sizeof(std::int32_t);
        constexpr std::size_t element = 2 * sizeof(std::int32_t);
        const std::size_t at = array_header + static_cast<std::size_t>(portal.next_row - 1) * element;
        if (at + element > portal.raw.size()) return Row::none;
        ++portal.next_row;
        const auto asked = read_integer<std::uint32_t>(portal.raw.data() + at + sizeof(std::int32_t));
        if (asked != options_.mood_oid) return make_row(portal);
        MessageWriter message(out_, 'D');
        message.number(static_cast<std::int16_t>(script.columns.size()));
        write_oid(message, asked);
        message.value("mood").value("public").value("e");
        for (int i = 0; i < 4; ++i) write_oid(message, 0);
        message.value("enum_send");
        write_empty_array(message, type_oid::text);
        write_empty_array(message, type_oid::oid);
        return Row::made;
    }
    if (portal.next_row > rows_of(script, portal.arguments)) return Row::none;
    if (script.verb == Verb::failing_row && portal.next_row == portal.arguments[1]) {
        fail("22012", "division by zero");
        return Row::failed;
    }
    if (script.verb == Verb::textual) {
        const auto& formats = portal.formats;
        const bool binary = !formats.empty() && formats[formats.size() == 1 ? 0 : 1] == 1;
        if (binary) {
            fail("42883", "no binary output function available for type aclitem", "getTypeBinaryOutputInfo");
            return Row::failed;
        }
    }
    write_row(portal);
    ++portal.next_row;
    return Row::made;
}

void ModelServer::write_row(const Portal& portal) {
    const Script& script = portal.statement->script;
    if (script.copies) {
        MessageWriter message(out_, 'd');
        if (portal.next_row == 1) message.raw(copy_header);
        message.number(std::int16_t{2});
        write_value(message, script.id, true);
        write_value(message, portal.next_row, true);
        return;
    }
    const auto is_binary = [&portal](std::size_t column) {
        const auto& formats = portal.formats;
        return !formats.empty() && formats[formats.size() == 1 ? 0 : column] == 1;
    };
    MessageWriter message(out_, 'D');
    message.number(static_cast<std::int16_t>(script.columns.size()));
    write_value(message, script.verb == Verb::copy_out ? script.id : portal.arguments[0], is_binary(0));
    switch (script.verb) {
        case Verb::rows:
            write_value(message, portal.next_row, is_binary(1));
            message.number(static_cast<std::int32_t>(portal.arguments[2]));
            for (std::int64_t i = 0; i < portal.arguments[2]; ++i) message.number('x');
            break;
        case Verb::copy_out: write_value(message, portal.next_row, is_binary(1)); break;
        case Verb::failing_row: write_value(message, 1 / (portal.next_row - portal.arguments[1]), is_binary(1)); break;
        case Verb::made_type: message.value("ok"); break;
        case Verb::textual: message.value("azoth=r/azoth"); break;
        default: break;
    }
}

void ModelServer::suspend() {
    running_.reset();
    pipelined_ = true;
    empty('s');
}

void ModelServer::complete() {
    const PortalPtr portal = std::exchange(running_, nullptr);
    pipelined_ = true;
    const Script& script = portal->statement->script;
    const bool again = std::exchange(portal->done, true);
    if (!again) mark(portal->entry, Fate::pending);
    if (script.copies && script.verb == Verb::copy_out) {
        {
            MessageWriter message(out_, 'd');
            if (portal->next_row == 1) message.raw(copy_header);
            message.number(std::int16_t{-1});
        }
        empty('c');
        tag("COPY", made_);
    } else if (script.verb == Verb::insert || script.verb == Verb::slow_insert) {
        tag("INSERT 0 1");
    } else if (script.verb == Verb::insert_returning) {
        tag("INSERT 0", made_);
    } else {
        tag("SELECT", made_);
    }
    end_run();
}

// A Query is answered as if a Sync followed it.
void ModelServer::end_run() {
    if (simple_ && running_ == nullptr) sync();
}

// What arrives while COPY data is expected.
void ModelServer::handle_copy_in(char type, std::string_view body) {
    switch (type) {
        case 'd':
            copied_.append(body);
            while (copying_in_ && read_copied_row()) {
            }
            if (copying_in_) interrupted();
            return;
        case 'c': {
            copying_in_ = false;
            if (!copied_.empty()) return fail("22P04", "unexpected EOF in COPY data");
            const PortalPtr portal = std::exchange(running_, nullptr);
            portal->done = true;
            pipelined_ = true;
            for (const std::size_t entry : copy_entries_) mark(entry, Fate::pending);
            tag("COPY", static_cast<std::int64_t>(copy_entries_.size()));
            copy_entries_.clear();
            return end_run();
        }
        case 'f': return fail("57014", "COPY from stdin failed");
        case 'H':
        case 'S': return;
        case 'X': return disconnect();
        default:
            complaint_ = std::string("a message of type ") + type + " within COPY data";
            fail("08P01", "unexpected message type during COPY from stdin");
            return shut_down("08P01");
    }
}

// False: there is no whole row, or it failed.
bool ModelServer::read_copied_row() {
    constexpr std::size_t row_size = sizeof(std::int16_t) + sizeof(std::int32_t) + sizeof(std::int64_t);
    if (!copy_header_) {
        if (copied_.size() < copy_header.size()) return false;
        if (!copied_.starts_with(copy_header)) {
            fail("22P04", "COPY file signature not recognized");
            return false;
        }
        copied_.erase(0, copy_header.size());
        copy_header_ = true;
    }
    if (copied_.size() < sizeof(std::int16_t)) return false;
    if (copy_trailer_) {
        fail("22P04", "received copy data after EOF marker");
        return false;
    }
    const auto fields = read_integer<std::int16_t>(copied_.data());
    if (fields == -1) {
        copied_.erase(0, sizeof fields);
        copy_trailer_ = true;
        return true;
    }
    if (fields != 1) {
        fail("22P04", "row field count is not 1");
        return false;
    }
    if (copied_.size() < row_size) return false;
    copy_entries_.push_back(enter(read_integer<std::int64_t>(copied_.data() + row_size - sizeof(std::int64_t)),
                                  Verb::copy_in, Fate::running));
    copied_.erase(0, row_size);
    return !fails(Point::middle);
}

bool ModelServer::control(const Prepared& statement) {
    const Script& script = statement.script;
    const auto named = [&] {
        return std::find_if(savepoints_.rbegin(), savepoints_.rend(),
                            [&](const Savepoint& savepoint) { return savepoint.name == script.word; });
    };
    const bool needs_block =
        script.verb == Verb::savepoint || script.verb == Verb::release || script.verb == Verb::rollback_to;
    if (needs_block && state_ == State::implicit) {
        fail("25P01", "it can only be used in transaction blocks");
        return false;
    }
    switch (script.verb) {
        case Verb::begin:
            if (state_ == State::block) {
                report('N', "WARNING", "25001", "there is already a transaction in progress", {});
            } else {
                state_ = State::block;
                block_ = script.id;
                ++begun_;
            }
            tag("BEGIN");
            break;
        case Verb::commit:
        case Verb::rollback:
            if (!end_block(script.verb == Verb::commit)) return false;
            break;
        case Verb::savepoint:
            savepoints_.push_back({std::string(script.word), ledger_.size()});
            tag("SAVEPOINT");
            break;
        case Verb::release:
        case Verb::rollback_to: {
            const auto found = named();
            if (found == savepoints_.rend()) {
                fail("3B001", "savepoint does not exist");
                return false;
            }
            const auto at = static_cast<std::size_t>(std::distance(found, savepoints_.rend())) - 1;
            if (script.verb == Verb::release) {
                savepoints_.resize(at);
                for (auto& [name, portal] : portals_) portal->depth = std::min(portal->depth, at);
                if (unnamed_portal_) unnamed_portal_->depth = std::min(unnamed_portal_->depth, at);
                tag("RELEASE");
                break;
            }
            for (std::size_t i = savepoints_[at].mark; i < ledger_.size(); ++i) {
                if (ledger_[i].fate == Fate::pending || ledger_[i].fate == Fate::running) {
                    ledger_[i].fate = Fate::rolled_back;
                }
            }
            std::erase_if(portals_, [at](const auto& portal) { return portal.second->depth > at; });
            savepoints_.resize(at + 1);
            state_ = State::block;
            tag("ROLLBACK");
            break;
        }
        case Verb::set: set_parameter(statement.text); break;
        case Verb::alter:
            pipelined_ = true;
            tag("ALTER TABLE");
            break;
        case Verb::discard_all:
            if (state_ == State::block || pipelined_) {
                fail("25001", "DISCARD ALL cannot run inside a transaction block");
                return false;
            }
            end_transaction(true);
            statements_.clear();
            tag("DISCARD ALL");
            break;
        case Verb::deallocate_all:
            statements_.clear();
            pipelined_ = true;
            tag("DEALLOCATE ALL");
            break;
        default: break;
    }
    end_run();
    return true;
}

bool ModelServer::end_block(bool commit) {
    if (state_ == State::implicit) {
        report('N', "WARNING", "25P01", "there is no transaction in progress", {});
    }
    const bool succeeds = commit && state_ != State::failed;
    if (succeeds && fail_point_ == Point::commit) {
        end_transaction(false);
        return !fails(Point::commit);
    }
    end_transaction(succeeds);
    tag(succeeds ? "COMMIT" : "ROLLBACK");
    return true;
}

void ModelServer::set_parameter(std::string_view text) {
    if (text.starts_with("SET LOCAL") && state_ == State::implicit) {
        report('N', "WARNING", "25P01", "SET LOCAL can only be used in transaction blocks", {});
    }
    pipelined_ = true;
    tag(text.substr(0, text.find(' ')));
}

void ModelServer::start_transaction() {
    if (state_ != State::none) return;
    state_ = State::implicit;
    ++transaction_;
    pipelined_ = false;
    first_entry_ = ledger_.size();
}

void ModelServer::end_transaction(bool commit) {
    if (state_ == State::block || state_ == State::failed) ++ended_;
    for (std::size_t i = first_entry_; i < ledger_.size(); ++i) {
        Execution& entry = ledger_[i];
        if (entry.fate == Fate::pending || entry.fate == Fate::running) {
            entry.fate = commit ? Fate::committed : Fate::rolled_back;
        }
    }
    first_entry_ = ledger_.size();
    savepoints_.clear();
    portals_.clear();
    unnamed_portal_.reset();
    state_ = State::none;
    block_ = 0;
}

// The transaction of statements outside of a block ends at the Sync.
void ModelServer::finish_implicit() {
    if (state_ != State::implicit) return;
    if (fail_point_ == Point::commit) {
        end_transaction(false);
        fails(Point::commit);
        return;
    }
    end_transaction(true);
}

void ModelServer::mark(std::size_t entry, Fate fate) noexcept {
    if (entry != 0) ledger_[entry - 1].fate = fate;
}

void ModelServer::fail(std::string_view sqlstate, std::string_view text, std::string_view routine) {
    report('E', "ERROR", sqlstate, text, routine);
    flush();
    if (running_ != nullptr) {
        mark(running_->entry, Fate::failed);
        running_->dead = true;
    }
    for (const std::size_t entry : copy_entries_) mark(entry, Fate::failed);
    copy_entries_.clear();
    running_.reset();
    copying_in_ = false;
    skipping_ = true;
    if (state_ == State::implicit) {
        end_transaction(false);
    } else if (state_ == State::block) {
        state_ = State::failed;
        // A subtransaction that fails takes only its own portals with it.
        const auto release = [this](Portal& portal) {
            if (portal.depth >= savepoints_.size()) portal.dead = portal.released = true;
        };
        for (auto& [name, portal] : portals_) release(*portal);
        if (unnamed_portal_) release(*unnamed_portal_);
    }
    end_run();
}

bool ModelServer::fails(Point point) {
    if (fail_point_ != point) return false;
    fail_point_ = Point::none;
    fail(fail_code_, "it was told to fail", fail_routine_);
    return true;
}

void ModelServer::fail_at(Point point, std::string_view sqlstate, std::string_view routine) {
    fail_point_ = point;
    fail_code_ = sqlstate;
    fail_routine_ = routine;
}

void ModelServer::cancel() noexcept {
    if (!closed_ && running_ != nullptr) cancel_ = true;
}

void ModelServer::cancel_next() {
    if (!can_work()) return;
    cancel_ = true;
    work();
    if (running_ == nullptr) cancel_ = false;
}

bool ModelServer::interrupted() {
    if (!std::exchange(cancel_, false)) return false;
    ++cancelled_;
    fail("57014", "canceling statement due to user request");
    return true;
}

}  // namespace azoth_tests::simulation
