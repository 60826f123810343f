#include "catch.hpp"
#include "each_database.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

// The options of each connection's socket, so that a link that is down is noticed.
namespace az = azoth;
using namespace azoth_tests;

namespace {

int option_of(int socket, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(socket, IPPROTO_TCP, name, &value, &size) == 0 ? value : -1;
}

/// Of the sockets of this process that are connected to the server, the largest value of an option.
int largest(int name) {
    int found = -1;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int socket = std::stoi(entry.path().filename());
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
        if (peer.sin_family == AF_INET && ntohs(peer.sin_port) == server_port()) {
            found = std::max(found, option_of(socket, name));
        }
    }
    return found;
}

az::task<void> check(std::string options, int idle, int limit) {
    std::string url = postgresql_url();
    url.replace(url.rfind('@') + 1, url.rfind('/') - url.rfind('@') - 1, "127.0.0.1:" + std::to_string(server_port()));
    auto engine = az::create_async_engine(url + "?sslmode=disable" + options);
    auto conn = co_await engine.connect();
    CHECK(largest(TCP_KEEPIDLE) == idle);
    CHECK(largest(TCP_USER_TIMEOUT) == limit);
}

}  // namespace

TEST_CASE("A connection notices within 20 seconds that its link is down", "[engine]") {
    if (postgresql_url().empty()) return;
    run(check("", 10, 20'000));
}

TEST_CASE("The URL sets other times after which a connection notices that its link is down", "[engine]") {
    if (postgresql_url().empty()) return;
    run(check("&keepalives_idle=77&tcp_user_timeout=5000", 77, 5'000));
}
