#pragma once

#include "engine/echo.hpp"
#include "engine/telemetry.hpp"
#include <azoth/engine/connection_event.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>

namespace azoth {
class EngineEvents;
}

namespace azoth::detail {

/// What others want to know of a pool's connections: echo_pool, the observer, check-in hooks. Called outside of the
/// pool's lock, by any thread.
class PoolWatch {
public:
    /// Null if there is no echo, no observer and no hook.
    static std::unique_ptr<const PoolWatch> make(const std::shared_ptr<Echo>& echo,
                                                 const std::shared_ptr<const Telemetry>& telemetry,
                                                 const std::shared_ptr<const EngineEvents>& events);
    PoolWatch(std::shared_ptr<Echo> echo, std::shared_ptr<const Telemetry> telemetry,
              std::shared_ptr<const EngineEvents> events) noexcept;

    using Time = std::chrono::nanoseconds;
    /// The connection counts as idle until it is checked out.
    void opened(std::uint64_t number, Time took) const;
    void checked_out(std::uint64_t number, std::string_view label, Time waited) const;
    /// executor: where hooks may wait; none: nowhere.
    void returned(const ConnectionEvent& connection, const boost::asio::any_io_executor& executor) const noexcept;
    void reset(std::uint64_t number) const;
    void invalidated(std::uint64_t number) const;
    void closed(std::uint64_t number) const;
    void timed_out() const;

private:
    void line(LogLevel level, std::uint64_t number, std::string_view text) const;

    const std::shared_ptr<Echo> echo_;
    const std::shared_ptr<const Telemetry> telemetry_;
    const std::shared_ptr<const EngineEvents> events_;
};

}  // namespace azoth::detail
