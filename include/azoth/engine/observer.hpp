#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

// Not part of azoth.hpp: for programs that trace and measure. Follows OpenTelemetry's names, and does not need its
// library.
namespace azoth {

/// Value of an attribute: text or an integer.
using AttributeValue = std::variant<std::string_view, std::int64_t>;

/// A name of OpenTelemetry's semantic conventions with its value. Lifetime: its text is valid only during the call that
/// receives it.
struct Attribute {
    /// The attribute's name, such as "db.system.name".
    std::string_view name;
    /// The attribute's value.
    AttributeValue value;
};
/// The attributes of a span or of a measurement, valid during the call that receives them.
using Attributes = std::span<const Attribute>;

/// One traced operation. It ends when the span is destroyed.
class Span {
public:
    virtual ~Span() = default;
    /// Adds an attribute that is known only after the start.
    virtual void set_attribute(const Attribute& attribute) = 0;
    /// Marks the operation as failed. `description` is the database's message, without the statement and its
    /// parameters.
    virtual void set_error(std::string_view description) = 0;
    /// Returns the span's context in the W3C's form, "00-<trace>-<span>-01", or an empty string for none. Called only
    /// with EngineOptions::trace_comments.
    virtual std::string traceparent() const { return {}; }
    /// Returns the W3C's `tracestate` of the span, or an empty string for none. Called only with
    /// EngineOptions::trace_comments.
    virtual std::string tracestate() const { return {}; }
};

/// The description of a metric.
struct Instrument {
    /// How values are to be aggregated.
    enum class Kind : std::uint8_t {
        histogram,       ///< a distribution of values
        counter,         ///< a sum that only grows
        up_down_counter  ///< a sum that grows and shrinks
    };
    /// How values are to be aggregated.
    Kind kind;
    /// The metric's name in OpenTelemetry's semantic conventions.
    std::string_view name;
    /// The unit of the values, in UCUM notation.
    std::string_view unit;
    /// A sentence for people.
    std::string_view description;
};

/// Receives an engine's spans and measurements: EngineOptions::observer. Threads: its functions are called from any
/// thread, and from several at once; those of one span from one thread at a time. None may throw, block, or use the
/// engine.
class Observer {
public:
    virtual ~Observer() = default;
    /// Starts a span for an operation: a statement, or the COMMIT, ROLLBACK, SAVEPOINT ... of a call. Called where the
    /// operation is awaited, so the caller's trace context is the current one, unless another coroutine ran on this
    /// thread in between. The span of a stream ends with its first batch of rows. Returns null if the operation is not
    /// traced.
    virtual std::unique_ptr<Span> start_span(std::string_view name, Attributes attributes);
    /// Records a value of a histogram, or the change of a counter.
    virtual void measure(const Instrument& instrument, double value, Attributes attributes);
};

/// The names of https://opentelemetry.io/docs/specs/semconv/database/ that azoth uses.
namespace semconv {

/// Attribute: the database management system, "postgresql" or "sqlite".
inline constexpr std::string_view db_system_name = "db.system.name";
/// Attribute: the name of the database.
inline constexpr std::string_view db_namespace = "db.namespace";
/// Attribute: the text of the statement.
inline constexpr std::string_view db_query_text = "db.query.text";
/// Attribute: the SQL command, such as "SELECT".
inline constexpr std::string_view db_operation_name = "db.operation.name";
/// Attribute: the SQLSTATE of an error.
inline constexpr std::string_view db_response_status_code = "db.response.status_code";
/// Attribute: the number of rows returned.
inline constexpr std::string_view db_response_returned_rows = "db.response.returned_rows";
/// Attribute: the host of the database server.
inline constexpr std::string_view server_address = "server.address";
/// Attribute: the port of the database server.
inline constexpr std::string_view server_port = "server.port";
/// Attribute: the kind of error.
inline constexpr std::string_view error_type = "error.type";
/// Attribute: the name of the connection pool.
inline constexpr std::string_view pool_name = "db.client.connection.pool.name";
/// Attribute: "idle" or "used".
inline constexpr std::string_view connection_state = "db.client.connection.state";

/// Metric: the duration of operations.
inline constexpr Instrument operation_duration{Instrument::Kind::histogram, "db.client.operation.duration", "s",
                                               "Duration of database client operations."};
/// Metric: the number of connections, by state.
inline constexpr Instrument connection_count{Instrument::Kind::up_down_counter, "db.client.connection.count",
                                             "{connection}",
                                             "The number of connections that are currently in state idle or used."};
/// Metric: the number of calls of connect() that ended with TimeoutError.
inline constexpr Instrument connection_timeouts{Instrument::Kind::counter, "db.client.connection.timeouts", "{timeout}",
                                                "The number of times that no connection could be had in time."};
/// Metric: the duration of opening connections.
inline constexpr Instrument connection_create_time{Instrument::Kind::histogram, "db.client.connection.create_time", "s",
                                                   "The time it took to create a new connection."};
/// Metric: how long calls of connect() took.
inline constexpr Instrument connection_wait_time{Instrument::Kind::histogram, "db.client.connection.wait_time", "s",
                                                 "The time it took to obtain an open connection from the pool."};
/// Metric: how long connections were checked out.
inline constexpr Instrument connection_use_time{Instrument::Kind::histogram, "db.client.connection.use_time", "s",
                                                "The time between borrowing a connection and returning it."};

}  // namespace semconv

/// Returns a comment in sqlcommenter's format, to be appended to a statement: ` /*key='value',...*/`, sorted by key.
/// Keys and values are percent-encoded, so no value can end the comment. Pairs with an empty value are left out. Empty
/// if no pair is left. Source: https://google.github.io/sqlcommenter/spec/
std::string sql_comment(std::span<const std::pair<std::string, std::string>> tags);

}  // namespace azoth
