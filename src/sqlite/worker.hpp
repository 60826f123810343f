#pragma once

#include "connection.hpp"
#include "job.hpp"
#include <azoth/driver/session.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

namespace azoth::sqlite {

/// Runs jobs in order on a thread of its own, which owns the connection. Thread-safe.
class Worker : public std::enable_shared_from_this<Worker> {
public:
    /// Starts the thread; it runs until a last job or close(), and keeps the worker alive.
    static std::jthread start(const std::shared_ptr<Worker>& worker);

    /// Queues a job; on a worker that has ended it fails at once.
    void submit(std::shared_ptr<Job> job);
    /// Queues a job without a waiting coroutine; dropped if the worker has ended.
    void submit_detached(std::shared_ptr<Job> job);
    /// Stops a job: a queued one ends at once, the running one as soon as SQLite returns. If can_be_left() is true for
    /// the running one, its coroutine is resumed at once, and the worker ends.
    void stop(Job& job, StopReason reason);
    /// Stops a job and returns when the worker no longer uses it. No coroutine is resumed.
    void abandon(Job& job);
    /// Stops everything and makes the thread end soon; does not wait.
    void close() noexcept;
    /// Waits at most this long for the end of the thread. Returns whether it has ended.
    bool ends_within(std::chrono::milliseconds time);

    bool is_usable() const noexcept { return usable_.load(std::memory_order_acquire); }
    /// Whether nothing is queued or running.
    bool is_idle() const noexcept { return unfinished_.load(std::memory_order_acquire) == 0; }
    int open_queries() const noexcept { return connection_.open_queries(); }
    TransactionStatus transaction_status() const noexcept { return status_.load(std::memory_order_acquire); }

private:
    void loop();
    std::shared_ptr<Job> next();
    void finish(const std::shared_ptr<Job>& job, std::exception_ptr error);
    void close_locked() noexcept;
    void fail_queued() noexcept;
    void enqueue(std::shared_ptr<Job> job);

    std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable finished_;
    std::condition_variable thread_end_;
    std::deque<std::shared_ptr<Job>> queue_;
    bool ending_ = false;
    bool ended_ = false;
    std::atomic<bool> usable_{true};
    std::atomic<int> unfinished_{0};
    std::atomic<TransactionStatus> status_{TransactionStatus::idle};
    Connection connection_;
};

}  // namespace azoth::sqlite
