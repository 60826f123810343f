#include "attack.hpp"
#include "postgresql/conninfo.hpp"
#include "postgresql_session/server.hpp"
#include <azoth/driver/url.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <ifaddrs.h>
#include <libpq-fe.h>
#include <net/if.h>
#include <stdlib.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

// What an attacker between client and server can read, and make the client send.
namespace azoth::postgresql::test::wire_tls {
namespace {

using asio::ip::tcp;
using azoth_tests::attack;

// Sets or removes an environment variable during the lifetime of this object.
class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) {
        if (const char* const old = std::getenv(name)) old_ = old;
        assign(value);
    }
    ~Variable() { assign(old_ ? old_->c_str() : nullptr); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    void assign(const char* value) const {
        if (value == nullptr) {
            ::unsetenv(name_);
        } else {
            ::setenv(name_, value, 1);
        }
    }

    const char* name_;
    std::optional<std::string> old_;
};

std::string mode_of(const std::string& url) {
    const ConnInfo info(Url::parse(url));
    const auto keywords = info.keywords();
    const auto values = info.values();
    for (std::size_t i = 0; keywords[i] != nullptr; ++i) {
        if (std::string_view(keywords[i]) == "sslmode") return values[i];
    }
    return "libpq's";
}

TEST_CASE("A connection to another machine uses TLS by default", "[security]") {
    const Variable mode("PGSSLMODE", nullptr);
    const Variable host("PGHOST", nullptr);
    const Variable address("PGHOSTADDR", nullptr);
    const Variable service("PGSERVICE", nullptr);
    for (const char* const remote :
         {"postgresql://db.example.com/x", "postgresql://192.0.2.7/x", "postgresql://[2001:db8::1]/x",
          "postgresql://localhost.example.com/x", "postgresql://127.example.com/x", "postgresql://127.1/x",
          "postgresql://127.0.0.1.example.com/x", "postgresql://128.0.0.1/x", "postgresql://0.0.0.0/x",
          "postgresql://localhost,db.example.com/x", "postgresql:///x?host=db.example.com",
          "postgresql:///x?hostaddr=192.0.2.7", "postgresql://localhost/x?hostaddr=192.0.2.7",
          "postgresql:///x?host=localhost,/tmp&hostaddr=127.0.0.1,192.0.2.7"}) {
        attack(std::string("no TLS for ") + remote, mode_of(remote) != "require");
    }
    for (const char* const local :
         {"postgresql:///x", "postgresql://localhost/x", "postgresql://LocalHost/x", "postgresql://127.0.0.1/x",
          "postgresql://127.200.3.4/x", "postgresql://[::1]/x", "postgresql://[0:0:0:0:0:0:0:1]/x",
          "postgresql:///x?host=/var/run/postgresql", "postgresql:///x?host=@socket",
          "postgresql://localhost,127.0.0.1/x", "postgresql://db.example.com/x?hostaddr=127.0.0.1"}) {
        INFO(local);
        CHECK(mode_of(local) == "libpq's");
    }
    CHECK(mode_of("postgresql://db.example.com/x?sslmode=prefer") == "prefer");
    CHECK(mode_of("postgresql://db.example.com/x?sslmode=verify-full") == "verify-full");
    const Variable elsewhere("PGHOST", "db.example.com");
    attack("no TLS for PGHOST", mode_of("postgresql:///x") != "require");
    const Variable said("PGSSLMODE", "prefer");
    CHECK(mode_of("postgresql://db.example.com/x") == "libpq's");
}

TEST_CASE("A service file does not hide a host that is another machine", "[security]") {
    const Variable mode("PGSSLMODE", nullptr);
    std::string path = "/tmp/azoth-service-XXXXXX";
    const int descriptor = ::mkstemp(path.data());
    REQUIRE(descriptor >= 0);
    ::close(descriptor);
    std::ofstream(path) << "# services\n[plain]\nhost=db.example.com\n\n[verified]\nhost=db.example.com\n"
                           "sslmode = verify-full\n[here]\ndbname=x\n";
    const Variable file("PGSERVICEFILE", path.c_str());
    attack("no TLS for a service", mode_of("postgresql:///?service=plain") != "require");
    attack("a service's own mode is overruled", mode_of("postgresql:///?service=verified") != "libpq's");
    CHECK(mode_of("postgresql:///?service=here") == "libpq's");
    CHECK(mode_of("postgresql://db.example.com/?service=here") == "require");
    const Variable environment("PGSERVICE", "plain");
    attack("no TLS for PGSERVICE", mode_of("postgresql:///x") != "require");
    ::unlink(path.c_str());
}

TEST_CASE("A service that is not found can NOT turn TLS off", "[security]") {
    const Variable mode("PGSSLMODE", nullptr);
    const Variable service("PGSERVICE", nullptr);
    const Variable file("PGSERVICEFILE", nullptr);
    std::string folder = "/tmp/azoth-service-XXXXXX";
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    {
        const Variable home("HOME", folder.c_str());
        const Variable system("PGSYSCONFDIR", folder.c_str());
        attack("a service of no file", mode_of("postgresql://db.example.com/x?service=nosuch") != "require");
        attack("a host of a service of no file", mode_of("postgresql:///x?service=nosuch") != "require");
        {
            const Variable environment("PGSERVICE", "nosuch");
            attack("PGSERVICE of no file", mode_of("postgresql://db.example.com/x") != "require");
        }
        const std::string path = folder + "/pg_service.conf";
        std::ofstream(path) << "[plain]\nuser=x\n[verified]\nsslmode=verify-full\n"
                               "[directory]\nldap://ldap.example.com/dc=example?host?sub?(cn=x)\n";
        attack("a service of the system", mode_of("postgresql://db.example.com/x?service=plain") != "require");
        attack("a host of a directory", mode_of("postgresql:///x?service=directory") != "require");
        attack("a verified service of the system is overruled",
               mode_of("postgresql://db.example.com/x?service=verified") != "libpq's");
        ::unlink(path.c_str());
    }
    const Variable home("HOME", nullptr);
    attack("no HOME", mode_of("postgresql://db.example.com/x?service=nosuch") != "require");
    ::rmdir(folder.c_str());
}

TEST_CASE("require_auth is never ignored", "[security]") {
    const std::string url = "postgresql://db.example.com/x?require_auth=scram-sha-256";
    if (PQlibVersion() >= 160000) {
        const ConnInfo info(Url::parse(url));
        bool kept = false;
        for (const char* const keyword : info.keywords()) {
            kept = kept || (keyword != nullptr && std::string_view(keyword) == "require_auth");
        }
        attack("require_auth is lost", !kept);
    } else {
        std::string refusal;
        try {
            const ConnInfo info(Url::parse(url));
        } catch (const NotSupportedError& error) {
            refusal = error.what();
        }
        attack("require_auth is lost", refusal.find("libpq 16") == std::string::npos);
        CHECK(refusal.find(std::to_string(PQlibVersion() / 10'000) + ".") != std::string::npos);
    }
}

// An address of this machine that is not one of the loopback's.
std::optional<std::string> own_address() {
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return std::nullopt;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(all, &::freeifaddrs);
    for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET || (one->ifa_flags & IFF_LOOPBACK) != 0) {
            continue;
        }
        std::array<char, INET_ADDRSTRLEN> text{};
        const auto* const address = reinterpret_cast<const sockaddr_in*>(one->ifa_addr);
        if (::inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size()) != nullptr) return text.data();
    }
    return std::nullopt;
}

// Listens at an address of this machine that azoth does not treat as local.
struct Remote {
    using Script = std::function<task<void>(tcp::socket)>;

    Remote(const asio::any_io_executor& executor, const std::string& address, Script script,
           const std::string& user = "azoth:wire%20secret")
        : acceptor(executor, {asio::ip::make_address(address), 0}) {
        const auto port = std::to_string(acceptor.local_endpoint().port());
        url = "postgresql://" + user + "@" + address + ":" + port + "/azoth";
        asio::co_spawn(executor, serve(std::move(script)), asio::detached);
    }
    task<void> serve(Script script) {
        boost::system::error_code error;
        while (true) {
            tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
            if (error) co_return;
            asio::co_spawn(co_await asio::this_coro::executor, script(std::move(socket)), asio::detached);
        }
    }

    tcp::acceptor acceptor;
    std::string url;
};

// Refuses TLS, requests the password in clear text, and records what it receives.
Remote::Script man_in_the_middle(std::string& heard) {
    return [&heard](tcp::socket socket) -> task<void> {
        const std::string asks_for_password("R\0\0\0\x8\0\0\0\x3", 9);
        std::array<char, 4096> bytes{};
        boost::system::error_code error;
        for (int answers = 0;; ++answers) {
            const std::size_t size =
                co_await socket.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
            if (error) co_return;
            heard.append(bytes.data(), size);
            const std::string answer = answers == 0 ? "N" : asks_for_password;
            co_await asio::async_write(socket, asio::buffer(answer), asio::redirect_error(asio::use_awaitable, error));
        }
    };
}

// Forwards everything to the tests' real server, which listens only at 127.0.0.1.
task<void> carry(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to) {
    std::array<char, 8192> bytes{};
    boost::system::error_code error;
    while (!error) {
        const std::size_t size =
            co_await from->async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        co_await asio::async_write(*to, asio::buffer(bytes, size), asio::redirect_error(asio::use_awaitable, error));
    }
    to->close(error);
    from->close(error);
}

task<void> forward(tcp::socket socket) {
    const auto executor = co_await asio::this_coro::executor;
    const auto client = std::make_shared<tcp::socket>(std::move(socket));
    const auto server = std::make_shared<tcp::socket>(executor);
    const auto port = static_cast<unsigned short>(std::stoi(environment("AZOTH_TEST_PG_PORT")));
    co_await server->async_connect({asio::ip::make_address("127.0.0.1"), port}, asio::use_awaitable);
    asio::co_spawn(executor, carry(client, server), asio::detached);
    co_await carry(server, client);
}

TEST_CASE("An attacker between client and server does not get the password by refusing TLS", "[security]") {
    const auto address = own_address();
    if (!address) {
        WARN("this machine has no address but the loopback's");
        return;
    }
    const Variable mode("PGSSLMODE", nullptr);
    std::string heard;
    run([&]() -> task<void> {
        Remote remote(co_await asio::this_coro::executor, *address, man_in_the_middle(heard));
        for (const char* const options : {"", "?sslmode=require", "?sslmode=verify-full", "?channel_binding=require"}) {
            heard.clear();
            const auto error = as<OperationalError>(co_await failure(connect(remote.url + options)));
            attack(std::string("the password is asked for without TLS ") + options,
                   heard.find("wire secret") != std::string::npos);
            const bool by_default = std::string_view(options).find("sslmode") == std::string_view::npos;
            CHECK((error.hint().find("sslmode=prefer") != std::string_view::npos) == by_default);
        }
        // With sslmode=prefer the listener does receive the password.
        heard.clear();
        as<OperationalError>(co_await failure(connect(remote.url + "?sslmode=prefer")));
        CHECK(heard.find("wire secret") != std::string::npos);
        remote.acceptor.close();
    });
}

TEST_CASE("With TLS at the server an attacker on the way can't read the connection, without any option", "[security]") {
    const auto address = own_address();
    if (!address) {
        WARN("this machine has no address but the loopback's");
        return;
    }
    const Variable mode("PGSSLMODE", nullptr);
    run([&]() -> task<void> {
        Remote remote(co_await asio::this_coro::executor, *address, forward, "azoth");
        const SessionPtr session = co_await connect(remote.url);
        const Answer answer = co_await execute(*session, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
        attack("a connection in clear text", !cell<bool>(answer));
        co_await session->close();
        remote.acceptor.close();
    });
}

}  // namespace
}  // namespace azoth::postgresql::test::wire_tls
