#include "transport.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include <sys/socket.h>
#include <unistd.h>

namespace azoth::postgresql {
namespace {

boost::system::error_code last_error() noexcept { return {errno, boost::system::system_category()}; }

int family_of(int descriptor) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw boost::system::system_error(last_error(), "getsockname");
    }
    return address.ss_family;
}

Transport::Progress descriptor_progress(ssize_t result, Transport::Status would_block) noexcept {
    if (result >= 0) return {Transport::Status::done, static_cast<std::size_t>(result), {}};
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {would_block, 0, {}};
    return {Transport::Status::closed, 0, last_error()};
}

int int_size(std::size_t size) noexcept {
    return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

}  // namespace

Transport::Transport(const boost::asio::any_io_executor& executor, int descriptor, ssl_st* tls)
    : socket_(std::in_place, executor), tls_(tls) {
    const int family = family_of(descriptor);
    const int copy = ::dup(descriptor);
    if (copy < 0) throw boost::system::system_error(last_error(), "dup");
    boost::system::error_code error;
    socket_->assign({family, 0}, copy, error);
    if (error) {
        ::close(copy);
        throw boost::system::system_error(error, "assign");
    }
    if (tls_ != nullptr) SSL_set_mode(tls_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

Transport::Progress Transport::write(std::span<const std::byte> bytes) noexcept {
    if (tls_ != nullptr) {
        ERR_clear_error();
        return tls_progress(SSL_write(tls_, bytes.data(), int_size(bytes.size())));
    }
    return descriptor_progress(
        ::send(socket_->native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT), Status::wait_write);
}

Transport::Progress Transport::read(std::span<std::byte> into) noexcept {
    if (tls_ != nullptr) {
        ERR_clear_error();
        return tls_progress(SSL_read(tls_, into.data(), int_size(into.size())));
    }
    Progress progress = descriptor_progress(::recv(socket_->native_handle(), into.data(), into.size(), MSG_DONTWAIT),
                                            Status::wait_read);
    if (progress.status == Status::done && progress.bytes == 0) {
        progress.status = Status::closed;
        progress.error = boost::asio::error::eof;
    }
    return progress;
}

Transport::Progress Transport::tls_progress(int result) noexcept {
    if (result > 0) return {Status::done, static_cast<std::size_t>(result), {}};
    const int system_error = errno;
    switch (SSL_get_error(tls_, result)) {
        case SSL_ERROR_WANT_READ: return {Status::wait_read, 0, {}};
        case SSL_ERROR_WANT_WRITE: return {Status::wait_write, 0, {}};
        case SSL_ERROR_SYSCALL:
            if (result < 0 && system_error != 0) {
                return {Status::closed, 0, {system_error, boost::system::system_category()}};
            }
            break;
        default: break;
    }
    ERR_clear_error();
    return {Status::closed, 0, boost::asio::error::eof};
}

Transport::Status Transport::peek() noexcept {
    if (has_pending()) return Status::done;
    char byte = 0;
    const ssize_t result = ::recv(socket_->native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (result > 0) return Status::done;
    if (result == 0) return Status::closed;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Status::wait_read : Status::closed;
}

bool Transport::has_pending() const noexcept { return tls_ != nullptr && SSL_pending(tls_) > 0; }

void Transport::cancel() noexcept {
    boost::system::error_code ignored;
    if (socket_) socket_->cancel(ignored);
}

void Transport::shutdown() noexcept {
    if (socket_) ::shutdown(socket_->native_handle(), SHUT_RDWR);
}

void Transport::close() noexcept {
    if (!socket_) return;
    // close() of the socket would leave libpq's descriptor, which is the same for the kernel, registered with epoll.
    boost::system::error_code error;
    const int descriptor = socket_->release(error);
    if (!error) ::close(descriptor);
    socket_.reset();
}

}  // namespace azoth::postgresql
