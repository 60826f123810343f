#include "proxy.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace azoth_tests {

namespace asio = boost::asio;
using asio::ip::tcp;
using azoth::task;
using namespace std::chrono_literals;

namespace {

constexpr auto pause_of_a_delay = 15ms;
constexpr std::size_t throttled_bytes = 3;
constexpr std::size_t throttled_pauses = 20;  // then it has been slow long enough
constexpr auto silence_after_corruption = 300ms;

// Finds the ends of the messages in a stream.
class Framer {
public:
    explicit Framer(Direction direction) : header_(direction == Direction::to_server ? 4 : 5) {}

    void feed(const char* bytes, std::size_t size, std::vector<std::size_t>& ends) {
        for (std::size_t i = 0; i < size; ++i) {
            ++position_;
            if (filled_ < header_) {
                length_ = length_ << 8 | static_cast<unsigned char>(bytes[i]);
                if (++filled_ < header_) continue;
                left_ = length_ - 4;
            } else {
                --left_;
            }
            if (left_ != 0) continue;
            ends.push_back(position_);
            filled_ = 0;
            length_ = 0;
            header_ = 5;  // only the startup packet has no type
        }
    }

private:
    std::size_t header_;
    std::size_t filled_ = 0;
    std::size_t position_ = 0;
    std::uint32_t length_ = 0;  // the type falls out on its left
    std::uint32_t left_ = 0;
};

task<void> sleep(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

std::string Fault::to_string() const {
    constexpr std::array names{"none", "cut", "reset", "half close", "delay", "throttle", "corrupt"};
    return std::string(names[static_cast<std::size_t>(kind)]) + " connection " + std::to_string(connection) +
           " at byte " + std::to_string(at) + (direction == Direction::to_server ? " to the server" : " to the client");
}

struct Proxy::Link {
    explicit Link(tcp::socket from) : client(std::move(from)), server(client.get_executor()) {}

    void close(bool reset) {
        boost::system::error_code ignored;
        for (tcp::socket* const socket : {&client, &server}) {
            if (reset) socket->set_option(asio::socket_base::linger(true, 0), ignored);
            socket->close(ignored);
        }
    }

    tcp::socket client;
    tcp::socket server;
    std::size_t number = 0;
    std::array<bool, 2> ended{};
};

// Outlives the proxy as long as one of its coroutines does.
struct Proxy::State {
    State(const asio::any_io_executor& executor, std::uint16_t port, const Fault& what)
        : acceptor(executor, {asio::ip::make_address("127.0.0.1"), 0}), server_port(port), fault(what) {}

    tcp::acceptor acceptor;
    std::uint16_t server_port;
    Fault fault;
    bool injected = false;
    std::vector<std::weak_ptr<Link>> links;
    std::array<std::vector<std::size_t>, 2> boundaries;
};

Proxy::Proxy(const asio::any_io_executor& executor, std::uint16_t server_port, const Fault& fault)
    : state_(std::make_shared<State>(executor, server_port, fault)) {
    asio::co_spawn(executor, serve(state_), asio::detached);
}

Proxy::~Proxy() {
    state_->acceptor.close();
    for (const auto& weak : state_->links) {
        if (const auto link = weak.lock()) link->close(false);
    }
}

std::string Proxy::url() const {
    return "postgresql://azoth@127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port()) +
           "/azoth?sslmode=disable";
}

bool Proxy::injected() const noexcept { return state_->injected; }

const std::vector<std::size_t>& Proxy::boundaries(Direction direction) const noexcept {
    return state_->boundaries[static_cast<std::size_t>(direction)];
}

task<void> Proxy::serve(std::shared_ptr<State> state) {
    while (true) {
        const auto link = std::make_shared<Link>(co_await state->acceptor.async_accept(asio::use_awaitable));
        link->number = state->links.size();
        state->links.push_back(link);
        asio::co_spawn(link->client.get_executor(), open(state, link), asio::detached);
    }
}

task<void> Proxy::open(std::shared_ptr<State> state, std::shared_ptr<Link> link) {
    boost::system::error_code error;
    const tcp::endpoint server(asio::ip::make_address("127.0.0.1"), state->server_port);
    co_await link->server.async_connect(server, asio::redirect_error(asio::use_awaitable, error));
    if (error) {
        link->close(false);
        co_return;
    }
    link->client.set_option(tcp::no_delay(true), error);
    link->server.set_option(tcp::no_delay(true), error);
    asio::co_spawn(link->client.get_executor(), pump(state, link, Direction::to_server), asio::detached);
    co_await pump(state, link, Direction::to_client);
}

task<void> Proxy::pump(std::shared_ptr<State> state, std::shared_ptr<Link> link, Direction direction) {
    const bool to_server = direction == Direction::to_server;
    tcp::socket& from = to_server ? link->client : link->server;
    tcp::socket& to = to_server ? link->server : link->client;
    const Fault fault = state->fault;
    const bool mine =
        fault.kind != Fault::Kind::none && fault.direction == direction && fault.connection == link->number;
    Framer framer(direction);
    std::array<char, 16 * 1024> bytes{};
    std::size_t passed = 0;
    bool due = mine;
    bool silent = false;
    std::size_t slow = 0;
    boost::system::error_code error;
    while (!error) {
        // A cut before the first byte needs no byte to arrive.
        if (due && passed == fault.at && fault.kind != Fault::Kind::corrupt) {
            due = false;
            state->injected = true;
            switch (fault.kind) {
                case Fault::Kind::cut: link->close(false); co_return;
                case Fault::Kind::reset: link->close(true); co_return;
                case Fault::Kind::half_close:
                    to.shutdown(tcp::socket::shutdown_send, error);
                    silent = true;
                    break;
                case Fault::Kind::delay: co_await sleep(pause_of_a_delay); break;
                case Fault::Kind::throttle: slow = throttled_pauses; break;
                case Fault::Kind::corrupt:
                case Fault::Kind::none: break;
            }
            error.clear();
        }
        std::size_t room = slow > 0 ? throttled_bytes : bytes.size();
        if (due && passed < fault.at) room = std::min(room, fault.at - passed);
        const std::size_t size = co_await from.async_read_some(asio::buffer(bytes.data(), room),
                                                               asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        if (link->number == 0) framer.feed(bytes.data(), size, state->boundaries[static_cast<std::size_t>(direction)]);
        if (due && fault.kind == Fault::Kind::corrupt && passed == fault.at) {
            due = false;
            state->injected = true;
            bytes[0] = static_cast<char>(bytes[0] ^ 1 << fault.bit);
            asio::co_spawn(
                from.get_executor(),
                [](std::weak_ptr<Link> weak) -> task<void> {
                    co_await sleep(silence_after_corruption);
                    if (const auto corrupted = weak.lock()) corrupted->close(false);
                }(link),
                asio::detached);
        }
        passed += size;
        if (silent) continue;
        if (slow > 0) {
            --slow;
            co_await sleep(1ms);
        }
        co_await asio::async_write(to, asio::buffer(bytes.data(), size),
                                   asio::redirect_error(asio::use_awaitable, error));
    }
    // The end of one direction is forwarded; when both have ended, the link ends.
    boost::system::error_code ignored;
    to.shutdown(tcp::socket::shutdown_send, ignored);
    link->ended[static_cast<std::size_t>(direction)] = true;
    if (link->ended[0] && link->ended[1]) link->close(false);
}

}  // namespace azoth_tests
