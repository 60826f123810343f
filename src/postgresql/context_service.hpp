#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace azoth::postgresql {

class ContextService;

/// What owns suspended coroutines or Asio objects outside of Asio's own queues. When the execution context dies before
/// it, as an io_context on the stack may, it is told to let go of them: without that a coroutine waiting for an answer
/// and the connection that it waits for would keep each other alive, and its destructor run against a dead context.
class ContextMember {
public:
    ContextMember(const ContextMember&) = delete;
    ContextMember& operator=(const ContextMember&) = delete;

    /// Called once, while no thread runs the context; nothing of the context may be touched afterwards.
    virtual void context_destroyed() noexcept = 0;

protected:
    ContextMember() = default;
    virtual ~ContextMember() = default;
    /// Throws std::bad_alloc. Once for each object.
    void join_context(const boost::asio::any_io_executor& executor, const std::shared_ptr<ContextMember>& self);
    /// The last thing an object does before it is gone, when it has let go of all that belongs to the context: which
    /// waits for this if it dies at the same time.
    void leave_context() noexcept;

private:
    friend class ContextService;
    ContextService* service_ = nullptr;
};

class ContextService final : public boost::asio::execution_context::service {
public:
    using key_type = ContextService;
    static boost::asio::execution_context::id id;

    explicit ContextService(boost::asio::execution_context& context) : service(context) {}

private:
    friend class ContextMember;
    void shutdown() noexcept override;

    std::mutex mutex_;
    std::condition_variable left_;
    std::unordered_map<ContextMember*, std::weak_ptr<ContextMember>> members_;
};

}  // namespace azoth::postgresql
