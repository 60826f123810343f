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

/// Calls the functions of a hook in turn; the first exception ends that and is thrown. What the arguments refer to must
/// outlive the task.
template <class... Args>
task<void> call_hooks(const Hook<Args...>& hook, std::type_identity_t<Args>... arguments) {
    for (const auto& function : hook.functions()) {
        if (function.plain) {
            function.plain(arguments...);
        } else {
            co_await function.coroutine(arguments...);
        }
    }
}

/// Logs that a function of the hook threw the current exception.
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

/// Calls the functions of a hook in turn and logs what they throw.
template <class Arg>
task<void> notify_hooks(Echo& echo, const Hook<Arg>& hook, std::string_view name, std::type_identity_t<Arg> event) {
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

/// Awaits the work. If that throws, awaits failed(error), also in a cancelled coroutine, and throws what it returns.
template <class T, class Failed>
task<T> with_failure_handler(task<T> work, Failed failed) {
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
using EventHook = Hook<const Event&>;

/// Calls the coroutines of a hook; what they throw is logged.
template <class Event>
task<void> call_coroutine_hooks(std::shared_ptr<const EngineEvents> events, EventHook<Event> EngineEvents::*hook,
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

/// Calls a hook where nothing can be awaited: its coroutines are spawned on the executor, or not called if that is
/// empty.
template <class Event>
void notify_detached(const std::shared_ptr<const EngineEvents>& events, EventHook<Event> EngineEvents::*hook,
                     const std::shared_ptr<Echo>& echo, std::string_view name,
                     const boost::asio::any_io_executor& executor, Event event) noexcept {
    if (events == nullptr || ((*events).*hook).empty()) return;
    bool has_coroutines = false;
    for (const auto& function : ((*events).*hook).functions()) {
        has_coroutines = has_coroutines || function.coroutine;
        if (!function.plain) continue;
        try {
            function.plain(event);
        } catch (...) {
            log_failed_hook(*echo, name);
        }
    }
    if (!has_coroutines || !executor) return;
    boost::asio::co_spawn(executor, call_coroutine_hooks(events, hook, echo, std::string(name), std::move(event)),
                          [](const std::exception_ptr&) {});
}

/// Passes a notice of the database to the logger and to the hooks. events: may be null.
inline void emit_notice(Echo& echo, const EngineEvents* events, const Diagnostics& notice) noexcept {
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
        // A notice may be lost; no caller waits for it.
    }
}

}  // namespace azoth::detail
