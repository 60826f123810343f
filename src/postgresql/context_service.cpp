#include "context_service.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

namespace azoth::postgresql {

boost::asio::execution_context::id ContextService::id;

void ContextMember::join_context(const boost::asio::any_io_executor& executor,
                                 const std::shared_ptr<ContextMember>& self) {
    auto& context = boost::asio::query(executor, boost::asio::execution::context);
    auto& service = boost::asio::use_service<ContextService>(context);
    const std::lock_guard lock(service.mutex_);
    service.members_.emplace(this, self);
    service_ = &service;
}

void ContextMember::leave_context() noexcept {
    if (service_ == nullptr) return;
    const std::lock_guard lock(service_->mutex_);
    service_->members_.erase(this);
    // With the mutex: without it the service may be gone.
    service_->left_.notify_all();
}

void ContextService::shutdown() noexcept {
    while (true) {
        std::shared_ptr<ContextMember> member;
        {
            std::unique_lock lock(mutex_);
            if (members_.empty()) return;
            const auto first = members_.begin();
            member = first->second.lock();
            if (!member) {
                // It is about to leave, on another thread.
                left_.wait(lock);
                continue;
            }
            members_.erase(first);
        }
        member->service_ = nullptr;
        member->context_destroyed();
    }
}

}  // namespace azoth::postgresql
