#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace azoth::async {

/// asio::post on the executor inside the type-erased one: through the type-erased executor, a post takes three times as
/// long.
template <class Function>
void post_to(const boost::asio::any_io_executor& executor, Function&& function) {
    if (const auto* const context = executor.target<boost::asio::io_context::executor_type>()) {
        boost::asio::post(*context, std::forward<Function>(function));
    } else {
        boost::asio::post(executor, std::forward<Function>(function));
    }
}

}  // namespace azoth::async
