#include "async/context_service.hpp"

#include <azoth/error.hpp>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

#include <utility>

namespace azoth::async {

boost::asio::execution_context::id ContextService::id;

ContextMember::~ContextMember() { leave_context(); }

void ContextMember::join_context(boost::asio::execution_context& context, std::weak_ptr<ContextMember> self) {
    auto& service = boost::asio::use_service<ContextService>(context);
    const std::lock_guard lock(service.mutex_);
    if (service.ended_)
        throw ResourceClosedError("the operation cannot start: its execution context is being destroyed");
    self_ = std::move(self);
    service_ = &service;
    service.members_.push_back(*this);
}

void ContextMember::join_context(const boost::asio::any_io_executor& executor, std::weak_ptr<ContextMember> self) {
    join_context(boost::asio::query(executor, boost::asio::execution::context), std::move(self));
}

void ContextMember::leave_context() noexcept {
    if (service_ == nullptr) return;
    const std::lock_guard lock(service_->mutex_);
    unlink();
    // With the mutex held: the service may be destroyed as soon as it is released.
    service_->left_.notify_all();
    service_ = nullptr;
}

std::shared_ptr<ContextMember> ContextService::take_first(std::unique_lock<std::mutex>& lock, Members& members) {
    while (!members.empty()) {
        if (std::shared_ptr<ContextMember> member = members.front().self_.lock()) {
            member->unlink();
            return member;
        }
        // Its destructor is about to call leave_context().
        left_.wait(lock);
    }
    return nullptr;
}

void ContextService::shutdown() noexcept {
    std::unique_lock lock(mutex_);
    ended_ = true;
    while (std::shared_ptr<ContextMember> member = take_first(lock, members_)) {
        ending_.push_back(*member);
        lock.unlock();
        member->context_ending();
        member.reset();
        lock.lock();
    }
    while (std::shared_ptr<ContextMember> member = take_first(lock, ending_)) {
        member->service_ = nullptr;
        lock.unlock();
        member->context_destroyed();
        member.reset();
        lock.lock();
    }
}

}  // namespace azoth::async
