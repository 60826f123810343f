#include "engine/control_statement.hpp"

#include "engine/connection_hooks.hpp"
#include "engine/hooks.hpp"
#include "engine/telemetry.hpp"
#include "error_copy.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/error.hpp>

#include <chrono>
#include <exception>
#include <utility>

namespace azoth::detail {
namespace {

task<std::string> send_to_session(ConnectionPtr connection, const ControlStatement& control) {
    Session& session = connection->session();
    const auto limit = connection->options().timeout().value_or(std::chrono::milliseconds(0));
    if (control.first.empty() && control.transaction == nullptr) co_return co_await session.control(control.sql, limit);
    StatementText text;
    text.sql = control.sql;
    text.prepare = false;
    text.seal();
    std::string setup = control.first;
    // The end of a transaction is executed in a failed one, too, which refuses SET LOCAL.
    if (control.transaction != nullptr && !control.ends_transaction) {
        setup = connection->take_timeout(connection->options());
    }
    Request request;
    request.statement = &text;
    request.transaction = control.transaction;
    request.setup = setup;
    request.timeout = limit;
    Answer answer = co_await session.execute(request);
    co_return std::move(answer.tag);
}

task<std::string> send_control(ConnectionPtr connection, ControlStatement control) {
    if (control.ends_transaction) connection->gate().begin_transaction_end();
    std::exception_ptr error;
    std::string tag;
    {
        const OperationInFlight operation = connection->begin_operation();
        try {
            tag = co_await send_to_session(connection, control);
        } catch (const StatementError&) {
            error = with_statement(std::current_exception(), control.shown(), {});
        } catch (...) {
            error = std::current_exception();
        }
    }
    if (error) connection->server_timeout().forget_transaction_limit();
    if (control.ends_transaction) connection->transaction_ended(error);
    if (error) std::rethrow_exception(error);
    co_return tag;
}

task<std::string> send_watched_control(ConnectionPtr connection, ControlStatement control) {
    const std::string shown = control.shown();
    StatementText text;
    text.sql = shown;
    OperationSpan span;
    const std::shared_ptr<EngineState> engine = connection->shared_engine();
    if (engine->telemetry != nullptr) span = OperationSpan(engine->telemetry, operation_name(text, false), shown);
    const auto failed = [&](const std::exception_ptr& error) {
        span.fail(error);
        return call_error_hooks(engine, shown, shown, error);
    };
    std::string tag = co_await with_failure_handler(send_control(connection, std::move(control)), failed);
    span.succeed();
    co_return tag;
}

}  // namespace

ControlStatement plain_control(std::string sql) {
    ControlStatement control;
    control.sql = std::move(sql);
    return control;
}

ControlStatement transaction_end(std::string sql) {
    ControlStatement control;
    control.sql = std::move(sql);
    control.ends_transaction = true;
    return control;
}

task<std::string> execute_control(ConnectionPtr connection, ControlStatement control) {
    const bool watched = connection->engine().watches_statements;
    return watched ? send_watched_control(std::move(connection), std::move(control))
                   : send_control(std::move(connection), std::move(control));
}

}  // namespace azoth::detail
