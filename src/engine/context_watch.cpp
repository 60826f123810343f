#include "engine/context_watch.hpp"

#include <utility>

namespace azoth::detail {

boost::asio::execution_context::id ContextWatch::id;

void ContextWatch::add(std::weak_ptr<ContextListener> listener) {
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [](const std::weak_ptr<ContextListener>& known) { return known.expired(); });
    listeners_.push_back(std::move(listener));
}

void ContextWatch::shutdown() {
    std::vector<std::weak_ptr<ContextListener>> listeners;
    {
        const std::lock_guard lock(mutex_);
        listeners.swap(listeners_);
    }
    for (const std::weak_ptr<ContextListener>& weak : listeners) {
        if (const std::shared_ptr<ContextListener> listener = weak.lock()) listener->context_closed(&context());
    }
}

}  // namespace azoth::detail
