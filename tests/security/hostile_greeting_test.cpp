#include "attack.hpp"
#include "fault/hostile_server.hpp"
#include "hostile_memory.hpp"

#include <boost/asio/write.hpp>

#include <string>
#include <vector>

// What a server can do to a client before authentication is complete.
namespace azoth::postgresql::test::hostile_greeting {
namespace {

using azoth_tests::attack;
using azoth_tests::HostileMemory;

// The number of bytes that a server sends over the loopback before it is stopped: 15 MiB were measured; without a
// limit, 248 MiB in 500 ms.
constexpr std::size_t limit = 64;

const std::string let_in = message('R', int32(0));

std::string repeated(const std::string& bytes, std::size_t size) {
    std::string many;
    while (many.size() < size) many += bytes;
    return many;
}

// Answers the startup packet with the given bytes, then floods the client until it closes the connection.
void greeted_by(const std::string& name, const std::string& answer, const std::string& bytes) {
    const HostileMemory memory;
    const auto begun = std::chrono::steady_clock::now();
    bool failed = false;
    against(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.startup();
            co_await wire.send(answer);
            while (!bytes.empty()) {
                co_await asio::async_write(wire.socket(), asio::buffer(bytes), asio::use_awaitable);
            }
            co_await wire.until_closed();
        },
        [&](HostileServer& server) -> task<void> {
            ConnectOptions options;
            options.connect_timeout = 500ms;
            failed = (co_await failure(connect(server.url(), options))) != nullptr;
            // A thread of libpq that continued to read would still allocate memory.
            co_await sleep(200ms);
        },
        5s);
    memory.check(name, limit);
    attack(name + ": the client is let in", !failed);
    attack(name + ": the client waits", std::chrono::steady_clock::now() - begun > 3s);
}

TEST_CASE("A server that never completes authentication cannot take the memory of its clients", "[security]") {
    std::string settings;
    for (int i = 0; i < 5000; ++i) {
        settings += message('S', cstring("name" + std::to_string(i)) + cstring(std::string(100, 'x')));
    }
    greeted_by("greeting: endless ParameterStatus", let_in, settings);
    greeted_by("greeting: endless notifications", let_in,
               repeated(message('A', int32(1) + cstring("channel") + cstring(std::string(8000, 'x'))), 128 * 1024));
    greeted_by("greeting: endless notices", let_in,
               repeated(message('N', "S" + cstring("NOTICE") + "C" + cstring("00000") + "M" +
                                         cstring(std::string(8000, 'x')) + cstring("")),
                        128 * 1024));
    greeted_by("greeting: an error of 1 GiB", let_in + lying_message('E', 1 << 30), std::string(128 * 1024, 'x'));
    greeted_by("greeting: an error of 1 GiB before all", lying_message('E', 1 << 30), std::string(128 * 1024, 'x'));
    greeted_by("greeting: endless keys", let_in, repeated(message('K', int32(1) + int32(2)), 128 * 1024));
    greeted_by("greeting: a key of 1 GiB", let_in + lying_message('K', 1 << 30), std::string(128 * 1024, 'x'));
    greeted_by("greeting: endless protocol versions", "",
               repeated(message('v', int32(196'608) + int32(1) + cstring("_pq_.x")), 128 * 1024));
    greeted_by("greeting: a protocol version that lies", "", repeated(message('v', int32(-1) + int32(-1)), 1024));
    greeted_by("greeting: endless requests for MD5", "", repeated(message('R', int32(5) + "salt"), 128 * 1024));
    greeted_by("greeting: endless SASL", "",
               repeated(message('R', int32(10) + cstring("SCRAM-SHA-256") + cstring("")), 128 * 1024));
    greeted_by("greeting: SASL that goes on without an end",
               message('R', int32(10) + cstring("SCRAM-SHA-256") + cstring("")),
               repeated(message('R', int32(11) + "r=x,s=eA==,i=1"), 128 * 1024));
    greeted_by("greeting: endless permission", "", repeated(let_in, 128 * 1024));
}

}  // namespace
}  // namespace azoth::postgresql::test::hostile_greeting
