#pragma once

#include "engine/connection_state.hpp"
#include "engine/telemetry.hpp"
#include <azoth/engine/execution.hpp>
#include <azoth/engine/result_data.hpp>
#include <azoth/task.hpp>

#include <exception>
#include <memory>
#include <string>

namespace azoth::detail {

/// One execution as the hooks and the observer of its engine see it. It must not outlive the execution.
class StatementWatch {
public:
    explicit StatementWatch(Execution& execution) noexcept : execution_(execution) {}

    /// Prepares the execution, begins a transaction if there is none, and asks. The next to come is its start.
    task<void> before();
    task<void> after(const ResultData& data);
    /// Returns what is to be thrown.
    task<std::exception_ptr> failed(std::exception_ptr error);

private:
    void start_span(StatementEvent& event);

    Execution& execution_;
    OperationSpan span_;
    bool many_ = false;
    std::string parameters_;  // as echo shows them, where hooks want to see them
    Telemetry::Clock::time_point start_;
};

/// What the semantic conventions call the operation of a statement: "SELECT", "BATCH INSERT".
std::string operation_name(const StatementText& text, bool many);

}  // namespace azoth::detail
