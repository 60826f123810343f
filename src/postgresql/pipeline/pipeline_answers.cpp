#include "postgresql/pipeline/outcome.hpp"
#include "postgresql/pipeline/pipeline.hpp"
#include "postgresql/pipeline/second_attempt.hpp"
#include "postgresql/protocol/protocol_error.hpp"

#include <algorithm>
#include <utility>

// The part of Pipeline that processes the server's messages.
namespace azoth::postgresql::pipeline {
namespace {

using protocol::ProtocolError;

bool belongs_to_transaction(const Request& request) noexcept {
    return request.transaction != nullptr || !request.begin.text.empty();
}

// Whether the request was not executed because another one, sent with it, had failed.
bool is_transaction_failed(const Request& request) noexcept {
    return request.transaction != nullptr && request.transaction->state() != TransactionStart::State::due;
}

// Applies what the answer shows about the transaction and the prepared statements.
void end_attempt(Request& request, Transaction& transaction, PreparedStatements& statements) {
    transaction.give_begin_back(request);  // unless BEGIN is confirmed
    statements.answered(request);
}

}  // namespace

void Pipeline::consume() {
    try {
        while (true) {
            Request* const head = queue_.head();
            if (copy_.is_paused(head)) break;  // its rows wait for a caller
            if (head != nullptr && reader_.read_rows(*head)) stop(*head, Stop::too_large);
            if (copy_.request() != nullptr && give_batch()) break;
            const Reader::Event event = reader_.read(head);
            if (event == Reader::Event::none) break;
            if (event != Reader::Event::nothing) react(event, *head);
        }
        if (!queue_.waiting().empty() && !has_requests_in_flight()) flush_wanted_ = true;
        check_abandoned();
    } catch (const std::exception& error) {
        lose(error.what());
    }
}

void Pipeline::react(Reader::Event event, Request& head) {
    switch (event) {
        case Reader::Event::none:
        case Reader::Event::nothing: return;
        case Reader::Event::completed:
            if (reader_.tag() == "DISCARD ALL" || reader_.tag() == "DEALLOCATE ALL") statements_.discarded();
            end_portal(head);
            break;
        case Reader::Event::begin_completed: transaction_.confirm_begin(head); break;
        case Reader::Event::attached_completed: break;
        case Reader::Event::ended: return end_portal(head);
        case Reader::Event::suspended:
            if (!head.attempt.is_synced()) conclude();
            return;
        case Reader::Event::failed:
            // The server ignores everything up to the Sync, which ends it.
            if (&head == writer_.source()) writer_.end_rows(false);
            return end_portal(head);
        case Reader::Event::ready: return read_ready(head);
        case Reader::Event::awaits_copy_data:
            // The Sync was consumed as data by the server, which waits for data; so were the Syncs of later requests.
            if (&head != &queue_.in_flight().back()) throw ProtocolError("the server waits for COPY data");
            return writer_.refuse_copy(head);
        case Reader::Event::too_large: return stop(head, Stop::too_large);
    }
    if (head.attempt.sync == Sync::shared && head.is_answered()) conclude();
}

void Pipeline::end_portal(Request& head) {
    const auto* const cursor = head.cursor();
    if (cursor == nullptr) return;
    (*cursor)->end();
    if (!head.attempt.is_synced()) writer_.write_sync(head);
}

void Pipeline::read_ready(Request& head) {
    Attempt& attempt = head.attempt;
    RequestList skipped;
    if (attempt.sync == Sync::shared && attempt.failure) skipped = queue_.take_rest_of_group(head);
    for (Request& request : skipped) end_attempt(request, transaction_, statements_);
    if (!attempt.is_synced()) throw ProtocolError("the server is ready before it was asked to be");
    if (!attempt.failure && !head.is_answered()) throw ProtocolError("the server is ready before it has answered");
    transaction_.set_status(reader_.status());
    if (transaction_.is_idle()) {
        writer_.transaction_ended();
        statements_.transaction_ended();
    }
    if (const auto* const cursor = head.cursor()) {
        CursorState& state = **cursor;
        if (queue_.holder() == *cursor) queue_.release_holder();
        if (head.is<CloseCursor>()) state.stage = CursorState::Stage::ended;
        if (state.holds_session) state.end();
        state.holds_session = false;
        // A portal at its end keeps the resources of its execution until it is closed or the transaction ends.
        const bool at_end = head.is<Fetch>() && state.stage == CursorState::Stage::ended && !state.portal.empty();
        if (at_end && !transaction_.is_idle()) writer_.close_later(std::exchange(state.portal, {}));
    }
    try {
        conclude();
    } catch (...) {
        queue_.waiting().take(skipped);
        throw;
    }
    execute_again(std::move(skipped), &head);
}

// Passes rows of a COPY that form a batch to the caller that waits for one. True: no caller waits for the next rows.
bool Pipeline::give_batch() {
    Request& request = *copy_.request();
    if (!queue_.is_head(request) || request.stop != Stop::none) return false;
    RowCollector& rows = reader_.rows();
    if (request.count() == 0 || rows.size() < request.count()) return false;
    PreparedStatement& statement = *request.attempt.prepared;
    auto batch = std::make_unique<Completion>();
    batch->answer.row_count = static_cast<std::int64_t>(rows.size());
    batch->answer.rows = rows.take(statement.description);
    if (!statement.is_plain) TypeQuestions::describe(statement, batch->answer, types_.table());
    (*request.cursor())->description = statement.description;
    stopping_.unwatch(request);
    batch->caller = std::move(request.caller);
    completions_.push_back(std::move(batch));
    return true;
}

// Skipped requests are executed again, each with its own Sync, after the failed one if that is repeated, too. Not if
// their transaction has begun, because it has failed: its end may already be in flight, and they would be executed
// after it.
void Pipeline::execute_again(RequestList skipped, const Request* failed) {
    if (skipped.empty()) return;
    auto place = queue_.waiting().begin();
    if (place != queue_.waiting().end() && &*place == failed) ++place;
    while (!skipped.empty()) {
        std::unique_ptr<Request> request = skipped.pop_front();
        if (!request->caller) {
            complete(std::move(request));
        } else if (is_transaction_failed(*request)) {
            request->error = failed_transaction_error();
            complete(std::move(request));
        } else {
            request->start_over();
            queue_.waiting().insert(place, std::move(request));
        }
    }
    flush_wanted_ = true;
}

// The first request in flight is answered.
void Pipeline::conclude() {
    std::unique_ptr<Request> request = queue_.in_flight().pop_front();
    copy_.end(*request);
    if (sharing_ != Sharing::exclusive) {
        request->answer.took = now_ - std::max(request->attempt.begun, std::exchange(concluded_, now_));
    }
    const bool cancelled = stopping_.concluded(*request);
    end_attempt(*request, transaction_, statements_);
    if (request->is<TypeQuestion>()) return finish_question(std::move(request));
    RowCollector& rows = reader_.rows();
    if (request->attempt.failure && run_again(request)) return rows.clear();
    const PreparedPtr& prepared = request->attempt.prepared;
    if (has_failed(*request)) request->error = error_of(*request, transaction_.status(), max_result_bytes_);
    if (!request->error && request->caller && prepared && prepared->description && request->has_rows()) {
        request->answer.rows = rows.take(prepared->description);
        if (!prepared->is_plain && !cancelled && types_.hold(request, transaction_.status())) {
            rows.clear();
            return give_known();
        }
    }
    rows.clear();
    complete(std::move(request), cancelled && stopping_.must_keep_back());
}

bool Pipeline::run_again(std::unique_ptr<Request>& request) {
    const bool last = !has_requests_in_flight();
    if (!deserves_second_attempt(*request, transaction_.status(), last, sharing_ != Sharing::exclusive)) return false;
    const bool begun = request->begin.prepared && !request->begin.awaits_complete;
    // If others have begun a transaction in the meantime, the request would become part of it.
    if (!begun && std::ranges::any_of(queue_.in_flight(), &belongs_to_transaction)) return false;
    if (const auto* const cursor = request->cursor()) (*cursor)->stage = CursorState::Stage::fresh;
    request->start_over();
    if (begun) {
        request->rollback.text = "ROLLBACK";
        if (request->transaction) request->transaction->begin_again();
    }
    queue_.waiting().push_front(std::move(request));
    flush_wanted_ = true;
    return true;
}

void Pipeline::finish_question(std::unique_ptr<Request> question) {
    const Attempt& attempt = question->attempt;
    std::shared_ptr<const RowBuffer> rows;
    if (!attempt.failure && attempt.prepared && attempt.prepared->description) {
        rows = reader_.rows().take(attempt.prepared->description);
    }
    reader_.rows().clear();
    if (auto asker = types_.answered(*question, rows)) complete(std::move(asker));
    give_known();
}

// Completes answers whose types are known now; the next type query is sent before all waiting requests.
void Pipeline::give_known() {
    while (auto request = types_.next(transaction_.status())) complete(std::move(request));
    if (auto question = types_.take_question()) {
        queue_.waiting().push_front(std::move(question));
        flush_wanted_ = true;
    }
}

}  // namespace azoth::postgresql::pipeline
