#include "session.hpp"

#include "cursor.hpp"
#include "start.hpp"

#include <utility>

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
    operation->was_prepared = request.was_prepared;
    return operation;
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
    if (request.was_prepared != nullptr) *request.was_prepared = connection_->is_cached(*request.statement);
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
