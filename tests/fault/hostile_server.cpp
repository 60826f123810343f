#include "hostile_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <utility>

#include <sys/resource.h>

namespace azoth::postgresql::test {

using asio::ip::tcp;

namespace {

constexpr std::int32_t ssl_request = 80877103;
constexpr std::int32_t gss_request = 80877104;
constexpr std::int32_t cancel_request = 80877102;

// Ends the connection's coroutine without a message.
struct CancelRequest {};

}  // namespace

std::string int16(int value) { return {static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)}; }

std::string int32(std::int64_t value) {
    return int16(static_cast<int>(value >> 16 & 0xffff)) + int16(static_cast<int>(value & 0xffff));
}

std::string message(char type, std::string_view body) {
    return lying_message(type, static_cast<std::int64_t>(body.size()) + 4, body);
}

std::string lying_message(char type, std::int64_t length, std::string_view body) {
    return type + int32(length) + std::string(body);
}

std::string row_description_of(const std::vector<Field>& fields) {
    std::string body = int16(static_cast<int>(fields.size()));
    for (const Field& field : fields) {
        body += cstring(field.name) + int32(0) + int16(0) + int32(field.type) + int16(-1) + int32(-1) + int16(1);
    }
    return message('T', body);
}

std::string data_row_of(const std::vector<std::string>& cells) {
    std::string body = int16(static_cast<int>(cells.size()));
    for (const std::string& cell : cells) body += int32(static_cast<std::int64_t>(cell.size())) + cell;
    return message('D', body);
}

std::string ready(char status) { return message('Z', std::string(1, status)); }

std::string error_response(std::string_view severity, std::string_view sqlstate, std::string_view text) {
    const std::string level(severity);
    return message(
        'E', "S" + cstring(level) + "V" + cstring(level) + "C" + cstring(sqlstate) + "M" + cstring(text) + cstring(""));
}

std::string completed(std::string_view tag) { return message('C', cstring(tag)) + ready(); }

std::string answer_of(std::int32_t value) { return described("n") + data_row(int32(value)) + completed("SELECT 1"); }

std::string greeting() {
    const auto parameter = [](std::string_view name, std::string_view value) {
        return message('S', cstring(name) + cstring(value));
    };
    return message('R', int32(0)) + parameter("server_version", "15.20") + parameter("client_encoding", "UTF8") +
           parameter("server_encoding", "UTF8") + parameter("standard_conforming_strings", "on") +
           message('K', int32(4711) + int32(815)) + ready();
}

task<void> HostileServer::Wire::read(std::string& into, std::size_t size) {
    const std::size_t before = into.size();
    into.resize(before + size);
    co_await asio::async_read(socket_, asio::buffer(into.data() + before, size), asio::use_awaitable);
}

task<std::string> HostileServer::Wire::startup() {
    while (true) {
        std::string packet;
        co_await read(packet, 8);
        const auto number = [&](std::size_t at) {
            return load_big_endian<std::int32_t>(reinterpret_cast<const std::byte*>(packet.data()) + at);
        };
        if (number(4) == cancel_request) throw CancelRequest();
        if (number(4) == ssl_request || number(4) == gss_request) {
            co_await send("N");
            continue;
        }
        co_await read(packet, static_cast<std::size_t>(number(0)) - 8);
        co_return packet;
    }
}

task<void> HostileServer::Wire::greet() {
    co_await startup();
    co_await send(greeting());
}

task<std::string> HostileServer::Wire::receive() {
    std::string whole;
    co_await read(whole, 5);
    const auto length = load_big_endian<std::int32_t>(reinterpret_cast<const std::byte*>(whole.data()) + 1);
    co_await read(whole, static_cast<std::size_t>(length) - 4);
    co_return whole;
}

task<std::string> HostileServer::Wire::request() {
    std::string types;
    std::string closed;
    while (!types.ends_with('S') && !types.ends_with('H')) {
        const std::string next = co_await receive();
        types += next.front();
        // The message that frees the name of a statement before it is parsed.
        if (next.front() == 'C' && next[5] == 'S') closed += message('3');
    }
    co_await send(closed);
    co_return types;
}

task<void> HostileServer::Wire::send(std::string bytes) {
    boost::system::error_code error;
    co_await asio::async_write(socket_, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
}

task<void> HostileServer::Wire::until_closed() {
    std::array<char, 4096> bytes{};
    boost::system::error_code error;
    while (!error) {
        co_await socket_.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
    }
}

// Outlives the server as long as one of its coroutines does.
struct HostileServer::State {
    State(const asio::any_io_executor& executor, Script what)
        : acceptor(executor, {asio::ip::make_address("127.0.0.1"), 0}), script(std::move(what)) {}

    tcp::acceptor acceptor;
    Script script;
    std::vector<std::weak_ptr<Wire>> wires;
    int cancel_requests = 0;
};

HostileServer::HostileServer(const asio::any_io_executor& executor, Script script)
    : state_(std::make_shared<State>(executor, std::move(script))) {
    asio::co_spawn(executor, serve(state_), asio::detached);
}

HostileServer::~HostileServer() {
    state_->acceptor.close();
    for (const auto& weak : state_->wires) {
        if (const auto wire = weak.lock()) wire->socket().close();
    }
}

std::string HostileServer::url(std::string_view options) const {
    return "postgresql://azoth:secret@127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port()) +
           "/azoth?" + std::string(options);
}

int HostileServer::cancel_requests() const noexcept { return state_->cancel_requests; }

task<void> HostileServer::serve(std::shared_ptr<State> state) {
    const auto executor = co_await asio::this_coro::executor;
    while (true) {
        const auto wire = std::make_shared<Wire>(co_await state->acceptor.async_accept(asio::use_awaitable));
        // Otherwise the next bytes would wait for an acknowledgement.
        wire->socket().set_option(tcp::no_delay(true));
        state->wires.push_back(wire);
        asio::co_spawn(executor, speak(state, wire), asio::detached);
    }
}

task<void> HostileServer::speak(std::shared_ptr<State> state, std::shared_ptr<Wire> wire) {
    try {
        co_await state->script(*wire);
    } catch (const CancelRequest&) {
        ++state->cancel_requests;
    } catch (const boost::system::system_error&) {
        // The client closed the connection, as expected.
    }
}

void against(HostileServer::Script script, const std::function<task<void>(HostileServer&)>& body,
             std::chrono::seconds limit) {
    const auto start = std::chrono::steady_clock::now();
    run([&]() -> task<void> {
        HostileServer server(co_await asio::this_coro::executor, std::move(script));
        co_await body(server);
    });
    CHECK(std::chrono::steady_clock::now() - start < limit);
}

void with_hostile_session(HostileServer::Script script, const std::function<task<void>(Session&)>& body,
                          std::chrono::seconds limit) {
    const auto greeted = [&](HostileServer::Wire& wire) -> task<void> {
        co_await wire.greet();
        co_await script(wire);
    };
    const auto connecting = [&](HostileServer& server) -> task<void> {
        const SessionPtr session = co_await connect(server.url());
        co_await body(*session);
    };
    against(greeted, connecting, limit);
}

std::size_t peak_memory() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::size_t>(usage.ru_maxrss) / 1024;
}

}  // namespace azoth::postgresql::test
