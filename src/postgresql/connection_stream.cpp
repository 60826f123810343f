#include "connection.hpp"
#include "post.hpp"

#include <boost/asio/error.hpp>

#include <exception>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// The part of Connection that reads and writes bytes.
namespace azoth::postgresql {
namespace {

namespace asio = boost::asio;
using pipeline::Clock;

// Maximum number of TLS records read in one turn, so that other connections get their turn.
constexpr int reads_a_turn = 16;

std::string lost_because(boost::system::error_code error) {
    if (error == asio::error::eof) return "the server closed the connection unexpectedly";
    return "the connection to the server was lost: " + error.message();
}

}  // namespace

void Connection::on_flush() {
    pipeline::CompletionList completions;
    {
        const std::lock_guard lock(mutex_);
        flush_scheduled_ = false;
        if (!pipeline_.is_lost()) flush();
        process(completions);
    }
    deliver(completions);
}

void Connection::on_read(boost::system::error_code error, std::size_t size) {
    pipeline::CompletionList completions;
    std::vector<Diagnostics> notices;
    {
        const std::lock_guard lock(mutex_);
        const Reading was = std::exchange(reading_, Reading::idle);
        if (pipeline_.is_lost()) return;
        delivering_ = std::this_thread::get_id();
        if (error == asio::error::operation_aborted && was == Reading::given_up) {
            arm();
        } else if (error) {
            pipeline_.lose(lost_because(error));
        } else {
            pipeline_.received(size, Clock::now());
            if (!pipeline_.output().empty() && writing_ == Writing::open) schedule_flush();
            arm();
        }
        process(completions);
        if (notice_) notices = pipeline_.take_notices();
    }
    emit(notices);
    deliver_and_flush(completions);
}

void Connection::on_ready(bool readable, boost::system::error_code error) {
    pipeline::CompletionList completions;
    std::vector<Diagnostics> notices;
    {
        const std::lock_guard lock(mutex_);
        const bool given_up = reading_ == Reading::given_up;
        const bool reads = readable || reading_ == Reading::blocked_by_tls;
        if (readable) {
            reading_ = Reading::idle;
        } else {
            write_armed_ = false;
        }
        if (pipeline_.is_lost()) return;
        delivering_ = std::this_thread::get_id();
        if (error == asio::error::operation_aborted && (!readable || given_up)) {
            arm();
        } else if (error) {
            pipeline_.lose(lost_because(error));
        } else {
            if (writing_ == Writing::blocked) writing_ = Writing::open;
            if (transport_->is_tls() && reads) read_tls();
            if (!pipeline_.is_lost()) flush();
        }
        process(completions);
        if (notice_) notices = pipeline_.take_notices();
    }
    emit(notices);
    deliver_and_flush(completions);
}

void Connection::flush() {
    pipeline_.flush(Clock::now());
    write();
    if (!pipeline_.is_lost()) arm_soon();
}

void Connection::write() {
    while (!pipeline_.output().empty() && writing_ == Writing::open) {
        const auto progress = transport_->write(pipeline_.output());
        switch (progress.status) {
            case Transport::Status::done: pipeline_.sent(progress.bytes); break;
            case Transport::Status::wait_read: return;  // TLS; a read is armed as long as anything is in flight
            case Transport::Status::wait_write: writing_ = Writing::blocked; break;
            case Transport::Status::closed:
                // The reason may be in bytes that the server sent before it closed the connection: the read finds it,
                // or the end.
                writing_ = Writing::failed;
                if (!pipeline_.has_requests_in_flight()) pipeline_.lose(lost_because(progress.error));
                break;
        }
    }
}

void Connection::read_tls() {
    reading_ = Reading::idle;
    try {
        for (int i = 0; i < reads_a_turn && pipeline_.wants_read() && !pipeline_.is_lost(); ++i) {
            const auto progress = transport_->read(pipeline_.prepare());
            if (progress.status == Transport::Status::wait_read) return;
            if (progress.status == Transport::Status::wait_write) {
                reading_ = Reading::blocked_by_tls;
                writing_ = Writing::blocked;
                return;
            }
            if (progress.status == Transport::Status::closed) return pipeline_.lose(lost_because(progress.error));
            pipeline_.received(progress.bytes, Clock::now());
        }
    } catch (const std::exception& failure) {
        pipeline_.lose(failure.what());
    }
}

void Connection::arm() {
    if (pipeline_.is_lost()) return;
    if (reading_ == Reading::idle && pipeline_.wants_read()) arm_read();
    if (writing_ == Writing::blocked && !write_armed_) arm_write();
}

// Asio tries each read before it waits. The answer to a request that was just sent is not there yet, so other ready
// work runs first.
void Connection::arm_soon() {
    if (writing_ == Writing::blocked || reading_ != Reading::idle || !pipeline_.wants_read() || transport_->is_tls()) {
        return arm();
    }
    if (std::exchange(arm_scheduled_, true)) return;
    post_to(executor_, [self = shared_from_this()] { self->on_arm(); });
}

void Connection::on_arm() {
    const std::lock_guard lock(mutex_);
    arm_scheduled_ = false;
    arm();
}

void Connection::arm_read() {
    reading_ = Reading::armed;
    if (!transport_->is_tls()) {
        transport_->async_read(pipeline_.prepare(),
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
    write_armed_ = true;
    transport_->async_wait(Transport::Socket::wait_write, [self = shared_from_this()](boost::system::error_code error) {
        self->on_ready(false, error);
    });
}

}  // namespace azoth::postgresql
