#include <azoth/engine/async_engine.hpp>
#include <azoth/engine/transaction.hpp>
#include <azoth/error.hpp>
#include <azoth/listen.hpp>

#include <chrono>
#include <exception>
#include <limits>
#include <utility>

namespace azoth {
namespace {

/// Whether there may be a connection another time: the server is away, starting, full, or the pool has none to lend.
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

}  // namespace

class Subscription::State {
public:
    State(AsyncEngine engine, std::string channel, ListenOptions options)
        : engine_(std::move(engine)), channel_(std::move(channel)), options_(std::move(options)) {}

    const std::string& channel() const noexcept { return channel_; }
    std::uint64_t missed() const noexcept { return missed_ + (listener_ ? listener_->missed() : 0); }
    bool is_connected() const noexcept { return listener_.has_value(); }
    task<Notification> next() { return listener_->next(); }

    task<void> connect() {
        AsyncConnection connection = co_await engine_.connect("a subscription to " + channel_);
        listener_ = co_await listen(connection, channel_, options_);
        connection_ = std::move(connection);
    }
    void disconnect() noexcept {
        missed_ = missed();
        listener_.reset();
        connection_.reset();
    }

private:
    AsyncEngine engine_;
    std::string channel_;
    ListenOptions options_;
    std::optional<AsyncConnection> connection_;
    std::optional<Listener> listener_;
    std::uint64_t missed_ = 0;  // by listeners before this one
};

Subscription::Subscription(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription& Subscription::operator=(Subscription&&) noexcept = default;
Subscription::~Subscription() = default;

const std::string& Subscription::channel() const noexcept { return state_->channel(); }

std::uint64_t Subscription::missed() const noexcept { return state_->missed(); }

task<std::optional<Notification>> Subscription::next() { return next(state_); }

task<std::optional<Notification>> Subscription::next(std::shared_ptr<State> state) {
    using namespace std::chrono_literals;
    const retries policy = retries(std::numeric_limits<int>::max()).first_delay(50ms).max_delay(1s);
    for (int failures = 0;; ++failures) {
        std::exception_ptr error;
        const bool connected = state->is_connected();
        try {
            if (connected) co_return co_await state->next();
            co_await state->connect();
            co_return std::nullopt;
        } catch (...) {
            error = std::current_exception();
        }
        if (!may_pass(error)) std::rethrow_exception(error);
        if (connected) {
            state->disconnect();
        } else {
            co_await detail::pause(policy.delay_after(failures, 0.5));
        }
    }
}

task<Subscription> subscribe(AsyncEngine engine, std::string channel, ListenOptions options) {
    auto state = std::make_shared<Subscription::State>(std::move(engine), std::move(channel), std::move(options));
    co_await state->connect();
    co_return Subscription(std::move(state));
}

}  // namespace azoth
