#include "fault/hostile_server.hpp"

#include "attack.hpp"
#include "hostile_memory.hpp"
#include <azoth/driver/notification.hpp>
#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/async_engine.hpp>
#include <azoth/listen.hpp>

#include <boost/asio/write.hpp>

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

// What a compromised server, or another one in its place, can do to a connected client.
namespace azoth::postgresql::test::hostile {
namespace {

using azoth_tests::attack;
using azoth_tests::HostileMemory;

// In addition to what an option allows: one slab, libpq's buffers, the test's own server.
constexpr std::size_t slack = 16;
constexpr std::size_t mebibyte = std::size_t{1} << 20;

std::string repeated(const std::string& bytes, std::size_t size) {
    std::string many;
    while (many.size() < size) many += bytes;
    return many;
}

// Sends the same bytes until the client closes the connection.
task<void> flood(HostileServer::Wire& wire, const std::string& bytes) {
    while (true) co_await asio::async_write(wire.socket(), asio::buffer(bytes), asio::use_awaitable);
}

ConnectOptions options() {
    ConnectOptions some;
    some.connect_timeout = 1s;
    some.cancel_timeout = 300ms;
    some.max_result_bytes = 8 * mebibyte;
    some.max_message_bytes = 8 * mebibyte;
    return some;
}

// Calls body(session) with a session whose server follows the script after its greeting.
void with_server(const HostileServer::Script& script, const std::function<task<void>(Session&)>& body,
                 ConnectOptions with = options()) {
    against(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.greet();
            co_await script(wire);
        },
        [&](HostileServer& server) -> task<void> {
            const SessionPtr session = co_await connect(server.url(), with);
            co_await body(*session);
        },
        8s);
}

std::string what_of(const std::exception_ptr& error) {
    try {
        if (error) std::rethrow_exception(error);
    } catch (const std::exception& thrown) {
        return thrown.what();
    }
    return {};
}

// A statement with a time limit of 400 ms gets the given answer, then a flood. Returns its error.
std::exception_ptr flooded(const std::string& name, const std::string& answer, const std::string& bytes,
                           std::size_t limit, ConnectOptions with = options(), std::chrono::milliseconds pause = 0ms) {
    std::exception_ptr error;
    const HostileMemory memory;
    const auto begun = std::chrono::steady_clock::now();
    with_server(
        [&](HostileServer::Wire& wire) -> task<void> {
            co_await wire.request();
            co_await wire.send(answer);
            if (pause.count() != 0) co_await sleep(pause);
            if (!bytes.empty()) co_await flood(wire, bytes);
            co_await wire.until_closed();
        },
        [&](Session& session) -> task<void> {
            const Statement statement("SELECT 1");
            Request made = request(statement);
            made.timeout = 400ms;
            error = co_await failure(session.execute(made));
        },
        with);
    const auto took = std::chrono::steady_clock::now() - begun;
    memory.check(name, limit + slack);
    attack(name + ": the client waits", took > 3s);
    attack(name + ": the client notices nothing", error == nullptr);
    return error;
}

const std::string rows_of_1_kib = repeated(data_row(std::string(1000, 'x')), 128 * 1024);

TEST_CASE("Endless rows do not take more memory than max_result_bytes", "[security]") {
    const auto error = as<OperationalError>(flooded("endless rows", described("n"), rows_of_1_kib, 8));
    CHECK(std::string(error.message()).find("EngineOptions::max_result_bytes") != std::string::npos);
    CHECK(error.sqlstate() == "54000");
    CHECK(error.outcome() == Outcome::unknown);
    // Empty rows, and large gaps between their bytes.
    flooded("endless rows without columns", message('1') + message('t', int16(0)) + row_description() + message('2'),
            repeated(message('D', int16(0)), 128 * 1024), 8);
    const std::string between = data_row("") + repeated(message('S', cstring("x") + cstring("y")), 60 * 1024);
    flooded("endless rows with others between", described("n"), between, 8);
}

TEST_CASE("Rows that arrive after a statement's time limit do not take memory", "[security]") {
    ConnectOptions with = options();
    with.max_result_bytes = 0;
    const auto error =
        flooded("endless rows after a timeout", described("n") + data_row("x"), rows_of_1_kib, 1, with, 500ms);
    CHECK_THROWS_AS(std::rethrow_exception(error), StatementTimeoutError);
}

TEST_CASE("A message longer than max_message_bytes takes no memory", "[security]") {
    const auto big = as<OperationalError>(
        flooded("a row of 1 GiB", described("n") + lying_message('D', 1 << 30), std::string(128 * 1024, 'x'), 1));
    CHECK(std::string(big.message()).find("EngineOptions::max_message_bytes") != std::string::npos);
    CHECK(big.connection_lost());
    for (const char type : {'T', 't', 'A', 'S', 'C', 'Z', 'K', 'v', 'E', 'N'}) {
        flooded(std::string("1 GiB of ") + type, described("n") + lying_message(type, (1 << 30) - 1),
                std::string(128 * 1024, '\1'), 1);
    }
}

TEST_CASE("A message takes memory as it arrives, not as it is announced", "[security]") {
    ConnectOptions with = options();
    with.max_message_bytes = 0;
    with.max_result_bytes = 0;
    flooded("1 GiB announced, 100 KiB sent",
            described("n") + lying_message('D', (1 << 30) - 1, std::string(100 * 1024, 'x')), "", 2, with);
}

TEST_CASE("Endless notices do not take more memory than max_notice_bytes", "[security]") {
    std::size_t heard = 0;
    std::size_t longest = 0;
    ConnectOptions with = options();
    with.notice = [&](const Diagnostics& notice) {
        ++heard;
        longest = std::max(longest, notice.message.size());
    };
    const auto notice = [](std::size_t size) {
        return message('N', "S" + cstring("NOTICE") + "C" + cstring("00000") + "M" + cstring(std::string(size, 'x')) +
                                cstring(""));
    };
    flooded("endless notices", "", repeated(notice(10), 128 * 1024), 1, with);
    flooded("endless long notices", "", notice(4 * mebibyte), 16, with);
    CHECK(heard != 0);
    attack("notices of any size are kept", longest > mebibyte + 100);
}

TEST_CASE("Endless settings and notifications do not take memory", "[security]") {
    std::string settings;
    for (int i = 0; i < 5000; ++i) settings += message('S', cstring("name" + std::to_string(i)) + cstring("value"));
    flooded("endless ParameterStatus", "", settings, 1);
    flooded("one setting of any size", "", message('S', cstring("TimeZone") + cstring(std::string(60'000, 'x'))), 1);
    flooded("endless notifications", "",
            repeated(message('A', int32(1) + cstring("channel") + cstring(std::string(8000, 'x'))), 128 * 1024), 1);
}

TEST_CASE("Notifications that no caller takes do not exceed the buffer of their listener", "[security]") {
    const HostileMemory memory;
    std::uint64_t missed = 0;
    against(
        [](HostileServer::Wire& wire) -> task<void> {
            co_await wire.greet();
            co_await wire.request();
            co_await wire.send(message('1') + message('2') + completed("LISTEN"));
            co_await flood(
                wire, repeated(message('A', int32(1) + cstring("news") + cstring(std::string(8000, 'x'))), 128 * 1024));
        },
        [&](HostileServer& server) -> task<void> {
            EngineOptions with;
            with.shared_connections = 0;
            const AsyncEngine engine = create_async_engine(server.url(), with);
            AsyncConnection connection = co_await engine.connect();
            ListenOptions listening;
            listening.buffer = 1'000'000;
            Listener listener = co_await listen(connection, "news", listening);
            co_await sleep(500ms);
            missed = listener.missed();
            connection.invalidate();
        });
    memory.check("notifications that are not taken", 4 + slack);
    attack("all notifications are kept", missed == 0);
}

TEST_CASE("An error of any size is cut off", "[security]") {
    ConnectOptions with = options();
    with.max_message_bytes = 64 * mebibyte;
    const std::string text(32 * mebibyte, 'x');
    const auto error =
        flooded("an error of 32 MiB", error_response("ERROR", "22000", text) + ready(), "", 3 * 64, with);
    const std::string shown = what_of(error);
    attack("an error of any size is kept", shown.size() > 2 * mebibyte);
    CHECK(shown.find("bytes cut off") != std::string::npos);
}

TEST_CASE("A description with more columns than PostgreSQL's limit throws", "[security]") {
    std::vector<Field> fields(40'000, Field(""));
    flooded("40,000 columns", message('1') + message('t', int16(0)) + row_description_of(fields), "", 8);
    std::string many = int16(-1);
    for (int i = 0; i < 65'535; ++i)
        many += cstring("") + int32(0) + int16(0) + int32(23) + int16(-1) + int32(-1) + int16(1);
    flooded("65,535 columns", message('1') + message('t', int16(0)) + message('T', many), "", 8);
    flooded("a column's name of 8 MiB",
            message('1') + message('t', int16(0)) + row_description_of({Field(std::string(8 * mebibyte, 'x'))}), "",
            32);
}

TEST_CASE("Messages out of place end the connection", "[security]") {
    const std::string two = described("a", "b");
    for (const auto& [name, bytes] : std::vector<std::pair<std::string, std::string>>{
             {"COPY data without a COPY", message('d', "xyz")},
             {"an unrequested COPY out",
              message('1') + message('2') + message('H', "\1" + int16(0)) + message('d', "xyz")},
             {"COPY both", message('1') + message('2') + message('W', "\1" + int16(0))},
             {"a storm of ReadyForQuery", ready()},
             {"a key in the middle", message('K', int32(1) + int32(2))},
             {"a protocol version in the middle", message('v', int32(3) + int32(0))},
             {"an authentication in the middle", message('R', int32(3))},
             {"a row without a description", data_row("x")},
             {"a row with too many fields", two + data_row("x", "y", "z")},
             {"a row with too few fields", two + data_row("x")},
             {"a field that is longer than its row", two + message('D', int16(2) + int32(1 << 20) + "x")},
             {"a field of a negative length", two + message('D', int16(2) + int32(-2) + int32(-2))},
             {"a description that ends early", message('1') + message('t', int16(0)) + message('T', int16(30'000))},
             {"bytes that are no message", std::string(64, '\xff')}}) {
        const auto error = flooded(name, "", repeated(bytes, 64 * 1024), 2);
        INFO(name << ": " << what_of(error));
        CHECK_NOTHROW(as<OperationalError>(error));
    }
}

TEST_CASE("A server that floods an idle connection does not keep the thread that checks it", "[security]") {
    const HostileMemory memory;
    bool probed = false;
    with_server(
        [](HostileServer::Wire& wire) -> task<void> {
            co_await flood(wire, repeated(message('S', cstring("x") + cstring("y")), 128 * 1024));
        },
        [&](Session& session) -> task<void> {
            co_await sleep(100ms);
            const auto begun = std::chrono::steady_clock::now();
            session.probe();
            probed = std::chrono::steady_clock::now() - begun < 1s;
        });
    memory.check("a flood while idle", slack);
    attack("a flood while idle: the thread is kept", !probed);
}

}  // namespace
}  // namespace azoth::postgresql::test::hostile
