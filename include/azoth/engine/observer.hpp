#pragma once

#include <azoth/export.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

AZOTH_EXPORT_BEGIN

// Not part of azoth.hpp: for programs that trace and measure. Knows nothing of OpenTelemetry but its words.
namespace azoth {

using AttributeValue = std::variant<std::string_view, std::int64_t>;

/// A name of OpenTelemetry's semantic conventions and what it is here. Refers to the text, for the time of the call.
struct Attribute {
    std::string_view name;
    AttributeValue value;
};
using Attributes = std::span<const Attribute>;

/// One operation, from its start until it is destroyed.
class Span {
public:
    virtual ~Span() = default;
    virtual void set_attribute(const Attribute& attribute) = 0;
    /// The operation has failed: the database's message, without the statement and its parameters.
    virtual void set_error(std::string_view description) = 0;
    /// Its context as the W3C writes it: "00-<trace>-<span>-01". Empty: none. Read where EngineOptions::
    /// trace_comments is on.
    virtual std::string traceparent() const { return {}; }
    virtual std::string tracestate() const { return {}; }
};

/// Something that is measured.
struct Instrument {
    enum class Kind : std::uint8_t { histogram, counter, up_down_counter };
    Kind kind;
    std::string_view name;
    std::string_view unit;
    std::string_view description;
};

/// What an engine reports: EngineOptions::observer. Its functions are called from any thread, from several at once; a
/// span's from one at a time. None may throw, wait, or use the engine.
class Observer {
public:
    virtual ~Observer() = default;
    /// An operation begins: a statement, or the COMMIT, ROLLBACK, SAVEPOINT ... of a call. Called where the operation
    /// is awaited, so that the caller's own trace context is the current one unless coroutines have changed places in
    /// between. Null: nobody wants to know. Of a stream the span ends with its first rows.
    virtual std::unique_ptr<Span> start_span(std::string_view name, Attributes attributes);
    /// A value of a histogram, or what a counter changes by.
    virtual void measure(const Instrument& instrument, double value, Attributes attributes);
};

/// The names of https://opentelemetry.io/docs/specs/semconv/database/ that azoth uses.
namespace semconv {

inline constexpr std::string_view db_system_name = "db.system.name";
inline constexpr std::string_view db_namespace = "db.namespace";
inline constexpr std::string_view db_query_text = "db.query.text";
inline constexpr std::string_view db_operation_name = "db.operation.name";
inline constexpr std::string_view db_response_status_code = "db.response.status_code";
inline constexpr std::string_view db_response_returned_rows = "db.response.returned_rows";
inline constexpr std::string_view server_address = "server.address";
inline constexpr std::string_view server_port = "server.port";
inline constexpr std::string_view error_type = "error.type";
inline constexpr std::string_view pool_name = "db.client.connection.pool.name";
inline constexpr std::string_view connection_state = "db.client.connection.state";

inline constexpr Instrument operation_duration{Instrument::Kind::histogram, "db.client.operation.duration", "s",
                                               "Duration of database client operations."};
inline constexpr Instrument connection_count{Instrument::Kind::up_down_counter, "db.client.connection.count",
                                             "{connection}",
                                             "The number of connections that are currently in state idle or used."};
inline constexpr Instrument connection_timeouts{Instrument::Kind::counter, "db.client.connection.timeouts", "{timeout}",
                                                "The number of times that no connection could be had in time."};
inline constexpr Instrument connection_create_time{Instrument::Kind::histogram, "db.client.connection.create_time", "s",
                                                   "The time it took to create a new connection."};
inline constexpr Instrument connection_wait_time{Instrument::Kind::histogram, "db.client.connection.wait_time", "s",
                                                 "The time it took to obtain an open connection from the pool."};
inline constexpr Instrument connection_use_time{Instrument::Kind::histogram, "db.client.connection.use_time", "s",
                                                "The time between borrowing a connection and returning it."};

}  // namespace semconv

/// A comment as sqlcommenter writes it, to be appended to a statement: ` /*key='value',...*/`, sorted by key,
/// everything percent-encoded, so that no value can end it. Pairs with an empty value are left out; empty if none is
/// left. https://google.github.io/sqlcommenter/spec/
std::string sql_comment(std::span<const std::pair<std::string, std::string>> tags);

}  // namespace azoth

AZOTH_EXPORT_END
