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

std::unique_ptr<Operation> operation_for(Operation::Kind kind, const Request& request) {
    auto operation = std::make_unique<Operation>(kind);
    operation->statement = request.statement;
    operation->parameters = request.parameters;
    operation->begin.text = request.begin;
    operation->transaction = request.transaction;
    operation->setup.text = request.setup;
    operation->end.text = request.end;
    operation->timeout = request.timeout;
    return operation;
}

// The columns as they are described, in the transaction that the COPY will be part of: what locks that takes it keeps.
task<Answer> describe_copied(std::shared_ptr<Connection> connection, Request request, std::string query) {
    auto state = std::make_shared<CursorState>();
    state->text.sql = std::move(query);
    state->text.prepare = false;
    state->text.kind = StatementKind::select;
    state->text.seal();
    state->begin = request.begin;
    state->transaction = request.transaction;
    state->setup = request.setup;
    auto operation = std::make_unique<Operation>(Operation::Kind::describe);
    operation->transaction = request.transaction;
    operation->cursor = std::move(state);
    operation->timeout = request.timeout;
    return start_operation(*connection, std::move(operation));
}

task<Answer> copy_compared(std::shared_ptr<Connection> connection, Request request, std::string query,
                           ParameterSource& source) {
    const auto before = Clock::now();
    const Answer described = co_await describe_copied(connection, request, std::move(query));
    std::vector<CopiedColumn> plan;
    if (described.rows != nullptr) plan = plan_copy(*request.statement, described.rows->description());
    const bool changed =
        std::ranges::any_of(plan, [](const CopiedColumn& c) { return c.as != CopiedColumn::As::given; });
    CopiedRows rows(source, plan);
    request.begin = {};
    request.setup = {};
    if (request.timeout.count() > 0) {
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - before);
        request.timeout = std::max(request.timeout - took, std::chrono::milliseconds(1));
    }
    auto operation = operation_for(Operation::Kind::copy_in, request);
    operation->source = changed ? static_cast<ParameterSource*>(&rows) : &source;
    operation->text = request.copy;
    co_return co_await start_operation(*connection, std::move(operation));
}

}  // namespace

task<Answer> PostgresSession::execute(Request request) {
    return start_operation(*connection_, operation_for(Operation::Kind::execute, request));
}

task<Answer> PostgresSession::execute_many(Request request, ParameterSource& source) {
    auto operation = operation_for(Operation::Kind::execute_many, request);
    operation->source = &source;
    operation->answer.row_count = 0;
    return start_operation(*connection_, std::move(operation));
}

task<Answer> PostgresSession::copy_in(Request request, ParameterSource& source) {
    if (request.copy.empty()) return execute_many(request, source);
    std::string query = query_of_copied(request.copy);
    if (!query.empty()) return copy_compared(connection_, request, std::move(query), source);
    auto operation = operation_for(Operation::Kind::copy_in, request);
    operation->source = &source;
    operation->text = request.copy;
    return start_operation(*connection_, std::move(operation));
}

task<std::unique_ptr<Cursor>> PostgresSession::open(Request request) {
    auto state = std::make_shared<CursorState>();
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
    auto operation = std::make_unique<Operation>(Operation::Kind::control);
    operation->text = sql;
    operation->timeout = timeout;
    Answer answer = co_await start_operation(*connection_, std::move(operation));
    co_return std::move(answer.tag);
}

task<void> PostgresSession::close() {
    connection_->close();
    co_return;
}

}  // namespace azoth::postgresql
