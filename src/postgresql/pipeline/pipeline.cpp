#include "postgresql/pipeline/pipeline.hpp"

#include "postgresql/errors.hpp"
#include "postgresql/pipeline/outcome.hpp"

#include <limits>
#include <utility>

namespace azoth::postgresql::pipeline {
namespace {

std::size_t limit_of(std::size_t option) noexcept {
    return option == 0 ? std::numeric_limits<std::size_t>::max() : option;
}

Reader::Limits limits_of(const PipelineOptions& options) noexcept {
    return {limit_of(options.max_message_bytes), limit_of(options.max_result_bytes),
            limit_of(options.max_notice_bytes)};
}

}  // namespace

Pipeline::Pipeline(const PipelineOptions& options, std::shared_ptr<TypeCatalog> types)
    : max_result_bytes_(limit_of(options.max_result_bytes)),
      statements_(options.statement_cache_size),
      writer_(statements_, transaction_, options.server_version),
      admission_(queue_, copy_, transaction_, writer_),
      types_(std::move(types)),
      reader_(limits_of(options), options.keeps_notices, transaction_, types_),
      stopping_(options.cancel_timeout, options.sends_cancel_requests) {}

RequestId Pipeline::submit(std::unique_ptr<Request> request, Time now) {
    const RequestId id = ++last_id_;
    request->id = id;
    if (lost_) {
        request->error = connection_lost(loss_, reader_.fatal_error(), Outcome::not_sent);
        complete(std::move(request));
    } else if (admission_.is_refused(*request)) {
        request->error = admission_.busy_error();
        complete(std::move(request));
    } else {
        if (request->timeout.count() > 0) stopping_.watch(*request, now);
        if (!copy_.resume(*request)) queue_.waiting().push_back(std::move(request));
        flush_wanted_ = true;
    }
    return id;
}

void Pipeline::flush(Time now) {
    flush_wanted_ = false;
    if (lost_) return;
    now_ = now;
    more_waits_ = encode_waiting();
    if (has_requests_in_flight()) writer_.end_group(queue_.in_flight().back());
    if (copy_.take_resumed()) {
        consume();
    } else {
        check_abandoned();
    }
}

void Pipeline::sent(std::size_t size) noexcept { writer_.sent(size); }

std::span<std::byte> Pipeline::prepare() { return reader_.prepare(); }

void Pipeline::received(std::size_t size, Time now) {
    if (lost_) return;
    now_ = now;
    reader_.received(size);
    consume();
}

void Pipeline::share(Sharing sharing) noexcept { sharing_ = sharing; }

void Pipeline::listen(bool on) noexcept { reader_.listen(on); }

// Passes the answer to the caller, unless it must wait for the CancelRequest.
void Pipeline::complete(std::unique_ptr<Request> request, bool keep_back) noexcept {
    stopping_.unwatch(*request);
    if (!request->caller) return;
    const auto* const cursor = request->cursor();
    const PreparedPtr& prepared = request->attempt.prepared;
    if (cursor != nullptr && prepared && prepared->description) (*cursor)->description = prepared->description;
    if (keep_back) {
        stopping_.keep_back(std::move(request));
    } else {
        completions_.push_back(std::move(request));
    }
}

void Pipeline::lose(std::string_view message) noexcept {
    if (lost_) return;
    lost_ = true;
    loss_ = message;
    flush_wanted_ = more_waits_ = false;
    copy_.forget();
    queue_.release_holder();
    reader_.rows().clear();
    transaction_.forget_opening();
    const Outcome outcome_if_sent = outcome_when_lost(reader_.fatal_error());
    const auto fail = [this, outcome_if_sent](Request& request) {
        if (const auto* const cursor = request.cursor()) (*cursor)->stage = CursorState::Stage::ended;
        // An answer that waits for its types is given as it is.
        if (request.where == Where::awaits_types || request.error) return;
        const bool sent = request.where == Where::in_flight && writer_.has_sent(request);
        const Outcome outcome = sent ? outcome_if_sent : Outcome::not_sent;
        // What was not answered to its end may have been committed, or not: neither its rows nor the reason why the
        // server closed the connection tell.
        Attempt& attempt = request.attempt;
        attempt.rows_discarded = false;
        if (attempt.failure && attempt.failure->severity != "ERROR") attempt.failure.reset();
        request.error = request.stop == Stop::none ? connection_lost(loss_, reader_.fatal_error(), outcome)
                                                   : stop_error(request, transaction_.status(), max_result_bytes_);
    };
    RequestList all;
    all.take(queue_.in_flight());
    all.take(queue_.waiting());
    for (RequestList held = types_.release_all(); !held.empty();) all.push_back(held.pop_front());
    while (!all.empty()) {
        fail(all.front());
        complete(all.pop_front());
    }
    completions_.take(stopping_.kept_back());
    stopping_.forget();
    writer_.clear();
    statements_.discarded();
}

CompletionList Pipeline::forget_all(std::string_view message) noexcept {
    lost_ = true;
    if (loss_.empty()) loss_ = message;
    flush_wanted_ = more_waits_ = false;
    copy_.forget();
    queue_.release_holder();
    transaction_.forget_opening();
    reader_.listen(false);
    CompletionList all = take_completions();
    const auto take = [&all](RequestList requests) {
        while (!requests.empty()) all.push_back(requests.pop_front());
    };
    take(std::move(queue_.in_flight()));
    take(std::move(queue_.waiting()));
    take(types_.release_all());
    all.take(stopping_.kept_back());
    stopping_.forget();
    writer_.clear();
    return all;
}

bool Pipeline::is_quiet() const noexcept {
    return !has_requests_in_flight() && queue_.waiting().empty() && types_.is_empty();
}

bool Pipeline::is_clean() const noexcept {
    return !lost_ && is_quiet() && stopping_.kept_back().empty() && output().empty() && !queue_.holder() &&
           !stopping_.is_cancelling() && transaction_.is_idle();
}

}  // namespace azoth::postgresql::pipeline
