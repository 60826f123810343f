#include <azoth/engine/async_engine.hpp>
#include <azoth/engine/listen.hpp>
#include <azoth/engine/transaction.hpp>
#include <azoth/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <utility>

namespace azoth {
namespace {

/// Whether a later attempt may get a connection: the server is down, starting or full, or the pool is exhausted.
bool may_pass(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const OperationalError& failure) {
        const std::string_view kind = std::string_view(failure.sqlstate()).substr(0, 2);
        const bool refused = kind == "28" || kind == "3D";
        return failure.connection_lost() && !refused;
    } catch (const TimeoutError&) {
        return true;
    } catch (...) {
        return false;
    }
}

bool is_timeout(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const TimeoutError&) {
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace

class Subscription::State {
public:
    using Clock = std::chrono::steady_clock;

    State(AsyncEngine engine, std::string channel, ListenOptions options)
        : engine_(std::move(engine)), channel_(std::move(channel)), options_(std::move(options)) {}

    const std::string& channel() const noexcept { return channel_; }
    std::uint64_t missed() const noexcept { return missed_ + (listener_ ? listener_->missed() : 0); }
    bool is_connected() const noexcept { return listener_.has_value(); }
    task<Notification> next(Clock::time_point deadline) {
        if (deadline == Clock::time_point::max()) return listener_->next();
        return listener_->next(time_left(deadline));
    }
    /// Whether the connection was replaced and next() has not reported that yet.
    bool has_gap() const noexcept { return gap_; }
    void gap_reported() noexcept { gap_ = false; }

    task<void> connect() {
        AsyncConnection connection = co_await engine_.connect("a subscription to " + channel_);
        listener_ = co_await listen(connection, channel_, options_);
        connection_ = std::move(connection);
    }
    void disconnect() noexcept {
        missed_ = missed();
        listener_.reset();
        connection_.reset();
        gap_ = true;
    }
    static std::chrono::milliseconds time_left(Clock::time_point deadline) {
        return std::max(std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()),
                        std::chrono::milliseconds(0));
    }

private:
    AsyncEngine engine_;
    std::string channel_;
    ListenOptions options_;
    std::optional<AsyncConnection> connection_;
    std::optional<Listener> listener_;
    std::uint64_t missed_ = 0;  // by listeners before this one
    bool gap_ = false;
};

Subscription::Subscription(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}
Subscription::Subscription() noexcept = default;
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription& Subscription::operator=(Subscription&&) noexcept = default;
Subscription::~Subscription() = default;

const std::string& Subscription::channel() const noexcept { return state_->channel(); }

std::uint64_t Subscription::missed() const noexcept { return state_->missed(); }

task<std::optional<Notification>> Subscription::next() { return next(state_); }

task<std::optional<Notification>> Subscription::next(std::chrono::milliseconds timeout) {
    return next(state_, timeout);
}

task<std::optional<Notification>> Subscription::next(std::shared_ptr<State> state) {
    return next_before(std::move(state), State::Clock::time_point::max());
}

task<std::optional<Notification>> Subscription::next(std::shared_ptr<State> state, std::chrono::milliseconds timeout) {
    return next_before(std::move(state), State::Clock::now() + timeout);
}

task<std::optional<Notification>> Subscription::next_before(std::shared_ptr<State> state,
                                                            std::chrono::steady_clock::time_point deadline) {
    using namespace std::chrono_literals;
    const retries policy = retries(std::numeric_limits<int>::max()).first_delay(50ms).max_delay(1s);
    for (int failures = 0;; ++failures) {
        std::exception_ptr error;
        const bool connected = state->is_connected();
        try {
            if (!connected) co_await state->connect();
            if (state->has_gap()) {
                // A call that was cancelled leaves it to the next one.
                const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
                if (cancellation.cancelled() != boost::asio::cancellation_type::none) {
                    throw CancelledError(Outcome::not_sent);
                }
                state->gap_reported();
                co_return std::nullopt;
            }
            co_return co_await state->next(deadline);
        } catch (...) {
            error = std::current_exception();
        }
        const bool late = State::Clock::now() >= deadline;
        if (!may_pass(error) || (late && is_timeout(error))) std::rethrow_exception(error);
        if (state->is_connected()) {
            state->disconnect();
            continue;
        }
        if (late) throw TimeoutError("no notification came within the time given to next()");
        auto pause = policy.delay_after(failures, 0.5);
        if (deadline != State::Clock::time_point::max()) pause = std::min(pause, State::time_left(deadline));
        co_await detail::pause(pause);
    }
}

task<Subscription> subscribe(AsyncEngine engine, std::string channel, ListenOptions options) {
    auto state = std::make_shared<Subscription::State>(std::move(engine), std::move(channel), std::move(options));
    co_await state->connect();
    co_return Subscription(std::move(state));
}

}  // namespace azoth
