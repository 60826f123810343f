#pragma once

#include <azoth/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace azoth_tests {

enum class Direction : std::uint8_t { to_server, to_client };

/// The fault of one connection, at one byte of one direction.
struct Fault {
    enum class Kind : std::uint8_t {
        none,
        cut,         ///< both sides are closed in good order
        reset,       ///< both sides are reset
        half_close,  ///< the receiver in this direction sees the end; the other direction remains open
        delay,       ///< nothing moves in this direction for a moment
        throttle,    ///< from here on a few bytes at a time
        corrupt      ///< one bit is flipped; a connection that then falls silent is cut
    };
    Kind kind = Kind::none;
    Direction direction = Direction::to_server;
    std::size_t at = 0;          ///< bytes of this direction that pass unharmed
    std::size_t connection = 0;  ///< which of the proxy's connections, in the order they were made
    unsigned bit = 0;

    std::string to_string() const;
};

/// A proxy between azoth and a server on loopback, which injects faults into their bytes. Belongs to one thread.
class Proxy {
public:
    Proxy(const boost::asio::any_io_executor& executor, std::uint16_t server_port, const Fault& fault = {});
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;
    /// Closes all connections.
    ~Proxy();

    /// A URL of the test database through the proxy.
    std::string url() const;
    /// Whether the fault happened.
    bool injected() const noexcept;
    /// The ends of the messages of the first connection.
    const std::vector<std::size_t>& boundaries(Direction direction) const noexcept;

private:
    struct State;
    struct Link;
    static azoth::task<void> serve(std::shared_ptr<State> state);
    static azoth::task<void> open(std::shared_ptr<State> state, std::shared_ptr<Link> link);
    static azoth::task<void> pump(std::shared_ptr<State> state, std::shared_ptr<Link> link, Direction direction);

    std::shared_ptr<State> state_;
};

}  // namespace azoth_tests
