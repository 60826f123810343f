#pragma once

#include "async/wait.hpp"
#include "interruption.hpp"
#include <azoth/task.hpp>

#include <chrono>
#include <cstdint>
#include <memory>

namespace azoth::sqlite {

class Connection;
class Job;
class Worker;

/// Runs the job on the worker and throws what it throws; zero: no time limit.
task<void> perform(std::shared_ptr<Worker> worker, std::shared_ptr<Job> job, std::chrono::milliseconds time_limit);

/// Work for a worker's thread, and the coroutine that waits for it. Results are members of the derived job: written on
/// the worker's thread, read by the coroutine after it is resumed.
class Job : public async::Wait, public std::enable_shared_from_this<Job> {
public:
    virtual void run(Connection& connection) = 0;
    /// Whether the worker's thread ends after this job.
    virtual bool is_last() const noexcept { return false; }
    /// Whether the job uses nothing that belongs to the coroutine. Then a stopped coroutine does not wait for the job's
    /// end: the operating system may not return from opening a pipe or a file on a lost network drive.
    virtual bool can_be_left() const noexcept { return false; }

private:
    friend class Worker;
    friend task<void> perform(std::shared_ptr<Worker>, std::shared_ptr<Job>, std::chrono::milliseconds);

    enum class State : std::uint8_t { created, queued, running, finished };

    void begin() override;
    void interrupt(async::Interrupt why) noexcept override;
    /// Waits until the worker no longer uses what is in the frames of the context's coroutines.
    void context_ending() noexcept override;

    State state_ = State::created;  // guarded by the worker
    std::shared_ptr<Worker> worker_;
};

}  // namespace azoth::sqlite
