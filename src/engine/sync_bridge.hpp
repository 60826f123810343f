#pragma once

#include "engine/connection_state.hpp"
#include "engine/context_watch.hpp"
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

/// Carries the operations of a Connection from its thread to the executor of the coroutine behind it, and their
/// outcomes back.
class SyncBridge final : public ContextListener, public std::enable_shared_from_this<SyncBridge> {
public:
    SyncBridge(boost::asio::any_io_executor executor, ConnectionPtr connection)
        : executor_(std::move(executor)), connection_(std::move(connection)) {}

    const ConnectionPtr& connection() const noexcept { return connection_; }

    /// Starts the thread, which calls the function and then resume.
    void start(SyncCall& function, std::function<void()> resume);
    /// The thread is at its end: throws what the function threw.
    void finish();

    /// On the thread: starts the operation that make() gives on the executor and waits for it.
    void run(std::function<task<void>()> make);
    std::shared_ptr<const ResultData> run(Execution execution);

    /// Every wait ends with ResourceClosedError; the function has to end before the io_context may.
    void context_closed(ContextKey context) noexcept override;

private:
    struct Operation {
        bool done = false;
        std::exception_ptr error;
    };

    void call(SyncCall& function) noexcept;

    boost::asio::any_io_executor executor_;
    ConnectionPtr connection_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::function<void()> resume_;
    bool abandoned_ = false;
    std::exception_ptr error_;
};

}  // namespace azoth::detail
