#include "hostile_server.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

// What a server may do before authentication is complete. libpq speaks in this phase; azoth limits the time and what is
// accepted.
namespace azoth::postgresql::test {
namespace {

ConnectOptions within(std::chrono::milliseconds time) {
    ConnectOptions options;
    options.connect_timeout = time;
    return options;
}

std::string parameter(std::string_view name, std::string_view value) {
    return message('S', cstring(name) + cstring(value));
}

const std::string authentication_ok = message('R', int32(0));
const std::string wants_scram = message('R', int32(10) + cstring("SCRAM-SHA-256") + cstring(""));

// Connects to a server that answers the startup packet with these bytes, and returns the error.
std::exception_ptr connecting_to(const std::string& greeting) {
    std::exception_ptr error;
    against(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.startup();
            co_await wire.send(greeting);
            co_await wire.until_closed();
        },
        [&](HostileServer& server) -> task<void> { error = co_await failure(connect(server.url(), within(500ms))); });
    return error;
}

TEST_CASE("Plain text of a server before TLS is neither believed nor repeated", "[fault]") {
    const std::string injected = error_response("FATAL", "28000", "send your password to evil.example");
    for (const std::string& answer : {"S" + injected, "S" + authentication_ok + ready(), injected, std::string("N"),
                                      std::string("X"), std::string("S\x16\x03\x01"), "N" + injected}) {
        INFO(answer);
        std::string reason;
        against(
            [&](HostileServer::Wire& wire) -> task<void> {
                std::string packet(8, '\0');
                co_await asio::async_read(wire.socket(), asio::buffer(packet), asio::use_awaitable);
                co_await wire.send(answer);
                co_await wire.until_closed();
            },
            [&](HostileServer& server) -> task<void> {
                const auto error = co_await failure(connect(server.url("sslmode=require"), within(500ms)));
                try {
                    std::rethrow_exception(error);
                } catch (const OperationalError& refused) {
                    CHECK(refused.outcome() == Outcome::not_sent);
                    reason = refused.what();
                } catch (const TimeoutError& late) {
                    reason = late.what();
                }
            });
        CHECK_FALSE(reason.empty());
        CHECK(reason.find("evil.example") == std::string::npos);
    }
}

TEST_CASE("An invalid greeting is an error", "[fault]") {
    for (const std::string& greeting : {lying_message('R', -1),
                                        lying_message('R', 0x7fffffff),
                                        lying_message('R', 4),
                                        lying_message('R', 3),
                                        lying_message('E', -5, "xxxx"),
                                        message('R', int32(99)),
                                        message('R', int32(2)),
                                        message('R', int32(12)),
                                        message('R', int32(11) + "r=x,s=x,i=1"),
                                        message('R', int32(10) + cstring("")),
                                        message('R', int32(10) + "SCRAM-SHA-256"),
                                        message('R', int32(5) + "x"),
                                        ready(),
                                        message('K', "x"),
                                        authentication_ok + message('D', int16(0)),
                                        authentication_ok + message('K', "x"),
                                        authentication_ok + lying_message('S', -1),
                                        authentication_ok + message('Z', ""),
                                        std::string("HTTP/1.1 400 Bad Request\r\n\r\n"),
                                        std::string(100'000, 'E'),
                                        std::string(100'000, '\0')}) {
        INFO(greeting.substr(0, 40));
        const std::exception_ptr error = connecting_to(greeting);
        REQUIRE(error);
        try {
            std::rethrow_exception(error);
        } catch (const OperationalError& refused) {
            CHECK(refused.connection_lost());
        } catch (const TimeoutError&) {
            // libpq waits for the announced bytes.
        }
    }
}

TEST_CASE("The server's reason for rejecting a connection is reported in UTF-8", "[fault]") {
    const auto error =
        as<OperationalError>(connecting_to(error_response("FATAL", "28P01", "no entry for caf\xe9 patrons")));
    CHECK(error.sqlstate() == "28P01");
    CHECK(error.message().find("no entry for caf\xef\xbf\xbd patrons") != std::string_view::npos);
}

TEST_CASE("A server with another encoding is rejected", "[fault]") {
    for (const std::string& encoding : {std::string("SQL_ASCII"), std::string("LATIN1"), std::string("\xff")}) {
        const auto error = as<NotSupportedError>(connecting_to(
            authentication_ok + parameter("client_encoding", encoding) + message('K', int32(1) + int32(2)) + ready()));
        CHECK(azoth::detail::is_storable_text(error.what()));
    }
    as<NotSupportedError>(connecting_to(authentication_ok + ready()));
}

TEST_CASE("A server that greets in a transaction is rejected", "[fault]") {
    for (const char status : {'T', 'E'}) {
        const auto error = connecting_to(authentication_ok + parameter("client_encoding", "UTF8") + ready(status));
        as<OperationalError>(error);
    }
}

TEST_CASE("A server that never completes its greeting times out", "[fault]") {
    as<TimeoutError>(connecting_to(""));
    as<TimeoutError>(connecting_to(authentication_ok));
    against(
        [](HostileServer::Wire& wire) -> task<void> {
            co_await wire.startup();
            const std::string drop = parameter("x", "y");
            co_await asio::async_write(wire.socket(), asio::buffer(authentication_ok), asio::use_awaitable);
            while (true) {
                co_await sleep(10ms);
                co_await asio::async_write(wire.socket(), asio::buffer(drop), asio::use_awaitable);
            }
        },
        [](HostileServer& server) -> task<void> {
            as<TimeoutError>(co_await failure(connect(server.url(), within(300ms))));
        });
}

// The server's side of SCRAM up to the client's proof, with an iteration count and a nonce of its choice.
HostileServer::Script scram(std::string iterations, std::string nonce_suffix, bool keep_nonce = true) {
    return [=](HostileServer::Wire& wire) -> task<void> {
        co_await wire.startup();
        co_await wire.send(wants_scram);
        const std::string first = co_await wire.receive();
        const std::size_t at = first.find("r=");
        const std::string nonce = keep_nonce ? first.substr(at + 2) : std::string("another");
        co_await wire.send(
            message('R', int32(11) + "r=" + nonce + nonce_suffix + ",s=c2FsdHNhbHRzYWx0c2FsdA==,i=" + iterations));
        co_await wire.receive();
        // A server must prove that it knows the password, too.
        co_await wire.send(message('R', int32(12) + "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") +
                           authentication_ok + parameter("client_encoding", "UTF8") + ready());
        co_await wire.until_closed();
    };
}

TEST_CASE("A server that cannot prove that it knows the password is rejected", "[fault]") {
    for (const auto& script :
         {scram("4096", "server"), scram("4096", "server", false), scram("0", "server"), scram("-1", "server"),
          scram("4294967297", "server"), scram("many", "server"), scram("4096", ""), scram("4096,x=y", "server")}) {
        against(script, [](HostileServer& server) -> task<void> {
            const auto error = as<OperationalError>(co_await failure(connect(server.url(), within(2s))));
            CHECK(error.outcome() == Outcome::not_sent);
            CHECK(error.message().find("secret") == std::string_view::npos);
        });
    }
}

// Calls body in a process of its own, whose leftovers do not matter, and returns its result; -1: it did not end in
// time.
int in_child(const std::function<int()>& body, std::chrono::seconds limit) {
    const pid_t child = ::fork();
    if (child == 0) std::_Exit(body());
    const auto deadline = std::chrono::steady_clock::now() + limit;
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > deadline) {
            ::kill(child, SIGKILL);
            ::waitpid(child, &status, 0);
            return -1;
        }
        std::this_thread::sleep_for(10ms);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -2;
}

TEST_CASE("SCRAM with 2^31-1 iterations lasts until the connect timeout, and blocks neither the loop nor the program",
          "[fault]") {
    // libpq has no limit and completes the key derivation on a thread for which no caller waits.
    const int result = in_child(
        [] {
            asio::io_context context;
            HostileServer server(context.get_executor(), scram("2147483647", "server"));
            bool timed_out = false;
            int ticks = 0;
            bool over = false;
            asio::co_spawn(
                context,
                [&]() -> task<void> {
                    while (!over) {
                        co_await sleep(5ms);
                        ++ticks;
                    }
                },
                asio::detached);
            asio::co_spawn(
                context,
                [&]() -> task<void> {
                    try {
                        co_await connect(server.url(), within(400ms));
                    } catch (const TimeoutError&) {
                        timed_out = true;
                    }
                    over = true;
                    context.stop();
                },
                asio::detached);
            const auto start = std::chrono::steady_clock::now();
            context.run_for(5s);
            const bool in_time = std::chrono::steady_clock::now() - start < 3s;
            return timed_out && in_time && ticks > 20 ? 0 : 1;
        },
        20s);
    CHECK(result == 0);
}

}  // namespace
}  // namespace azoth::postgresql::test
