#include "engine/statement_watch.hpp"

#include "engine/concealment.hpp"
#include "engine/connection_hooks.hpp"
#include "engine/hooks.hpp"
#include "sql/mask_literals.hpp"

#include <algorithm>
#include <utility>

namespace azoth::detail {
namespace {

bool has_comment(std::string_view sql) noexcept {
    return sql.find("/*") != std::string_view::npos || sql.find("--") != std::string_view::npos;
}

/// After the statement, but before a semicolon.
void append_comment(std::string& sql, std::string_view comment) {
    const std::size_t last = sql.find_last_not_of(" \t\r\n;");
    sql.insert(last == std::string::npos ? 0 : last + 1, comment);
}

}  // namespace

bool StatementWatch::begins_transaction() const noexcept {
    return execution_.connection() != nullptr && execution_.begins_transactions();
}

bool StatementWatch::must_wait_before() const {
    const EngineEvents& hooks = *execution_.engine().events;
    if (!hooks.begin.empty() && begins_transaction() && execution_.connection()->would_autobegin()) return true;
    return std::ranges::any_of(hooks.before_execute.functions(), [](const auto& hook) { return bool(hook.coroutine); });
}

task<void> StatementWatch::before() {
    const EngineEvents& hooks = *execution_.engine().events;
    prepare();
    if (!hooks.begin.empty() && begins_transaction()) co_await autobegin(execution_.connection());
    StatementEvent event = make_event();
    if (!hooks.before_execute.empty()) co_await call_hooks(hooks.before_execute, event);
    begin(std::move(event));
}

void StatementWatch::before_without_waiting() {
    prepare();
    if (is_sent_unchanged()) {
        const std::string& sql = execution_.text()->sql;
        if (execution_.engine().telemetry != nullptr) open_span(sql);
        start_ = Telemetry::Clock::now();
        return;
    }
    StatementEvent event = make_event();
    for (const auto& hook : execution_.engine().events->before_execute.functions()) hook.plain(event);
    begin(std::move(event));
}

void StatementWatch::prepare() {
    if (execution_.connection() != nullptr) execution_.connection()->session();
    execution_.prepare();
    many_ = execution_.source() != nullptr;
}

StatementEvent StatementWatch::make_event() {
    const EngineEvents& hooks = *execution_.engine().events;
    const std::shared_ptr<const StatementText>& text = execution_.text();
    StatementEvent event;
    event.sql = text->sql;
    event.prepare = text->prepare;
    event.kind = text->kind;
    event.many = many_;
    if (!many_ && (!hooks.before_execute.empty() || !hooks.after_execute.empty())) {
        parameters_ = execution_.displayed_parameters();
    }
    if (!hooks.before_execute.empty()) event.parameters = parameters_;
    return event;
}

void StatementWatch::begin(StatementEvent event) {
    const std::shared_ptr<const StatementText> text = execution_.text();
    if (execution_.engine().telemetry != nullptr) start_span(event);
    if (event.sql != text->sql || event.prepare != text->prepare) {
        StatementText changed(*text);
        changed.sql = std::move(event.sql);
        changed.prepare = event.prepare;
        changed.seal();
        execution_.set_text(std::make_shared<const StatementText>(std::move(changed)));
    }
    start_ = Telemetry::Clock::now();
}

bool StatementWatch::is_sent_unchanged() const {
    const EngineEvents& hooks = *execution_.engine().events;
    const std::shared_ptr<const Telemetry>& telemetry = execution_.engine().telemetry;
    return hooks.before_execute.empty() && hooks.after_execute.empty() &&
           (telemetry == nullptr || !telemetry->comments());
}

void StatementWatch::open_span(std::string_view sql) {
    const std::shared_ptr<const Telemetry>& telemetry = execution_.engine().telemetry;
    const bool hidden = execution_.is_raw() && telemetry->hides_raw_text();
    std::string shown;
    if (telemetry->hides_raw_text() && !hidden) {
        shown = mask_literals(sql, execution_.engine().backend.dialect().quoting()).sql;
        sql = shown;
    }
    span_ = OperationSpan(telemetry, operation_name(*execution_.text(), many_), hidden ? std::string_view() : sql);
}

void StatementWatch::start_span(StatementEvent& event) {
    open_span(event.sql);
    const std::string comment = span_.comment();
    if (comment.empty() || has_comment(event.sql)) return;
    append_comment(event.sql, comment);
    event.prepare = false;
}

void StatementWatch::succeeded(const ResultData& data) {
    duration_ = Telemetry::Clock::now() - start_;
    span_.succeed(data.rows != nullptr ? static_cast<std::int64_t>(data.rows->size()) : -1);
}

bool StatementWatch::must_wait_after() const { return !execution_.engine().events->after_execute.empty(); }

task<void> StatementWatch::after(const ResultData& data) {
    const EngineEvents& hooks = *execution_.engine().events;
    ExecutedEvent event;
    const std::string sql = execution_.shown_sql();
    event.sql = sql;
    event.parameters = many_ ? execution_.displayed_parameters() : std::move(parameters_);
    event.kind = execution_.text()->kind;
    event.many = many_;
    event.duration = duration_;
    event.row_count = data.row_count;
    co_await call_hooks(hooks.after_execute, event);
}

task<std::exception_ptr> StatementWatch::failed(std::exception_ptr error) {
    span_.fail(error);
    const std::shared_ptr<EngineState> engine = execution_.shared_engine();
    if (engine->events->error.empty()) co_return error;
    std::string sql = execution_.text() != nullptr ? execution_.shown_sql() : std::string();
    co_return co_await call_error_hooks(engine, "execute", std::move(sql), error);
}

}  // namespace azoth::detail
