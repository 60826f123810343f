#include "engine/pool_watch.hpp"

#include "engine/hooks.hpp"

#include <string>
#include <utility>

namespace azoth::detail {

std::unique_ptr<const PoolWatch> PoolWatch::make(const std::shared_ptr<Echo>& echo,
                                                 const std::shared_ptr<const Telemetry>& telemetry,
                                                 const std::shared_ptr<const EngineEvents>& events) {
    const bool hooks = events != nullptr && !events->checkin.empty();
    if (!echo->pool_enabled() && telemetry == nullptr && !hooks) return nullptr;
    return std::make_unique<const PoolWatch>(echo, telemetry, events);
}

PoolWatch::PoolWatch(std::shared_ptr<Echo> echo, std::shared_ptr<const Telemetry> telemetry,
                     std::shared_ptr<const EngineEvents> events) noexcept
    : echo_(std::move(echo)), telemetry_(std::move(telemetry)), events_(std::move(events)) {}

void PoolWatch::line(LogLevel level, std::uint64_t number, std::string_view text) const {
    if (!echo_->pool_enabled()) return;
    std::string line("connection ");
    line.append(std::to_string(number)).append(" ").append(text);
    echo_->pool(level, line);
}

void PoolWatch::opened(std::uint64_t number, Time took) const {
    line(LogLevel::info, number, "opened");
    if (telemetry_ == nullptr) return;
    telemetry_->count_connections("idle", 1);
    telemetry_->measure_pool(semconv::connection_create_time, took);
}

void PoolWatch::checked_out(std::uint64_t number, std::string_view label, Time waited) const {
    std::string text("checked out");
    if (!label.empty()) text.append(" by \"").append(label).append("\"");
    line(LogLevel::debug, number, text);
    if (telemetry_ == nullptr) return;
    telemetry_->count_connections("idle", -1);
    telemetry_->count_connections("used", 1);
    telemetry_->measure_pool(semconv::connection_wait_time, waited);
}

void PoolWatch::returned(const ConnectionEvent& connection,
                         const boost::asio::any_io_executor& executor) const noexcept {
    line(LogLevel::debug, connection.connection, "returned");
    if (telemetry_ != nullptr) {
        telemetry_->count_connections("used", -1);
        telemetry_->count_connections("idle", 1);
        telemetry_->measure_pool(semconv::connection_use_time, connection.used);
    }
    notify_detached(events_, &EngineEvents::checkin, echo_, "checkin", executor, connection);
}

void PoolWatch::reset(std::uint64_t number) const { line(LogLevel::debug, number, "reset"); }

void PoolWatch::invalidated(std::uint64_t number) const { line(LogLevel::info, number, "invalidated"); }

void PoolWatch::closed(std::uint64_t number) const {
    line(LogLevel::info, number, "closed");
    if (telemetry_ != nullptr) telemetry_->count_connections("idle", -1);
}

void PoolWatch::timed_out() const {
    if (telemetry_ != nullptr) telemetry_->count_timeout();
}

}  // namespace azoth::detail
