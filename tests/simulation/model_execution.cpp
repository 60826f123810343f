#include "bytes.hpp"
#include "model_server.hpp"

#include <algorithm>
#include <array>
#include <utility>

// The part of the model that executes statements and keeps transactions.
namespace azoth_tests::simulation {
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
    fail(fail_code_, "failure requested by the script", fail_routine_);
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
