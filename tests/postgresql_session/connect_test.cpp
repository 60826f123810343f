#include "server.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <functional>

namespace azoth::postgresql::test {
namespace {

using asio::ip::tcp;

// The exception of a connect that fails.
std::exception_ptr connect_failure(const std::string& url, ConnectOptions options = {}) {
    std::exception_ptr error;
    run([&]() -> task<void> { error = co_await failure(connect(url, options)); });
    return error;
}

std::string url_of(std::string_view user, std::string_view password, std::string_view database = "azoth") {
    return "postgresql://" + std::string(user) + ":" + std::string(password) +
           "@127.0.0.1:" + environment("AZOTH_TEST_PG_PORT") + "/" + std::string(database) + "?sslmode=disable";
}

// A port of this machine where `serve` talks to the one client that connects.
class Listener {
public:
    Listener(asio::io_context& context, std::function<task<void>(tcp::socket)> serve)
        : acceptor_(context, {asio::ip::make_address("127.0.0.1"), 0}), serve_(std::move(serve)) {
        acceptor_.async_accept([this, &context](boost::system::error_code error, tcp::socket socket) {
            if (!error) asio::co_spawn(context, serve_(std::move(socket)), asio::detached);
        });
    }
    std::string url(std::string_view options) const {
        return "postgresql://azoth@127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/azoth?" +
               std::string(options);
    }

private:
    tcp::acceptor acceptor_;
    std::function<task<void>(tcp::socket)> serve_;
};

std::exception_ptr connect_failure(std::function<task<void>(tcp::socket)> serve, std::string_view options,
                                   std::chrono::milliseconds timeout = 30s) {
    asio::io_context context;
    Listener listener(context, std::move(serve));
    ConnectOptions connect_options;
    connect_options.connect_timeout = timeout;
    std::exception_ptr error;
    asio::co_spawn(context, failure(connect(listener.url(options), connect_options)),
                   [&](std::exception_ptr thrown, std::exception_ptr result) {
                       error = thrown ? thrown : result;
                       context.stop();
                   });
    context.run_for(20s);
    return error;
}

TEST_CASE("a session is opened over TCP, over TLS and over a Unix socket", "[postgresql]") {
    for (const std::string& url : all_urls()) {
        CAPTURE(url);
        with_session(
            [](Session& session) -> task<void> {
                CHECK(session.server_version() >= 100000);
                CHECK(session.is_usable());
                CHECK(session.is_clean());
                CHECK(session.transaction_status() == TransactionStatus::idle);
                const auto result = co_await number(session, "SELECT 6 * 7");
                CHECK(result == 42);
            },
            url);
    }
}

TEST_CASE("TLS is used, and the server's certificate is checked if required", "[postgresql]") {
    const std::string verified =
        environment("AZOTH_TEST_POSTGRESQL") + "?sslmode=verify-full&sslrootcert=" + environment("AZOTH_TEST_PG_CERT");
    with_session(
        [](Session& session) -> task<void> {
            const Answer answer = co_await execute(session, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
            CHECK(cell<bool>(answer));
        },
        verified);
}

TEST_CASE("hosts are tried in turn, with TLS and without", "[postgresql]") {
    const std::string port = environment("AZOTH_TEST_PG_PORT");
    for (const char* const mode : {"disable", "require", "prefer"}) {
        CAPTURE(mode);
        with_session([](Session& session) -> task<void> { co_await check_number(session, "SELECT 1", 1); },
                     "postgresql://azoth@127.0.0.1:1,127.0.0.1:" + port + "/azoth?sslmode=" + mode);
    }
}

TEST_CASE("passwords are given by MD5 and by SCRAM", "[postgresql]") {
    for (const auto& [user, password] :
         {std::pair("azoth_md5", "md5%20secret"), std::pair("azoth_scram", "scram%20secret")}) {
        CAPTURE(user);
        with_session([](Session& session) -> task<void> { co_await check_number(session, "SELECT 1", 1); },
                     url_of(user, password));
    }
}

TEST_CASE("a wrong password is an OperationalError that knows its SQLSTATE and keeps the password", "[postgresql]") {
    for (const char* const user : {"azoth_md5", "azoth_scram"}) {
        const auto error = as<OperationalError>(connect_failure(url_of(user, "sesame")));
        CHECK(error.sqlstate() == "28P01");
        CHECK(error.connection_lost());
        CHECK(error.outcome() == Outcome::not_sent);
        const std::string text = error.what();
        CHECK_THAT(text, ContainsSubstring("127.0.0.1") && ContainsSubstring(user) &&
                             ContainsSubstring(environment("AZOTH_TEST_PG_PORT")) &&
                             ContainsSubstring("database azoth"));
        CHECK_THAT(text, !ContainsSubstring("sesame"));
    }
}

TEST_CASE("a missing database is an OperationalError with SQLSTATE 3D000", "[postgresql]") {
    const auto error = as<OperationalError>(connect_failure(url_of("azoth_scram", "scram%20secret", "nowhere")));
    CHECK(error.sqlstate() == "3D000");
    CHECK_THAT(error.what(), ContainsSubstring("nowhere"));
}

TEST_CASE("a refused connection is an OperationalError that names the server", "[postgresql]") {
    const auto error = as<OperationalError>(connect_failure("postgresql://azoth@127.0.0.1:1/azoth"));
    CHECK(error.sqlstate() == "08001");
    CHECK_THAT(error.what(),
               ContainsSubstring("127.0.0.1") && ContainsSubstring("port 1") && ContainsSubstring("refused"));
}

TEST_CASE("sslmode=require fails against a server without TLS", "[postgresql]") {
    const auto serve = [](tcp::socket socket) -> task<void> {
        std::array<char, 8> ssl_request{};
        co_await asio::async_read(socket, asio::buffer(ssl_request), asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer("N", 1), asio::use_awaitable);
        co_await asio::async_read(socket, asio::buffer(ssl_request), asio::use_awaitable);
    };
    const auto error = as<OperationalError>(connect_failure(serve, "sslmode=require"));
    CHECK_THAT(error.what(), ContainsSubstring("SSL"));
}

TEST_CASE("bytes after the answer to the TLS request are rejected", "[postgresql]") {
    const auto serve = [](tcp::socket socket) -> task<void> {
        std::array<char, 8> ssl_request{};
        co_await asio::async_read(socket, asio::buffer(ssl_request), asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer("Sinjected", 9), asio::use_awaitable);
        co_await asio::async_read(socket, asio::buffer(ssl_request), asio::use_awaitable);
    };
    as<OperationalError>(connect_failure(serve, "sslmode=require"));
}

TEST_CASE("connecting to a silent server times out", "[postgresql]") {
    const auto serve = [](tcp::socket socket) -> task<void> {
        std::array<char, 4096> bytes{};
        co_await asio::async_read(socket, asio::buffer(bytes), asio::use_awaitable);
    };
    const auto start = std::chrono::steady_clock::now();
    const auto error = as<TimeoutError>(connect_failure(serve, "sslmode=disable", 150ms));
    CHECK(std::chrono::steady_clock::now() - start < 3s);
    CHECK_THAT(error.what(), ContainsSubstring("150 ms"));
    // The option of the URL counts in seconds and overrules the other.
    as<TimeoutError>(connect_failure(serve, "sslmode=disable&connect_timeout=1"));
}

TEST_CASE("connecting can be cancelled", "[postgresql]") {
    asio::io_context context;
    Listener listener(context, [](tcp::socket socket) -> task<void> {
        std::array<char, 4096> bytes{};
        co_await asio::async_read(socket, asio::buffer(bytes), asio::use_awaitable);
    });
    asio::cancellation_signal signal;
    std::exception_ptr error;
    asio::co_spawn(context, connect(listener.url("sslmode=disable")),
                   asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr thrown, SessionPtr) {
                       error = thrown;
                       context.stop();
                   }));
    asio::steady_timer timer(context, 50ms);
    timer.async_wait([&](boost::system::error_code) { signal.emit(asio::cancellation_type::terminal); });
    context.run_for(10s);
    CHECK(as<boost::system::system_error>(error).code() == asio::error::operation_aborted);
}

TEST_CASE("an io_context may be destroyed while a session is being opened", "[postgresql]") {
    for (int milliseconds = 0; milliseconds < 12; ++milliseconds) {
        const auto connector = backend().connector(Url::parse(tls_url()), {});
        asio::io_context context;
        asio::co_spawn(context, connector->connect(), asio::detached);
        context.run_for(std::chrono::milliseconds(milliseconds));
    }
    SUCCEED();
}

TEST_CASE("a session has the application name azoth unless another is set", "[postgresql]") {
    const auto name_under = [](const std::string& url) {
        std::string name;
        with_session(
            [&](Session& session) -> task<void> {
                const Answer answer = co_await execute(session, "SELECT current_setting('application_name')");
                name = cell<std::string>(answer);
            },
            url);
        return name;
    };
    CHECK(name_under(tcp_url()) == "azoth");
    CHECK(name_under(tcp_url() + "&application_name=ledger%20app") == "ledger app");
}

TEST_CASE("the server uses UTF8 in a session, independent of the environment", "[postgresql]") {
    ::setenv("PGCLIENTENCODING", "LATIN1", 1);
    with_session([](Session& session) -> task<void> {
        const Answer answer = co_await execute(session, "SELECT current_setting('client_encoding')");
        CHECK(cell<std::string>(answer) == "UTF8");
    });
    ::unsetenv("PGCLIENTENCODING");
}

TEST_CASE("a URL with an option that libpq does not have, or azoth does not support, throws", "[unit]") {
    const auto refusal = [](const std::string& options) {
        try {
            backend().connector(Url::parse("postgresql://u:hush@h/d?" + options), {});
        } catch (const ArgumentError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    // What follows a password may be a part of it.
    CHECK_THAT(refusal("sslmod=disable"),
               ContainsSubstring("not known to libpq") && !ContainsSubstring("sslmod") && !ContainsSubstring("hush"));
    CHECK_THAT(refusal("client_encoding=LATIN1"), ContainsSubstring("UTF8"));
    CHECK_THAT(refusal("replication=database"), ContainsSubstring("replication"));
    CHECK_THAT(refusal("connect_timeout=soon"), ContainsSubstring("connect_timeout"));
    CHECK_THAT(refusal("application_name=a%00user%00admin"), ContainsSubstring("NUL"));
    CHECK(refusal("client_encoding=utf-8&sslmode=disable&connect_timeout=3&target_session_attrs=any").empty());
}

}  // namespace
}  // namespace azoth::postgresql::test
