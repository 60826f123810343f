#pragma once

#include <azoth/driver/backend.hpp>
#include <azoth/driver/url.hpp>
#include <azoth/engine/engine_options.hpp>
#include <azoth/engine/observer.hpp>
#include <azoth/sql/statement_text.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::detail {

/// The spans and measurements of an engine for its observer. Thread-safe.
class Telemetry {
public:
    using Clock = std::chrono::steady_clock;

    /// Null where there is no observer.
    static std::shared_ptr<const Telemetry> make(const EngineOptions& options, const Url& url, const Backend& backend);
    Telemetry(const EngineOptions& options, const Url& url, const Backend& backend);

    Observer& observer() const noexcept { return *observer_; }
    bool hides_raw_text() const noexcept { return hides_raw_text_; }
    bool comments() const noexcept { return comments_; }
    /// db.system.name, db.namespace, server.address and server.port, as far as they are known; with room for more.
    std::vector<Attribute> database_and(std::size_t more) const;
    /// The name of an operation's span, which every database has.
    std::string span_name(std::string_view operation) const;

    void count_connections(std::string_view state, int change) const;
    void measure_pool(const Instrument& instrument, std::chrono::nanoseconds time) const;
    void count_timeout() const;

private:
    const std::shared_ptr<Observer> observer_;
    const bool hides_raw_text_;
    const bool comments_;
    std::string system_;
    std::string namespace_;
    std::string address_;
    std::string pool_name_;
    std::vector<Attribute> database_;  // refers to the texts before
};

/// The span of one operation. Ended by succeed(), fail() or the destructor.
class OperationSpan {
public:
    OperationSpan() noexcept = default;
    /// query: its text; empty: it isn't to be shown.
    OperationSpan(std::shared_ptr<const Telemetry> telemetry, std::string operation, std::string_view query);
    OperationSpan(OperationSpan&&) noexcept = default;
    OperationSpan& operator=(OperationSpan&&) noexcept = default;

    /// The comment that carries its context to the database, or nothing.
    std::string comment() const;
    void succeed(std::int64_t returned_rows = -1);
    void fail(const std::exception_ptr& error);

private:
    void end(std::string_view error_type, std::string_view status_code);

    std::shared_ptr<const Telemetry> telemetry_;
    std::unique_ptr<Span> span_;
    std::string operation_;
    Telemetry::Clock::time_point start_;
};

/// The name of a statement's operation in the semantic conventions: "SELECT", "BATCH INSERT".
std::string operation_name(const StatementText& text, bool many);

}  // namespace azoth::detail
