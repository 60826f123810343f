#include "job.hpp"

#include "worker.hpp"
#include <azoth/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace azoth::sqlite {
namespace {

namespace asio = boost::asio;

template <class Handler>
class PostedHandler final : public Continuation {
public:
    explicit PostedHandler(Handler handler)
        : handler_(std::move(handler)),
          executor_(asio::prefer(asio::any_io_executor(asio::get_associated_executor(handler_)),
                                 asio::execution::outstanding_work.tracked)) {}

    void post() override {
        asio::post(executor_, [handler = std::move(handler_)]() mutable { std::move(handler)(); });
    }

private:
    Handler handler_;
    asio::any_io_executor executor_;
};

/// Notifies the waiting jobs when their execution context is destroyed.
class WaitingService final : public asio::execution_context::service {
public:
    using key_type = WaitingService;
    static inline asio::execution_context::id id;

    explicit WaitingService(asio::execution_context& context)
        : asio::execution_context::service(context), jobs_(std::make_shared<WaitingJobs>()) {}

    const std::shared_ptr<WaitingJobs>& jobs() const noexcept { return jobs_; }

private:
    void shutdown() override { jobs_->shut_down(); }

    std::shared_ptr<WaitingJobs> jobs_;
};

}  // namespace

void WaitingJobs::add(Job& job) {
    const std::lock_guard lock(mutex_);
    if (closed_) throw ResourceClosedError("a job cannot start: its execution context is being destroyed");
    jobs_.push_back(job);
}

void WaitingJobs::resume(Job& job) {
    // Posted under the lock, so that the context cannot be destroyed in the meantime.
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    jobs_.erase(jobs_.iterator_to(job));
    const std::unique_ptr<Continuation> continuation = std::move(job.continuation_);
    continuation->post();
}

void WaitingJobs::shut_down() {
    std::vector<std::shared_ptr<Job>> left;
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        for (Job& job : jobs_) left.push_back(job.shared_from_this());
        jobs_.clear();
    }
    for (const auto& job : left) job->worker_->abandon(*job);
    for (const auto& job : left) job->continuation_.reset();
}

void Job::resume() {
    if (waiting_) waiting_->resume(*this);
}

task<void> perform(std::shared_ptr<Worker> worker, std::shared_ptr<Job> job, std::chrono::milliseconds time_limit) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    std::optional<asio::steady_timer> timer;
    if (time_limit.count() > 0) {
        timer.emplace(executor);
        timer->expires_after(time_limit);
        timer->async_wait([worker, weak = std::weak_ptr(job)](const boost::system::error_code& error) {
            const std::shared_ptr<Job> waiting = error ? nullptr : weak.lock();
            if (waiting) worker->stop(*waiting, StopReason::timed_out);
        });
    }
    const auto initiate = [&](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto& context = asio::query(executor, asio::execution::context);
        job->worker_ = worker;
        job->waiting_ = asio::use_service<WaitingService>(context).jobs();
        job->continuation_ = std::make_unique<PostedHandler<decltype(handler)>>(std::move(handler));
        if (slot.is_connected()) {
            slot.assign([worker, weak = std::weak_ptr(job)](asio::cancellation_type type) {
                const std::shared_ptr<Job> waiting = weak.lock();
                if (waiting && (type & asio::cancellation_type::terminal) != asio::cancellation_type::none) {
                    worker->stop(*waiting, StopReason::cancelled);
                }
            });
        }
        job->waiting_->add(*job);
        worker->submit(job);
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(initiate, asio::use_awaitable);
    if (job->error_) std::rethrow_exception(std::exchange(job->error_, nullptr));
}

}  // namespace azoth::sqlite
