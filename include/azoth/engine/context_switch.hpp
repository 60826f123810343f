#pragma once

#include <azoth/task.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <type_traits>

// Defined by Boost 1.81 to 1.83, and not by 1.92.
namespace boost::asio::detail {
struct awaitable_thread_has_context_switched;
}

namespace azoth::detail {

/// Suspends the coroutine and resumes it through its executor.
task<void> switch_context();

template <class Question, class = void>
struct SwitchQuestion {
    using type = boost::asio::this_coro::cancellation_state_t;
};
template <class Question>
struct SwitchQuestion<Question, std::void_t<decltype(sizeof(Question))>> {
    using type = Question;
};

/// Returns an object that a coroutine awaits, without being suspended, to learn whether it has been suspended since it
/// began: if so it is resumed by the context and not by its caller. If Asio does not know, the answer is no.
template <class Question = boost::asio::detail::awaitable_thread_has_context_switched>
constexpr typename SwitchQuestion<Question>::type context_switch_question() noexcept {
    return {};
}
inline bool has_switched(bool answer) noexcept { return answer; }
inline bool has_switched(const boost::asio::cancellation_state&) noexcept { return false; }

}  // namespace azoth::detail
