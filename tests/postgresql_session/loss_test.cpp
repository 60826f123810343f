#include "server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <thread>

namespace azoth::postgresql::test {
namespace {

using asio::ip::tcp;

std::string terminate(std::int64_t process) { return "SELECT pg_terminate_backend(" + std::to_string(process) + ")"; }

// Stands between a session and the server, and does to what the server sends what the test wants.
class Proxy {
public:
    enum class Mood { honest, silent, cut, reset, garbage };

    explicit Proxy(const asio::any_io_executor& executor) : state_(std::make_shared<State>(executor)) {
        asio::co_spawn(executor, serve(state_), asio::detached);
    }
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;
    ~Proxy() { state_->acceptor.close(); }

    std::string url() const {
        return "postgresql://azoth@127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port()) +
               "/azoth?sslmode=disable";
    }

    /// From now on, but for the next `after` bytes of the server's.
    void turn(Mood mood, std::size_t after) {
        state_->mood = mood;
        state_->after = after;
    }

private:
    using Socket = std::shared_ptr<tcp::socket>;

    // Outlives the proxy as long as one of its coroutines does.
    struct State {
        explicit State(const asio::any_io_executor& executor)
            : acceptor(executor, {asio::ip::make_address("127.0.0.1"), 0}) {}
        tcp::acceptor acceptor;
        Mood mood = Mood::honest;
        std::size_t after = 0;
    };

    static task<void> serve(std::shared_ptr<State> state) {
        const auto executor = co_await asio::this_coro::executor;
        const auto client = std::make_shared<tcp::socket>(executor);
        const auto server = std::make_shared<tcp::socket>(executor);
        co_await state->acceptor.async_accept(*client, asio::use_awaitable);
        const tcp::endpoint real(asio::ip::make_address("127.0.0.1"),
                                 static_cast<std::uint16_t>(std::stoi(environment("AZOTH_TEST_PG_PORT"))));
        co_await server->async_connect(real, asio::use_awaitable);
        asio::co_spawn(executor, forward(client, server), asio::detached);
        co_await distort(server, client, state);
    }

    static task<void> forward(Socket from, Socket to) {
        std::array<char, 4096> bytes{};
        boost::system::error_code error;
        while (!error) {
            const std::size_t size =
                co_await from->async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
            if (error) break;
            co_await asio::async_write(*to, asio::buffer(bytes, size),
                                       asio::redirect_error(asio::use_awaitable, error));
        }
        to->close();
    }

    static task<void> distort(Socket from, Socket to, std::shared_ptr<State> state) {
        Mood& mood = state->mood;
        std::size_t& after = state->after;
        std::array<char, 4096> bytes{};
        boost::system::error_code error;
        while (!error) {
            std::size_t size =
                co_await from->async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
            const bool last = mood != Mood::honest && size >= after;
            if (mood != Mood::honest) {
                size = std::min(size, after);
                after -= size;
            }
            boost::system::error_code ignored;
            co_await asio::async_write(*to, asio::buffer(bytes, size),
                                       asio::redirect_error(asio::use_awaitable, ignored));
            if (!last || mood == Mood::silent) continue;
            if (mood == Mood::garbage) {
                co_await asio::async_write(*to, asio::buffer("\x7f\0\0\0\x05garbage", 12), asio::use_awaitable);
            }
            if (mood == Mood::reset) to->set_option(asio::socket_base::linger(true, 0));
            break;
        }
        to->close();
        from->close();
    }

    const std::shared_ptr<State> state_;
};

template <class Body>
void with_proxy(Body body) {
    run([&]() -> task<void> {
        Proxy proxy(co_await asio::this_coro::executor);
        const SessionPtr session = co_await connect(proxy.url());
        co_await body(proxy, *session);
        co_await session->close();
    });
}

TEST_CASE("a session whose server process is ended in mid-query says so", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        with_session(
            [](Session& session) -> task<void> {
                const auto process = co_await process_of(session);
                const auto body = [&](std::size_t i) -> task<void> {
                    if (i == 2) {
                        const SessionPtr other = co_await connect(tcp_url());
                        co_await sleep(50ms);
                        co_await execute(*other, terminate(process));
                        co_return;
                    }
                    const auto error = as<OperationalError>(co_await failure(execute(session, "SELECT pg_sleep(30)")));
                    CHECK(error.sqlstate() == "57P01");
                    CHECK(error.connection_lost());
                    CHECK(error.outcome() == Outcome::unknown);
                };
                co_await at_once(3, body);
                CHECK_FALSE(session.is_usable());
                CHECK_FALSE(session.is_clean());
                const auto late = as<OperationalError>(co_await failure(execute(session, "SELECT 1")));
                CHECK(late.outcome() == Outcome::not_sent);
                CHECK(late.connection_lost());
            },
            url);
    }
}

TEST_CASE("a probe finds out that an idle session was closed by the server", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        with_session(
            [](Session& session) -> task<void> {
                const auto process = co_await process_of(session);
                CHECK(session.probe());
                CHECK(session.probe());
                const SessionPtr other = co_await connect(tcp_url());
                co_await execute(*other, terminate(process));
                for (int i = 0; i < 100 && session.probe(); ++i) co_await sleep(10ms);
                CHECK_FALSE(session.probe());
                CHECK_FALSE(session.is_usable());
                const auto error = as<OperationalError>(co_await failure(execute(session, "SELECT 1")));
                CHECK(error.sqlstate() == "57P01");
                CHECK(error.outcome() == Outcome::not_sent);
            },
            url);
    }
}

TEST_CASE("a statement on a session that was closed by the server fails with the server's reason", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        with_session(
            [](Session& session) -> task<void> {
                const auto process = co_await process_of(session);
                const SessionPtr other = co_await connect(tcp_url());
                co_await execute(*other, terminate(process));
                co_await sleep(100ms);
                const auto error = as<OperationalError>(co_await failure(execute(session, "SELECT 1")));
                CHECK(error.sqlstate() == "57P01");
                CHECK(error.connection_lost());
            },
            url);
    }
}

TEST_CASE("a connection cut at any byte of an answer is an error, and never an answer", "[postgresql]") {
    for (const auto mood : {Proxy::Mood::cut, Proxy::Mood::reset, Proxy::Mood::garbage}) {
        for (std::size_t after = 0; after < 60; after += mood == Proxy::Mood::cut ? 1 : 7) {
            with_proxy([&](Proxy& proxy, Session& session) -> task<void> {
                co_await check_number(session, "SELECT 1234", 1234);
                proxy.turn(mood, after);
                const auto error = co_await failure(execute(session, "SELECT 1234"));
                // BindComplete, DataRow, CommandComplete, ReadyForQuery: 5 + 15 + 14 + 6 bytes.
                if (after < 40) {
                    CHECK(as<OperationalError>(error).connection_lost());
                    CHECK_FALSE(session.is_usable());
                } else {
                    CHECK_FALSE(error);
                    const auto next = as<OperationalError>(co_await failure(execute(session, "SELECT 1")));
                    CHECK(next.connection_lost());
                }
            });
        }
    }
}

TEST_CASE("a timeout ends a statement even when the server can't be reached any more", "[postgresql]") {
    with_proxy([&](Proxy& proxy, Session& session) -> task<void> {
        proxy.turn(Proxy::Mood::silent, 0);
        const Statement statement("SELECT 1");
        Request made = request(statement);
        made.timeout = 50ms;
        as<TimeoutError>(co_await failure(session.execute(made)));
        for (int i = 0; i < 1000 && session.is_usable(); ++i) co_await sleep(10ms);
        CHECK_FALSE(session.is_usable());
    });
}

TEST_CASE("a session aborted from another thread fails what is under way at once", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        const auto start = std::chrono::steady_clock::now();
        std::thread other([&] {
            std::this_thread::sleep_for(50ms);
            session.abort();
        });
        const auto body = [&](std::size_t) -> task<void> {
            const auto error = as<OperationalError>(co_await failure(execute(session, "SELECT pg_sleep(30)")));
            CHECK(error.connection_lost());
            CHECK(error.outcome() == Outcome::unknown);
        };
        co_await at_once(3, body);
        other.join();
        CHECK(std::chrono::steady_clock::now() - start < 2s);
        CHECK_FALSE(session.is_usable());
        session.abort();
    });
}

TEST_CASE("requests that never left are told apart from those whose fate is unknown", "[postgresql]") {
    with_session([](Session& session) -> task<void> {
        // Requests leave when all else that is ready is done: the second coroutine is.
        const auto body = [&](std::size_t i) -> task<void> {
            if (i == 0) {
                const auto error = as<OperationalError>(co_await failure(execute(session, "SELECT 1")));
                CHECK(error.outcome() == Outcome::not_sent);
            } else {
                session.abort();
            }
        };
        co_await at_once(2, body);
    });
}

}  // namespace
}  // namespace azoth::postgresql::test
