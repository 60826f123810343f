#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <utility>

struct ssl_st;

namespace azoth::postgresql {

/// The stream taken over from libpq: a duplicate of its descriptor, and its TLS session if there is one, which libpq
/// owns and which must outlive this object. Without TLS, Asio reads; with TLS, reads are tried and the descriptor is
/// waited for.
class Transport {
public:
    using Socket = boost::asio::generic::stream_protocol::socket;

    enum class Status {
        done,        ///< some bytes were read or written
        wait_read,   ///< nothing can be done before the descriptor is readable
        wait_write,  ///< nothing can be done before the descriptor is writable
        closed       ///< by the server, or lost: see Progress::error
    };
    struct Progress {
        Status status = Status::done;
        std::size_t bytes = 0;
        boost::system::error_code error;
    };

    /// Duplicates the descriptor. Throws boost::system::system_error.
    Transport(const boost::asio::any_io_executor& executor, int descriptor, ssl_st* tls);
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    ~Transport() { close(); }

    bool is_tls() const noexcept { return tls_ != nullptr; }

    /// Never blocks.
    Progress write(std::span<const std::byte> bytes) noexcept;
    Progress read(std::span<std::byte> into) noexcept;
    /// Whether there is something to read, or the end, without reading it.
    Status peek() noexcept;
    /// Whether TLS holds bytes that no longer make the descriptor readable.
    bool has_pending() const noexcept;

    /// Without TLS only.
    template <class Handler>
    void async_read(std::span<std::byte> into, Handler&& handler) {
        socket_->async_read_some(boost::asio::buffer(into.data(), into.size()), std::forward<Handler>(handler));
    }
    template <class Handler>
    void async_wait(Socket::wait_type direction, Handler&& handler) {
        socket_->async_wait(direction, std::forward<Handler>(handler));
    }

    /// Ends pending waits with operation_aborted.
    void cancel() noexcept;
    /// Shuts both directions down; the next read finds the end.
    void shutdown() noexcept;
    /// Ends pending operations with operation_aborted.
    void close() noexcept;

private:
    Progress tls_progress(int result) noexcept;

    std::optional<Socket> socket_;
    ssl_st* tls_;
};

}  // namespace azoth::postgresql
