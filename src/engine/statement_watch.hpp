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

/// Calls hooks and the observer for one execution, which must outlive it.
class StatementWatch {
public:
    explicit StatementWatch(Execution& execution) noexcept : execution_(execution) {}

    /// Whether before() has to be awaited: hooks are coroutines, or a transaction begins and begin hooks are called.
    /// Otherwise before_without_waiting() does the same.
    bool must_wait_before() const;
    /// Prepares the execution, begins a transaction if there is none, and calls hooks. Execution::start() follows.
    task<void> before();
    void before_without_waiting();
    /// Ends the span.
    void succeeded(const ResultData& data);
    /// Whether there are hooks for after() to call.
    bool must_wait_after() const;
    task<void> after(const ResultData& data);
    /// Calls error hooks and returns the exception to be thrown.
    task<std::exception_ptr> failed(std::exception_ptr error);

private:
    void prepare();
    bool begins_transaction() const noexcept;
    /// Whether the text is sent as it was compiled: there are no hooks and no comments.
    bool is_sent_unchanged() const;
    void open_span(std::string_view sql);
    StatementEvent make_event();
    void begin(StatementEvent event);
    void start_span(StatementEvent& event);

    Execution& execution_;
    OperationSpan span_;
    bool many_ = false;
    std::string parameters_;  // for hooks, as echo shows them
    Telemetry::Clock::time_point start_;
    std::chrono::nanoseconds duration_{0};
};

}  // namespace azoth::detail
