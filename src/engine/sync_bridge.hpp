#pragma once

#include "async/wait.hpp"
#include "engine/connection_state.hpp"
#include <azoth/engine/connection.hpp>
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace azoth::detail {

/// Passes the operations of a Connection from its thread to the executor of the coroutine that called run_sync(), and
/// their results back.
///
/// A cancellation does not end the wait: it ends when the function has ended; the cancellation then takes effect.
class SyncBridge final : public async::Wait {
public:
    /// The connection and the function are used until finish() returns, or until the context has been destroyed.
    SyncBridge(boost::asio::any_io_executor executor, const ConnectionPtr& connection, SyncCall& function)
        : executor_(std::move(executor)), connection_(connection), function_(function) {}
    ~SyncBridge() override { join(); }

    const ConnectionPtr& connection() const noexcept { return connection_; }

    /// After the wait: throws what the function threw.
    void finish();

    /// Called on the thread: starts the operation that make() returns on the executor and waits for it.
    void run(std::function<task<void>()> make);
    std::shared_ptr<const ResultData> run(Execution execution);

private:
    struct Operation {
        bool done = false;
        std::exception_ptr error;
    };

    void begin() override;
    void interrupt(async::Interrupt) noexcept override {}
    /// Every operation ends with ResourceClosedError; the function must end before the io_context can be destroyed.
    void context_ending() noexcept override;
    void call() noexcept;
    void join() noexcept {
        if (thread_.joinable()) thread_.join();
    }

    boost::asio::any_io_executor executor_;
    const ConnectionPtr& connection_;
    SyncCall& function_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool abandoned_ = false;
    std::exception_ptr error_;
};

}  // namespace azoth::detail
