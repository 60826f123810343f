#include "engine/session_reset.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/error_code.hpp>

#include <atomic>
#include <chrono>
#include <exception>

namespace azoth::detail {
namespace {

// A session whose reset takes longer is closed.
constexpr std::chrono::seconds reset_limit{10};

}  // namespace

task<SessionState> reset_session(std::shared_ptr<Session> session, std::vector<std::string> statements) {
    // Set by the answer or by the timer, whichever is first.
    const auto decided = std::make_shared<std::atomic<bool>>(false);
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, reset_limit);
    timer.async_wait([decided, weak = std::weak_ptr<Session>(session)](boost::system::error_code error) {
        const auto late = weak.lock();
        if (!error && late != nullptr && !decided->exchange(true)) late->abort();
    });
    try {
        if (!session->is_clean()) co_await session->control("ROLLBACK");
    } catch (const std::exception&) {
        // is_clean() is asked below.
    }
    bool executed = false;
    try {
        for (const std::string& sql : statements) co_await session->control(sql);
        executed = true;
    } catch (const std::exception&) {
        // The session can't be used again as it is.
    }
    const bool in_time = !decided->exchange(true);
    SessionState state = SessionState::clean;
    if (!in_time || !executed || !session->is_clean()) state = SessionState::broken;
    if (in_time && !session->is_usable()) state = SessionState::lost;
    co_return state;
}

}  // namespace azoth::detail
