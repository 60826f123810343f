#pragma once

#include "catch.hpp"
#include "server_settings.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/driver/session.hpp>
#include <azoth/error.hpp>
#include <azoth/postgresql/postgresql.hpp>
#include <azoth/task.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth::postgresql::test {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using SessionPtr = std::unique_ptr<Session>;

inline std::string environment(const char* name) {
    std::string value = azoth_tests::server_setting(name);
    if (value.empty()) FAIL(name << " is not set: run the tests with tests/postgresql-server run");
    return value;
}

/// The three ways to the server: TCP, TCP with TLS, Unix socket.
inline std::string tcp_url() { return environment("AZOTH_TEST_POSTGRESQL") + "?sslmode=disable"; }
inline std::string tls_url() { return environment("AZOTH_TEST_POSTGRESQL") + "?sslmode=require"; }
inline std::string socket_url() {
    return "postgresql://azoth@/azoth?host=" + environment("AZOTH_TEST_PG_SOCKET_DIR") +
           "&port=" + environment("AZOTH_TEST_PG_PORT");
}
inline std::vector<std::string> all_urls() { return {tcp_url(), tls_url(), socket_url()}; }

inline task<SessionPtr> connect(std::string url, ConnectOptions options = {}) {
    const auto connector = backend().connector(Url::parse(url), options);
    co_return co_await connector->connect();
}

/// Runs a coroutine to its end, and the context until nothing is left in it: an idle session must not keep it busy.
template <class Body>
void run(Body body) {
    asio::io_context context;
    std::exception_ptr error;
    bool ended = false;
    asio::co_spawn(context, body(), [&](std::exception_ptr thrown) {
        error = thrown;
        ended = true;
    });
    context.run_for(60s);
    if (error) std::rethrow_exception(error);
    REQUIRE(ended);
    REQUIRE(context.stopped());
}

/// Runs body(session) on a session of its own.
template <class Body>
void with_session(Body body, std::string url = tcp_url(), ConnectOptions options = {}) {
    run([&]() -> task<void> {
        SessionPtr session = co_await connect(url, options);
        co_await body(*session);
        co_await session->close();
    });
}

struct Statement : StatementText {
    explicit Statement(std::string text, std::vector<SqlType> types = {}, StatementKind of = StatementKind::text) {
        sql = std::move(text);
        parameter_types = std::move(types);
        kind = of;
        seal();
    }
};

inline Request request(const StatementText& statement, const ParameterBuffer* parameters = nullptr) {
    Request made;
    made.statement = &statement;
    made.parameters = parameters;
    return made;
}

template <class... Ts>
ParameterBuffer values(const Ts&... all) {
    ParameterBuffer buffer;
    (buffer.add(all, Codec<value_of<Ts>>::sql_type()), ...);
    return buffer;
}

/// Executes text, without parameters.
inline task<Answer> execute(Session& session, std::string sql) {
    const Statement statement(std::move(sql));
    co_return co_await session.execute(request(statement));
}

template <class T>
T cell(const Answer& answer, std::size_t row = 0, std::size_t column = 0) {
    const Cell found = answer.rows->cell(row, column);
    REQUIRE_FALSE(found.is_null());
    return Codec<T>::decode(found);
}

inline task<std::int64_t> number(Session& session, std::string sql) {
    const Answer answer = co_await execute(session, std::move(sql));
    co_return cell<std::int64_t>(answer);
}

/// What an operation throws; null if it doesn't.
template <class T>
task<std::exception_ptr> failure(task<T> operation) {
    std::exception_ptr error;
    try {
        co_await std::move(operation);
    } catch (...) {
        error = std::current_exception();
    }
    co_return error;
}

/// The exception as E, which it must be.
template <class E>
E as(const std::exception_ptr& error) {
    REQUIRE(error);
    try {
        std::rethrow_exception(error);
    } catch (const E& expected) {
        return expected;
    } catch (const std::exception& other) {
        FAIL("another exception: " << other.what());
    }
    throw std::logic_error("unreachable");
}

// Catch2 evaluates the expression in CHECK(...) twice if it awaits: these await outside of it.

inline task<void> check_number(Session& session, std::string sql, std::int64_t expected) {
    INFO(sql);
    const std::int64_t found = co_await number(session, sql);
    CHECK(found == expected);
}

inline task<void> check_control(Session& session, std::string_view sql, std::string_view expected_tag) {
    const std::string tag = co_await session.control(sql);
    CHECK(tag == expected_tag);
}

template <class E, class T>
task<void> check_error(task<T> operation, std::string_view sqlstate) {
    const std::exception_ptr error = co_await failure(std::move(operation));
    CHECK(as<E>(error).sqlstate() == sqlstate);
}

inline task<void> sleep(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

/// Runs body(0) ... body(count - 1) at once on the awaiting coroutine's executor, and waits for all. Throws what the
/// first that failed threw.
template <class Body>
task<void> at_once(std::size_t count, Body& body) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer all_done(executor, asio::steady_timer::time_point::max());
    std::size_t left = count;
    std::exception_ptr error;
    for (std::size_t i = 0; i < count; ++i) {
        asio::co_spawn(executor, body(i), [&](std::exception_ptr thrown) {
            if (thrown && !error) error = thrown;
            if (--left == 0) all_done.cancel();
        });
    }
    boost::system::error_code cancelled;
    if (left != 0) co_await all_done.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    if (error) std::rethrow_exception(error);
}

/// The server process of a session.
inline task<std::int64_t> process_of(Session& session) {
    co_return co_await number(session, "SELECT pg_backend_pid()");
}

}  // namespace azoth::postgresql::test
