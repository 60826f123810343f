#pragma once

#include "engine/connection_state.hpp"
#include "engine/telemetry.hpp"
#include <azoth/engine/execution.hpp>
#include <azoth/engine/result_data.hpp>
#include <azoth/task.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <string>

namespace azoth::detail {

/// One execution as the hooks and the observer of its engine see it. It must not outlive the execution.
class StatementWatch {
public:
    explicit StatementWatch(Execution& execution) noexcept : execution_(execution) {}

    /// Whether before() has to be awaited: hooks are coroutines, or a transaction begins whose hook is to be asked.
    /// Otherwise before_at_once() does the same.
    bool must_wait_before() const;
    /// Prepares the execution, begins a transaction if there is none, and asks. The next to come is its start.
    task<void> before();
    void before_at_once();
    /// Ends the span.
    void succeeded(const ResultData& data);
    /// Whether there are hooks for after() to ask.
    bool must_wait_after() const;
    task<void> after(const ResultData& data);
    /// Returns what is to be thrown.
    task<std::exception_ptr> failed(std::exception_ptr error);

private:
    void prepare();
    /// Whether there is neither a hook to show the statement to nor a comment to be added.
    bool nobody_may_change_it() const;
    void open_span(std::string_view sql);
    StatementEvent make_event();
    void begin(StatementEvent event);
    void start_span(StatementEvent& event);

    Execution& execution_;
    OperationSpan span_;
    bool many_ = false;
    std::string parameters_;  // as echo shows them, where hooks want to see them
    Telemetry::Clock::time_point start_;
    std::chrono::nanoseconds duration_{0};
};

/// What the semantic conventions call the operation of a statement: "SELECT", "BATCH INSERT".
std::string operation_name(const StatementText& text, bool many);

}  // namespace azoth::detail
