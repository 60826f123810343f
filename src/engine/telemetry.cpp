#include "engine/telemetry.hpp"

#include "sql/text_lexer.hpp"
#include <azoth/error.hpp>

#include <boost/core/demangle.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <typeinfo>
#include <utility>

namespace azoth::detail {
namespace {

// Where a port is the usual one the conventions leave it out.
constexpr std::int64_t usual_port = 5432;

double measured_seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

/// What the conventions want to know of an error.
struct Failure {
    std::string type;
    std::string status_code;
    std::string description;
};

Failure failure_of(const std::exception_ptr& error) {
    Failure failure;
    try {
        std::rethrow_exception(error);
    } catch (const StatementError& e) {
        const Diagnostics& known = e.diagnostics();
        failure.status_code = known.sqlstate;
        if (known.native_code != 0) failure.status_code = std::to_string(known.native_code);
        failure.type = failure.status_code.empty() ? boost::core::demangle(typeid(e).name()) : failure.status_code;
        failure.description = known.message;
    } catch (const boost::system::system_error& e) {
        failure.type = e.code() == boost::asio::error::operation_aborted ? "cancelled" : "boost::system::system_error";
        failure.description = e.code().message();
    } catch (const std::exception& e) {
        failure.type = boost::core::demangle(typeid(e).name());
        failure.description = e.what();
    } catch (...) {
        failure.type = "_OTHER";
    }
    return failure;
}

}  // namespace

std::shared_ptr<const Telemetry> Telemetry::make(const EngineOptions& options, const Url& url, const Backend& backend) {
    if (options.observer == nullptr) return nullptr;
    return std::make_shared<const Telemetry>(options, url, backend);
}

Telemetry::Telemetry(const EngineOptions& options, const Url& url, const Backend& backend)
    : observer_(options.observer),
      hides_raw_text_(options.hide_parameters),
      comments_(options.trace_comments),
      system_(backend.name()),
      namespace_(url.database) {
    std::int64_t port = 0;
    // With several hosts it is not known here which one is used.
    if (url.hosts.size() == 1) {
        address_ = url.hosts.front().name;
        port = url.hosts.front().port;
    } else if (url.hosts.empty()) {
        address_ = url.option("host");
    }
    pool_name_ = system_;
    database_.push_back(Attribute{semconv::db_system_name, std::string_view(system_)});
    if (!namespace_.empty()) {
        database_.push_back(Attribute{semconv::db_namespace, std::string_view(namespace_)});
    }
    if (!address_.empty()) {
        database_.push_back(Attribute{semconv::server_address, std::string_view(address_)});
        pool_name_.append("://").append(address_);
        if (port != 0 && port != usual_port) {
            database_.push_back(Attribute{semconv::server_port, port});
            pool_name_.append(":").append(std::to_string(port));
        }
    }
    if (!namespace_.empty()) pool_name_.append("/").append(namespace_);
}

std::vector<Attribute> Telemetry::database_and(std::size_t more) const {
    std::vector<Attribute> attributes;
    attributes.reserve(database_.size() + more);
    attributes.insert(attributes.end(), database_.begin(), database_.end());
    return attributes;
}

std::string Telemetry::span_name(std::string_view operation) const {
    std::string name(operation);
    const std::string& target = namespace_.empty() ? address_ : namespace_;
    if (!target.empty()) name.append(" ").append(target);
    return name;
}

void Telemetry::count_connections(std::string_view state, int change) const {
    const std::array attributes{Attribute{semconv::pool_name, std::string_view(pool_name_)},
                                Attribute{semconv::connection_state, state}};
    observer_->measure(semconv::connection_count, change, attributes);
}

void Telemetry::measure_pool(const Instrument& instrument, std::chrono::nanoseconds time) const {
    const std::array attributes{Attribute{semconv::pool_name, std::string_view(pool_name_)}};
    observer_->measure(instrument, measured_seconds(time), attributes);
}

void Telemetry::count_timeout() const {
    const std::array attributes{Attribute{semconv::pool_name, std::string_view(pool_name_)}};
    observer_->measure(semconv::connection_timeouts, 1, attributes);
}

std::string operation_name(const StatementText& text, bool many) {
    std::string name(many ? "BATCH " : "");
    switch (text.kind) {
        case StatementKind::select: return name.append("SELECT");
        case StatementKind::insert: return name.append("INSERT");
        case StatementKind::update: return name.append("UPDATE");
        case StatementKind::delete_: return name.append("DELETE");
        case StatementKind::ddl:
        case StatementKind::text: break;
    }
    return name.append(first_word(text.sql));
}

OperationSpan::OperationSpan(std::shared_ptr<const Telemetry> telemetry, std::string operation, std::string_view query)
    : telemetry_(std::move(telemetry)), operation_(std::move(operation)), start_(Telemetry::Clock::now()) {
    std::vector<Attribute> attributes = telemetry_->database_and(2);
    attributes.push_back(Attribute{semconv::db_operation_name, std::string_view(operation_)});
    if (!query.empty()) attributes.push_back(Attribute{semconv::db_query_text, query});
    span_ = telemetry_->observer().start_span(telemetry_->span_name(operation_), attributes);
}

std::string OperationSpan::comment() const {
    if (span_ == nullptr || !telemetry_->comments()) return {};
    const std::array<std::pair<std::string, std::string>, 2> tags{
        std::pair<std::string, std::string>("traceparent", span_->traceparent()),
        std::pair<std::string, std::string>("tracestate", span_->tracestate())};
    if (tags[0].second.empty()) return {};
    return sql_comment(tags);
}

void OperationSpan::succeed(std::int64_t returned_rows) {
    if (telemetry_ == nullptr) return;
    if (span_ != nullptr && returned_rows >= 0) {
        span_->set_attribute(Attribute{semconv::db_response_returned_rows, returned_rows});
    }
    end({}, {});
}

void OperationSpan::fail(const std::exception_ptr& error) {
    if (telemetry_ == nullptr) return;
    const Failure failure = failure_of(error);
    if (span_ != nullptr) {
        if (!failure.status_code.empty()) {
            span_->set_attribute(Attribute{semconv::db_response_status_code, std::string_view(failure.status_code)});
        }
        span_->set_attribute(Attribute{semconv::error_type, std::string_view(failure.type)});
        span_->set_error(failure.description);
    }
    end(failure.type, failure.status_code);
}

void OperationSpan::end(std::string_view error_type, std::string_view status_code) {
    const auto duration = Telemetry::Clock::now() - start_;
    std::vector<Attribute> attributes = telemetry_->database_and(3);
    attributes.push_back(Attribute{semconv::db_operation_name, std::string_view(operation_)});
    if (!status_code.empty()) attributes.push_back(Attribute{semconv::db_response_status_code, status_code});
    if (!error_type.empty()) attributes.push_back(Attribute{semconv::error_type, error_type});
    telemetry_->observer().measure(semconv::operation_duration, measured_seconds(duration), attributes);
    span_.reset();
    telemetry_.reset();
}

}  // namespace azoth::detail
