#pragma once

#include <azoth/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace azoth_tests {

/// Runs a coroutine to its end on a context, and all else that is pending there; gives its result, or throws what it
/// throws.
template <class T>
T run_on(boost::asio::io_context& context, azoth::task<T> coroutine) {
    std::exception_ptr error;
    std::optional<std::conditional_t<std::is_void_v<T>, bool, T>> value;
    const auto keep_value = [&value](azoth::task<T> work) -> azoth::task<void> {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(work);
            value = true;
        } else {
            value.emplace(co_await std::move(work));
        }
    };
    co_spawn(context, keep_value(std::move(coroutine)), [&](const std::exception_ptr& e) { error = e; });
    context.restart();
    context.run();
    if (error) std::rethrow_exception(error);
    if constexpr (!std::is_void_v<T>) return std::move(*value);
}

/// The same on a context of its own.
template <class T>
T run(azoth::task<T> coroutine) {
    boost::asio::io_context context;
    return run_on(context, std::move(coroutine));
}

}  // namespace azoth_tests
