#include "session.hpp"

#include "copy_types.hpp"
#include "cursor.hpp"
#include "start.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace azoth::postgresql {
namespace {

template <class Kind>
std::unique_ptr<pipeline::Request> pipeline_request(Kind kind, const Request& request) {
    auto result = std::make_unique<pipeline::Request>(std::move(kind));
    result->begin.text = request.begin;
    result->transaction = request.transaction;
    result->setup.text = request.setup;
    result->end.text = request.end;
    result->timeout = request.timeout;
    return result;
}

// Describes the columns in the transaction of the COPY, whose locks it keeps.
task<Answer> describe_copied(std::shared_ptr<Connection> connection, Request request, std::string query) {
    auto state = std::make_shared<pipeline::CursorState>();
    state->text.sql = std::move(query);
    state->text.prepare = false;
    state->text.kind = StatementKind::select;
    state->text.seal();
    state->begin = request.begin;
    state->transaction = request.transaction;
    state->setup = request.setup;
    auto describe = std::make_unique<pipeline::Request>(pipeline::Describe{std::move(state)});
    describe->transaction = request.transaction;
    describe->timeout = request.timeout;
    return start_request(*connection, std::move(describe));
}

task<Answer> copy_compared(std::shared_ptr<Connection> connection, Request request, std::string query,
                           ParameterSource& source) {
    const auto before = std::chrono::steady_clock::now();
    const Answer described = co_await describe_copied(connection, request, std::move(query));
    std::vector<CopiedColumn> plan;
    if (described.rows != nullptr) plan = plan_copy(*request.statement, described.rows->description());
    const bool changed =
        std::ranges::any_of(plan, [](const CopiedColumn& c) { return c.as != CopiedColumn::As::given; });
    CopiedRows rows(source, plan);
    request.begin = {};
    request.setup = {};
    if (request.timeout.count() > 0) {
        const auto took =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - before);
        request.timeout = std::max(request.timeout - took, std::chrono::milliseconds(1));
    }
    ParameterSource* const given = changed ? static_cast<ParameterSource*>(&rows) : &source;
    auto copy = pipeline_request(pipeline::CopyIn{request.copy, given}, request);
    co_return co_await start_request(*connection, std::move(copy));
}

}  // namespace

task<Answer> PostgresSession::execute(Request request) {
    return start_request(*connection_,
                         pipeline_request(pipeline::Execute{request.statement, request.parameters}, request));
}

task<Answer> PostgresSession::execute_many(Request request, ParameterSource& source) {
    auto many = pipeline_request(pipeline::ExecuteMany{request.statement, &source}, request);
    many->answer.row_count = 0;
    return start_request(*connection_, std::move(many));
}

task<Answer> PostgresSession::copy_in(Request request, ParameterSource& source) {
    if (request.copy.empty()) return execute_many(request, source);
    std::string query = query_of_copied(request.copy);
    if (!query.empty()) return copy_compared(connection_, request, std::move(query), source);
    return start_request(*connection_, pipeline_request(pipeline::CopyIn{request.copy, &source}, request));
}

task<std::unique_ptr<Cursor>> PostgresSession::open(Request request) {
    auto state = std::make_shared<pipeline::CursorState>();
    state->text = *request.statement;
    if (request.parameters != nullptr) state->parameters = *request.parameters;
    state->begin = request.begin;
    state->transaction = request.transaction;
    state->setup = request.setup;
    state->timeout = request.timeout;
    state->copy = request.copy;
    if (!state->copy.empty()) co_return std::make_unique<PostgresCopy>(connection_, std::move(state));
    co_return std::make_unique<PostgresCursor>(connection_, std::move(state));
}

task<std::string> PostgresSession::control(std::string_view sql, std::chrono::milliseconds timeout) {
    auto control = std::make_unique<pipeline::Request>(pipeline::Control{sql});
    control->timeout = timeout;
    Answer answer = co_await start_request(*connection_, std::move(control));
    co_return std::move(answer.tag);
}

task<void> PostgresSession::close() {
    connection_->close();
    co_return;
}

}  // namespace azoth::postgresql
