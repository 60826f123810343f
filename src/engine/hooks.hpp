#pragma once

#include "engine/echo.hpp"
#include <azoth/engine/events.hpp>
#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace azoth::detail {

/// Asks: what one throws ends it. What the arguments refer to outlives the task.
template <class... Args>
task<void> ask(const Hook<Args...>& hook, std::type_identity_t<Args>... arguments) {
    for (const auto& function : hook.functions()) {
        if (function.plain) {
            function.plain(arguments...);
        } else {
            co_await function.coroutine(arguments...);
        }
    }
}

/// Says of a hook that it threw the current exception.
inline void log_failed_hook(Echo& echo, std::string_view name) {
    std::string text("a hook of '");
    text.append(name).append("' threw: ");
    try {
        throw;
    } catch (const std::exception& error) {
        text += error.what();
    } catch (...) {
        text += "no std::exception";
    }
    echo.error(text);
}

/// Tells and waits: what one throws is logged.
template <class Arg>
task<void> tell(Echo& echo, const Hook<Arg>& hook, std::string_view name, std::type_identity_t<Arg> event) {
    for (const auto& function : hook.functions()) {
        try {
            if (function.plain) {
                function.plain(event);
            } else {
                co_await function.coroutine(event);
            }
        } catch (...) {
            log_failed_hook(echo, name);
        }
    }
}

/// Does the work; if that throws, failed(error) is awaited, even where the coroutine was cancelled, and says what is
/// thrown.
template <class T, class Failed>
task<T> telling(task<T> work, Failed failed) {
    std::exception_ptr error;
    try {
        co_return co_await std::move(work);
    } catch (...) {
        error = std::current_exception();
    }
    const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    error = co_await failed(error);
    co_await boost::asio::this_coro::throw_if_cancelled(throws);
    std::rethrow_exception(error);
}

template <class Event>
using ToldHook = Hook<const Event&>;

template <class Event>
task<void> tell_waiting(std::shared_ptr<const EngineEvents> events, ToldHook<Event> EngineEvents::*hook,
                        std::shared_ptr<Echo> echo, std::string name, Event event) {
    for (const auto& function : ((*events).*hook).functions()) {
        if (!function.coroutine) continue;
        try {
            co_await function.coroutine(event);
        } catch (...) {
            log_failed_hook(*echo, name);
        }
    }
}

/// Tells where nobody can wait: coroutines run by themselves on the executor, or not at all where there is none.
template <class Event>
void tell_apart(const std::shared_ptr<const EngineEvents>& events, ToldHook<Event> EngineEvents::*hook,
                const std::shared_ptr<Echo>& echo, std::string_view name, const boost::asio::any_io_executor& executor,
                Event event) noexcept {
    if (events == nullptr || ((*events).*hook).empty()) return;
    bool waiting = false;
    for (const auto& function : ((*events).*hook).functions()) {
        waiting = waiting || function.coroutine;
        if (!function.plain) continue;
        try {
            function.plain(event);
        } catch (...) {
            log_failed_hook(*echo, name);
        }
    }
    if (!waiting || !executor) return;
    boost::asio::co_spawn(executor, tell_waiting(events, hook, echo, std::string(name), std::move(event)),
                          [](const std::exception_ptr&) {});
}

/// What the database said beside its answers, to the logger and to the hooks. events: may be null.
inline void tell_notice(Echo& echo, const EngineEvents* events, const Diagnostics& notice) noexcept {
    try {
        echo.notice(notice);
        if (events == nullptr || events->notice.empty()) return;
        NoticeEvent event;
        event.severity = notice.severity;
        event.message = notice.message;
        event.diagnostics = &notice;
        for (const auto& function : events->notice.functions()) {
            try {
                function(event);
            } catch (...) {
                log_failed_hook(echo, "notice");
            }
        }
    } catch (const std::bad_alloc&) {
        // Nobody waits for it.
    }
}

}  // namespace azoth::detail
