#pragma once

#include <azoth/export.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/intrusive/list.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>

AZOTH_EXPORT_BEGIN

namespace azoth::async {

class ContextService;

/// Base of what belongs to an execution context but is not owned by it: suspended coroutines, and objects that have
/// sockets and timers. An io_context on the stack may be destroyed before them. It then calls context_ending() for all
/// its members, and after that context_destroyed() for each.
///
/// A member that another thread is destroying at that time is waited for: it leaves the context in the destructor of
/// this class, after the derived class has released what it had of the context.
class ContextMember
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    ContextMember(const ContextMember&) = delete;
    ContextMember& operator=(const ContextMember&) = delete;

    /// Called at most once, while no thread runs the context, before context_destroyed() is called for any member. Ends
    /// what other threads do with the memory of the context's coroutines.
    virtual void context_ending() noexcept {}
    /// Called at most once, while no thread runs the context. Destroys sockets, timers and handlers of the context.
    /// Afterwards the object uses nothing of the context.
    virtual void context_destroyed() noexcept = 0;

protected:
    ContextMember() = default;
    virtual ~ContextMember();

    /// Must not be called while the object is a member. `self` owns this object, or the object that contains it. Throws
    /// ResourceClosedError if the context is being destroyed.
    void join_context(boost::asio::execution_context& context, std::weak_ptr<ContextMember> self);
    void join_context(const boost::asio::any_io_executor& executor, std::weak_ptr<ContextMember> self);
    /// Must be called on a thread that runs the context.
    void leave_context() noexcept;

private:
    friend class ContextService;

    ContextService* service_ = nullptr;
    std::weak_ptr<ContextMember> self_;
};

/// Belongs to an execution context and notifies its members when the context is destroyed. It is younger than the
/// context's scheduler and is notified first: the scheduler destroys the coroutines whose handlers the members destroy.
///
/// The mutex is held while members join and leave, never while other code is called.
class ContextService final : public boost::asio::execution_context::service {
public:
    using key_type = ContextService;
    static boost::asio::execution_context::id id;

    explicit ContextService(boost::asio::execution_context& context) : service(context) {}

private:
    friend class ContextMember;
    using Members = boost::intrusive::list<ContextMember, boost::intrusive::constant_time_size<false>>;

    void shutdown() noexcept override;
    /// Takes the first member out of the list; null if there is none. Waits for members that are being destroyed.
    std::shared_ptr<ContextMember> take_first(std::unique_lock<std::mutex>& lock, Members& members);

    std::mutex mutex_;
    std::condition_variable left_;
    bool ended_ = false;
    Members members_;
    Members ending_;  // those whose context_ending() was called
};

}  // namespace azoth::async

AZOTH_EXPORT_END
