#pragma once

#include "interruption.hpp"
#include <azoth/task.hpp>

#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>

namespace azoth::sqlite {

class Connection;
class Job;
class WaitingJobs;
class Worker;

/// A coroutine that must be resumed on its own executor.
class Continuation {
public:
    virtual ~Continuation() = default;
    /// Posts the coroutine to its executor.
    virtual void post() = 0;
};

/// Runs the job on the worker and throws what it throws; zero: no time limit.
task<void> perform(std::shared_ptr<Worker> worker, std::shared_ptr<Job> job, std::chrono::milliseconds time_limit);

/// Work for a worker's thread, and the coroutine that waits for it. Results are members of the derived job: written on
/// the worker's thread, read by the coroutine after it is resumed.
class Job : public std::enable_shared_from_this<Job>,
            public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::normal_link>> {
public:
    virtual ~Job() = default;
    Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    virtual void run(Connection& connection) = 0;
    /// Whether the worker's thread ends after this job.
    virtual bool is_last() const noexcept { return false; }
    /// Whether the job uses nothing that belongs to the coroutine. Then a stopped coroutine does not wait for the job's
    /// end: the operating system may not return from opening a pipe or a file on a lost network drive.
    virtual bool can_be_left() const noexcept { return false; }

private:
    friend class Worker;
    friend class WaitingJobs;
    friend task<void> perform(std::shared_ptr<Worker>, std::shared_ptr<Job>, std::chrono::milliseconds);

    enum class State : std::uint8_t { queued, running, finished };

    void resume();

    State state_ = State::queued;  // guarded by the worker
    std::exception_ptr error_;     // written by the worker; read by the coroutine after the job is finished
    std::shared_ptr<Worker> worker_;
    std::shared_ptr<WaitingJobs> waiting_;
    std::unique_ptr<Continuation> continuation_;  // guarded by waiting_
};

/// The jobs whose coroutines belong to one execution context. A context destroys its coroutines: after that, nothing
/// may be posted to it, and no worker may use what is in their frames.
class WaitingJobs {
public:
    /// Throws ResourceClosedError if the context is being destroyed.
    void add(Job& job);
    void resume(Job& job);
    void shut_down();

private:
    std::mutex mutex_;
    bool closed_ = false;
    boost::intrusive::list<Job> jobs_;
};

}  // namespace azoth::sqlite
