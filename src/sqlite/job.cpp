#include "job.hpp"

#include "worker.hpp"

#include <utility>

namespace azoth::sqlite {

void Job::begin() { worker_->submit(shared_from_this()); }

void Job::interrupt(async::Interrupt why) noexcept {
    worker_->stop(*this, why == async::Interrupt::cancelled ? StopReason::cancelled : StopReason::timed_out);
}

void Job::context_ending() noexcept { worker_->abandon(*this); }

task<void> perform(std::shared_ptr<Worker> worker, std::shared_ptr<Job> job, std::chrono::milliseconds time_limit) {
    job->worker_ = std::move(worker);
    return async::wait(std::move(job), time_limit.count() > 0 ? async::deadline_after(time_limit) : async::no_deadline);
}

}  // namespace azoth::sqlite
