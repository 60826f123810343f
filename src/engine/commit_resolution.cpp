#include "engine/commit_resolution.hpp"

#include "engine/pool.hpp"
#include <azoth/driver/session_commands.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/error.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace azoth::detail {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// After this time the server is not asked again.
constexpr auto longest_search = 30s;
constexpr auto longest_answer = 5s;
constexpr std::chrono::milliseconds longest_pause = 1s;

task<std::optional<std::string>> ask_one_text(Session& session, const StatementText& text) {
    Request request;
    request.statement = &text;
    request.timeout = longest_answer;
    Answer answer = co_await session.execute(request);
    auto data = std::make_shared<ResultData>();
    data->rows = std::move(answer.rows);
    const Result<std::optional<std::string>> result(std::move(data));
    co_return result.scalar();
}

/// The error as one whose outcome is not known; null: it is another.
const StatementError* is_unknown(const std::exception& error) noexcept {
    const auto* const failure = dynamic_cast<const StatementError*>(&error);
    return failure != nullptr && failure->outcome() == Outcome::unknown ? failure : nullptr;
}

std::optional<Diagnostics> diagnostics_of_unknown(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        if (const StatementError* const failure = is_unknown(e)) return failure->diagnostics();
    }
    return std::nullopt;
}

/// Asks over a connection outside of the pool, which may be exhausted. Empty: there was no answer.
task<std::optional<std::string>> ask_status(std::shared_ptr<EngineState> engine, std::string id) {
    const StatementText query = engine->backend.session_commands().transaction_status(id);
    std::unique_ptr<Session> session;
    std::optional<std::string> status;
    try {
        session = co_await engine->pool->connect_outside();
        status = co_await ask_one_text(*session, query);
    } catch (const Error&) {
        // The caller asks again.
    }
    if (session != nullptr) co_await session->close();
    co_return status;
}

}  // namespace

task<std::string> transaction_id(ConnectionPtr connection) {
    const StatementText query = connection->commands().transaction_id();
    OperationInFlight operation = connection->begin_operation();
    std::optional<std::string> id;
    std::exception_ptr error;
    try {
        id = co_await ask_one_text(connection->session(), query);
    } catch (...) {
        error = std::current_exception();
    }
    operation.reset();
    if (error) std::rethrow_exception(error);
    co_return id.value_or(std::string());
}

task<void> resolve_commit(std::shared_ptr<EngineState> engine, std::string id, std::exception_ptr error) {
    std::optional<Diagnostics> known = diagnostics_of_unknown(error);
    const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
    if (!known || cancellation.cancelled() != boost::asio::cancellation_type::none) std::rethrow_exception(error);

    std::optional<std::string> status("aborted");  // the transaction had changed nothing
    if (!id.empty()) {
        const auto late = Clock::now() + longest_search;
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
        std::chrono::milliseconds pause = 10ms;
        for (;;) {
            status = co_await ask_status(engine, id);
            // Until the server has noticed the loss it may still receive COMMIT.
            if ((status && *status != "in progress") || Clock::now() >= late) break;
            timer.expires_after(pause);
            co_await timer.async_wait(boost::asio::use_awaitable);
            pause = std::min(pause * 2, longest_pause);
        }
    }
    if (status == "committed") co_return;
    if (status != "aborted") std::rethrow_exception(error);
    known->outcome = Outcome::rolled_back;
    throw OperationalError(std::move(*known));
}

}  // namespace azoth::detail
