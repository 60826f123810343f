#include "connection.hpp"
#include "post.hpp"

#include <boost/asio/error.hpp>

#include <exception>
#include <string>
#include <thread>
#include <utility>

// The part of Connection that moves bytes.
namespace azoth::postgresql {
namespace {

namespace asio = boost::asio;

// TLS records read in one turn before others have theirs.
constexpr int reads_a_turn = 16;

std::string lost_because(boost::system::error_code error) {
    if (error == asio::error::eof) return "the server closed the connection unexpectedly";
    return "the connection to the server was lost: " + error.message();
}

}  // namespace

void Connection::on_flush() {
    OperationList done;
    {
        const std::lock_guard lock(mutex_);
        flush_scheduled_ = false;
        if (!broken_) send(done);
    }
    deliver(done, Resume::inline_allowed);
}

void Connection::on_read(boost::system::error_code error, std::size_t size) {
    OperationList done;
    std::vector<Diagnostics> notices;
    {
        const std::lock_guard lock(mutex_);
        reading_ = false;
        if (broken_) return;
        delivering_ = std::this_thread::get_id();
        if (error == asio::error::operation_aborted && std::exchange(read_given_up_, false)) {
            arm();
        } else if (error) {
            lose(lost_because(error), done);
        } else {
            if (shared_) now_ = Clock::now();
            try {
                decoder_.commit(size);
                consume(done);
            } catch (const std::exception& failure) {
                lose(failure.what(), done);
            }
            notices = take_notices();
            wake();
        }
    }
    tell(notices);
    deliver_and_flush(done);
}

void Connection::on_ready(bool readable, boost::system::error_code error) {
    OperationList done;
    std::vector<Diagnostics> notices;
    {
        const std::lock_guard lock(mutex_);
        if (readable) {
            reading_ = false;
        } else {
            write_waiting_ = false;
        }
        if (broken_) return;
        delivering_ = std::this_thread::get_id();
        if (error == asio::error::operation_aborted && (!readable || std::exchange(read_given_up_, false))) {
            arm();
        } else if (error) {
            lose(lost_because(error), done);
        } else {
            write_blocked_ = false;
            if (shared_) now_ = Clock::now();
            if (transport_->is_tls() && (readable || read_blocked_)) receive_tls(done);
            if (!broken_) send(done);
            notices = take_notices();
        }
    }
    tell(notices);
    deliver_and_flush(done);
}

void Connection::wake() {
    if (broken_) return;
    if ((!out_.empty() && !write_blocked_ && !write_failed_) || (!waiting_.empty() && flight_.empty())) {
        schedule_flush();
    }
    arm();
}

void Connection::send(OperationList& done) {
    if (shared_) now_ = Clock::now();
    const bool more = encode_waiting(done);
    end_group();
    if (write_out(done) && more) schedule_flush();
    if (std::exchange(copy_resumed_, false)) {
        receive_left(done);
    } else {
        arm_soon();
    }
}

bool Connection::write_out(OperationList& done) {
    while (!out_.empty() && !write_blocked_ && !write_failed_) {
        const auto progress = transport_->write(out_.bytes());
        switch (progress.status) {
            case Transport::Status::done:
                sent_ += progress.bytes;
                out_.consume(progress.bytes);
                break;
            case Transport::Status::wait_read: return false;  // TLS; a read is armed as long as anything is in flight
            case Transport::Status::wait_write: write_blocked_ = true; break;
            case Transport::Status::closed:
                // Why the server hung up stands in what it sent before: the read finds it, or the end.
                write_failed_ = true;
                if (flight_.empty()) lose(lost_because(progress.error), done);
                break;
        }
    }
    return out_.empty();
}

// What was received while nobody waited for it.
void Connection::receive_left(OperationList& done) {
    if (broken_) return;
    try {
        consume(done);
    } catch (const std::exception& failure) {
        lose(failure.what(), done);
    }
    wake();
}

void Connection::receive_tls(OperationList& done) {
    read_blocked_ = false;
    try {
        for (int i = 0; i < reads_a_turn && wants_read() && !broken_; ++i) {
            const auto progress = transport_->read(decoder_.prepare());
            if (progress.status == Transport::Status::wait_read) return;
            if (progress.status == Transport::Status::wait_write) {
                read_blocked_ = write_blocked_ = true;
                return;
            }
            if (progress.status == Transport::Status::closed) {
                lose(lost_because(progress.error), done);
                return;
            }
            decoder_.commit(progress.bytes);
            consume(done);
        }
    } catch (const std::exception& failure) {
        lose(failure.what(), done);
    }
}

void Connection::arm() {
    if (broken_) return;
    cancel_abandoned();
    if (wants_read() && !reading_ && !read_blocked_) arm_read();
    if (write_blocked_ && !write_waiting_) arm_write();
}

// Asio tries each read before it waits. What was just asked for is not there yet: first comes what else is to be done.
void Connection::arm_soon() {
    if (write_blocked_ || reading_ || read_blocked_ || !wants_read() || transport_->is_tls()) return arm();
    if (std::exchange(arm_scheduled_, true)) return;
    post_to(executor_, [self = shared_from_this()] { self->on_arm(); });
}

void Connection::on_arm() {
    const std::lock_guard lock(mutex_);
    arm_scheduled_ = false;
    arm();
}

void Connection::arm_read() {
    reading_ = true;
    if (!transport_->is_tls()) {
        transport_->async_read(decoder_.prepare(),
                               [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                                   self->on_read(error, size);
                               });
    } else if (transport_->has_pending()) {
        post_to(executor_, [self = shared_from_this()] { self->on_ready(true, {}); });
    } else {
        transport_->async_wait(
            Transport::Socket::wait_read,
            [self = shared_from_this()](boost::system::error_code error) { self->on_ready(true, error); });
    }
}

void Connection::arm_write() {
    write_waiting_ = true;
    transport_->async_wait(Transport::Socket::wait_write, [self = shared_from_this()](boost::system::error_code error) {
        self->on_ready(false, error);
    });
}

}  // namespace azoth::postgresql
