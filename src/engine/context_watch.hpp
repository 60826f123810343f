#pragma once

#include <boost/asio/execution_context.hpp>

#include <memory>
#include <mutex>
#include <vector>

namespace azoth::detail {

/// What must not outlive an execution context although its owner may.
class ContextListener {
public:
    ContextListener(const ContextListener&) = delete;
    ContextListener& operator=(const ContextListener&) = delete;
    /// The context ends: nothing that belongs to it may be kept. No thread runs it any more.
    virtual void context_closed(const void* context) noexcept = 0;

protected:
    ContextListener() = default;
    ~ContextListener() = default;
};

/// Lives in an execution context and tells its listeners when it ends: a socket must not outlive its io_context, but an
/// engine may. Being younger than the context's scheduler it hears of the end before the coroutines are destroyed, so
/// that what they give back then is closed instead of kept.
class ContextWatch : public boost::asio::execution_context::service {
public:
    static boost::asio::execution_context::id id;

    explicit ContextWatch(boost::asio::execution_context& context) : service(context) {}
    void add(std::weak_ptr<ContextListener> listener);

private:
    void shutdown() override;

    std::mutex mutex_;
    std::vector<std::weak_ptr<ContextListener>> listeners_;
};

}  // namespace azoth::detail
