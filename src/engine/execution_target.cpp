#include "engine/checkout.hpp"
#include "engine/connection_hooks.hpp"
#include "engine/connection_state.hpp"
#include "engine/hooks.hpp"
#include "engine/pool.hpp"
#include "engine/shared_sessions.hpp"
#include <azoth/engine/execution_target.hpp>

#include <exception>
#include <string>
#include <utility>

namespace azoth::detail {
namespace {

task<SharedUse> share_with_error_hooks(std::shared_ptr<EngineState> engine, std::size_t bytes,
                                       async::Deadline deadline) {
    const auto failed = [&engine](const std::exception_ptr& error) {
        return call_error_hooks(engine, "connect", std::string(), error);
    };
    co_return co_await with_failure_handler(engine->shared->enter(bytes, deadline), failed);
}

}  // namespace

ExecutionTarget::ExecutionTarget(ConnectionPtr connection) noexcept
    : connection_(std::move(connection)), decided_(true) {}

ExecutionTarget::ExecutionTarget(std::shared_ptr<EngineState> engine) noexcept : engine_(std::move(engine)) {}

ExecutionTarget::ExecutionTarget(ExecutionTarget&&) noexcept = default;

ExecutionTarget::~ExecutionTarget() = default;

EngineState& ExecutionTarget::engine() const noexcept { return engine_ == nullptr ? connection_->engine() : *engine_; }

std::shared_ptr<EngineState> ExecutionTarget::shared_engine() const noexcept {
    return engine_ == nullptr ? connection_->shared_engine() : engine_;
}

Session& ExecutionTarget::session() const { return shared_ ? shared_.session() : connection_->session(); }

bool ExecutionTarget::try_share(const boost::asio::any_io_executor& executor, const ExecutionOptions& options,
                                std::size_t hash, std::size_t bytes) {
    if (engine_->shared == nullptr) return false;
    SharedSessions& shared = *engine_->shared;
    hash_ = hash;
    const bool slow = shared.slow().contains(hash);
    sharable_ = !options.unshared_mode().value_or(slow);
    timed_ = slow && !sharable_;
    if (!sharable_) return false;
    bytes_ = bytes;
    shared_ = shared.try_enter(executor, bytes);
    decided_ = static_cast<bool>(shared_);
    return decided_;
}

task<void> ExecutionTarget::acquire(ExecutionOptions options, std::chrono::steady_clock::time_point deadline) {
    if (!sharable_) {
        connection_ = co_await check_out(engine_, {}, options, deadline);
        if (timed_) begun_ = std::chrono::steady_clock::now();
    } else if (engine_->events->error.empty()) {
        shared_ = co_await engine_->shared->enter(bytes_, deadline);
    } else {
        shared_ = co_await share_with_error_hooks(engine_, bytes_, deadline);
    }
    decided_ = true;
}

void ExecutionTarget::begin_operation() noexcept {
    if (connection_ != nullptr) operation_ = connection_->begin_operation();
}

void ExecutionTarget::end_operation() noexcept {
    operation_.reset();
    shared_.end();
}

void ExecutionTarget::report_success(std::chrono::nanoseconds delay) const noexcept {
    if (delay.count() != 0) report(delay);
    if (timed_) report(std::chrono::steady_clock::now() - begun_);
}

void ExecutionTarget::leave_server() noexcept {
    if (connection_ != nullptr) {
        const bool expected = connection_->is_closed() || connection_->transaction().is_read_only() ||
                              connection_->session().was_read_only();
        if (expected || !connection_->lease().retire()) return;
        if (const auto& shared = connection_->engine().shared) shared->dispose();
    } else if (shared_ && !shared_.session().was_read_only() && shared_.retire()) {
        engine_->pool->retire();
    }
}

void ExecutionTarget::report_timeout() const noexcept {
    if (decided_) report(std::chrono::nanoseconds::max());
}

void ExecutionTarget::report(std::chrono::nanoseconds took) const noexcept {
    if (engine_ != nullptr && hash_ != 0) engine_->shared->slow().report(hash_, took);
}

}  // namespace azoth::detail
