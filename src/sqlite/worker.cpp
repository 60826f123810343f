#include "worker.hpp"

#include "errors.hpp"

#include <exception>
#include <utility>

namespace azoth::sqlite {
namespace {

std::exception_ptr stopped(StopReason reason) {
    try {
        throw_stopped(reason, Outcome::not_sent);
    } catch (...) {
        return std::current_exception();
    }
}

}  // namespace

std::jthread Worker::start(const std::shared_ptr<Worker>& worker) {
    return std::jthread([worker] { worker->loop(); });
}

void Worker::submit(std::shared_ptr<Job> job) {
    {
        const std::lock_guard lock(mutex_);
        if (job->state_ == Job::State::finished) return;  // its deadline had passed before
        if (!ending_) return enqueue(std::move(job));
        job->state_ = Job::State::finished;
    }
    job->complete(stopped(StopReason::closed));
}

void Worker::submit_detached(std::shared_ptr<Job> job) {
    const std::lock_guard lock(mutex_);
    if (!ending_) enqueue(std::move(job));
}

void Worker::enqueue(std::shared_ptr<Job> job) {
    queue_.push_back(std::move(job));
    queue_.back()->state_ = Job::State::queued;
    ++unfinished_;
    work_.notify_one();
}

void Worker::stop(Job& job, StopReason reason) {
    {
        const std::lock_guard lock(mutex_);
        if (job.state_ == Job::State::running) {
            connection_.interruption().raise(reason, connection_.open_queries() == 0);
            if (!job.can_be_left()) return;
            close_locked();
        } else if (job.state_ == Job::State::finished) {
            return;
        }
        // Only those that were queued are counted.
        if (job.state_ != Job::State::created) --unfinished_;
        job.state_ = Job::State::finished;
    }
    job.complete(stopped(reason));
}

void Worker::abandon(Job& job) {
    std::unique_lock lock(mutex_);
    if (job.state_ == Job::State::created) {
        job.state_ = Job::State::finished;
    } else if (job.state_ == Job::State::queued) {
        job.state_ = Job::State::finished;
        --unfinished_;
    } else if (job.state_ == Job::State::running) {
        connection_.interruption().raise(StopReason::closed, connection_.open_queries() == 0);
        if (job.can_be_left()) {
            close_locked();
            job.state_ = Job::State::finished;
            --unfinished_;
            return;
        }
        finished_.wait(lock, [&] { return job.state_ == Job::State::finished; });
    }
}

void Worker::close() noexcept {
    const std::lock_guard lock(mutex_);
    close_locked();
}

bool Worker::ends_within(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return thread_end_.wait_for(lock, time, [this] { return ended_; });
}

void Worker::close_locked() noexcept {
    ending_ = true;
    usable_ = false;
    connection_.interruption().raise(StopReason::closed, true);
    work_.notify_one();
}

void Worker::loop() {
    while (const std::shared_ptr<Job> job = next()) {
        std::exception_ptr error;
        try {
            job->run(connection_);
        } catch (...) {
            error = std::current_exception();
        }
        status_ = connection_.transaction_status();
        if (job->is_last()) {
            close();
            fail_queued();
        }
        finish(job, std::move(error));
    }
    fail_queued();
    connection_.close(false);
    const std::lock_guard lock(mutex_);
    ended_ = true;
    thread_end_.notify_all();
}

std::shared_ptr<Job> Worker::next() {
    std::unique_lock lock(mutex_);
    for (;;) {
        work_.wait(lock, [this] { return ending_ || !queue_.empty(); });
        if (ending_) return nullptr;
        std::shared_ptr<Job> job = std::move(queue_.front());
        queue_.pop_front();
        // A job that was stopped in the queue is skipped.
        if (job->state_ != Job::State::queued) continue;
        job->state_ = Job::State::running;
        connection_.interruption().clear();
        return job;
    }
}

void Worker::finish(const std::shared_ptr<Job>& job, std::exception_ptr error) {
    {
        const std::lock_guard lock(mutex_);
        // The job was abandoned, and its coroutine has been resumed.
        if (job->state_ == Job::State::finished) return;
        job->state_ = Job::State::finished;
        --unfinished_;
        finished_.notify_all();
    }
    job->complete(std::move(error));
}

void Worker::fail_queued() noexcept {
    std::deque<std::shared_ptr<Job>> left;
    {
        const std::lock_guard lock(mutex_);
        left.swap(queue_);
        std::erase_if(left, [](const auto& job) { return job->state_ != Job::State::queued; });
        for (const auto& job : left) {
            job->state_ = Job::State::finished;
            --unfinished_;
        }
    }
    for (const auto& job : left) job->complete(stopped(StopReason::closed));
}

}  // namespace azoth::sqlite
