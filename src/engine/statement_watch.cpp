#include "engine/statement_watch.hpp"

#include "engine/concealment.hpp"
#include "engine/connection_hooks.hpp"
#include "engine/hooks.hpp"
#include "sql/mask_literals.hpp"
#include "sql/text_lexer.hpp"

#include <algorithm>
#include <utility>

namespace azoth::detail {
namespace {

bool has_comment(std::string_view sql) noexcept {
    return sql.find("/*") != std::string_view::npos || sql.find("--") != std::string_view::npos;
}

/// Behind the statement, but in front of a semicolon.
void append_comment(std::string& sql, std::string_view comment) {
    const std::size_t last = sql.find_last_not_of(" \t\r\n;");
    sql.insert(last == std::string::npos ? 0 : last + 1, comment);
}

}  // namespace

std::string operation_name(const StatementText& text, bool many) {
    std::string name(many ? "BATCH " : "");
    switch (text.kind) {
        case StatementKind::select: return name.append("SELECT");
        case StatementKind::insert: return name.append("INSERT");
        case StatementKind::update: return name.append("UPDATE");
        case StatementKind::delete_: return name.append("DELETE");
        case StatementKind::merge: return name.append("MERGE");
        case StatementKind::ddl:
        case StatementKind::text: break;
    }
    return name.append(first_word(text.sql));
}

bool StatementWatch::must_wait_before() const {
    const ConnectionPtr& connection = execution_.connection();
    const EngineEvents& hooks = connection->hooks();
    if (!hooks.begin.empty() && execution_.begins_transactions() && connection->would_autobegin()) return true;
    return std::ranges::any_of(hooks.before_execute.functions(), [](const auto& hook) { return bool(hook.coroutine); });
}

task<void> StatementWatch::before() {
    const ConnectionPtr connection = execution_.connection();
    const EngineEvents& hooks = connection->hooks();
    prepare();
    if (!hooks.begin.empty() && execution_.begins_transactions()) co_await autobegin(connection);
    StatementEvent event = make_event();
    if (!hooks.before_execute.empty()) co_await ask(hooks.before_execute, event);
    begin(std::move(event));
}

void StatementWatch::before_at_once() {
    prepare();
    if (nobody_may_change_it()) {
        const std::string& sql = execution_.text()->sql;
        if (execution_.connection()->engine().telemetry != nullptr) open_span(sql);
        start_ = Telemetry::Clock::now();
        return;
    }
    StatementEvent event = make_event();
    for (const auto& hook : execution_.connection()->hooks().before_execute.functions()) hook.plain(event);
    begin(std::move(event));
}

void StatementWatch::prepare() {
    execution_.connection()->session();
    execution_.prepare();
    many_ = execution_.source() != nullptr;
}

StatementEvent StatementWatch::make_event() {
    const EngineEvents& hooks = execution_.connection()->hooks();
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
    if (execution_.connection()->engine().telemetry != nullptr) start_span(event);
    if (event.sql != text->sql || event.prepare != text->prepare) {
        StatementText changed(*text);
        changed.sql = std::move(event.sql);
        changed.prepare = event.prepare;
        changed.seal();
        execution_.set_text(std::make_shared<const StatementText>(std::move(changed)));
    }
    start_ = Telemetry::Clock::now();
}

bool StatementWatch::nobody_may_change_it() const {
    const ConnectionPtr& connection = execution_.connection();
    const EngineEvents& hooks = connection->hooks();
    const std::shared_ptr<const Telemetry>& telemetry = connection->engine().telemetry;
    return hooks.before_execute.empty() && hooks.after_execute.empty() &&
           (telemetry == nullptr || !telemetry->comments());
}

void StatementWatch::open_span(std::string_view sql) {
    const std::shared_ptr<const Telemetry>& telemetry = execution_.connection()->engine().telemetry;
    const bool hidden = execution_.is_raw() && telemetry->hides_raw_text();
    std::string shown;
    if (telemetry->hides_raw_text() && !hidden) {
        shown = mask_literals(sql, execution_.connection()->dialect().quoting()).sql;
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

bool StatementWatch::must_wait_after() const { return !execution_.connection()->hooks().after_execute.empty(); }

task<void> StatementWatch::after(const ResultData& data) {
    const EngineEvents& hooks = execution_.connection()->hooks();
    ExecutedEvent event;
    const std::string sql = execution_.shown_sql();
    event.sql = sql;
    event.parameters = many_ ? execution_.displayed_parameters() : std::move(parameters_);
    event.kind = execution_.text()->kind;
    event.many = many_;
    event.duration = duration_;
    event.row_count = data.row_count;
    co_await ask(hooks.after_execute, event);
}

task<std::exception_ptr> StatementWatch::failed(std::exception_ptr error) {
    span_.fail(error);
    const ConnectionPtr connection = execution_.connection();
    if (connection->hooks().error.empty()) co_return error;
    std::string sql = execution_.text() != nullptr ? execution_.shown_sql() : std::string();
    co_return co_await tell_failed(connection->shared_engine(), "execute", std::move(sql), error);
}

}  // namespace azoth::detail
