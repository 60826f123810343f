#include "libpq_threads.hpp"

#include <boost/asio/post.hpp>

#include <system_error>
#include <thread>
#include <utility>

namespace azoth::postgresql {

LibpqThreads::LibpqThreads(std::size_t threads)
    : pool_(std::make_unique<boost::asio::thread_pool>(threads)), calls_(std::make_shared<std::atomic<int>>(0)) {}

LibpqThreads::~LibpqThreads() {
    pool_->stop();
    if (*calls_ == 0) return;
    try {
        std::thread([pool = std::move(pool_)] {}).detach();
    } catch (const std::system_error&) {
        // No thread to wait in our place.
    }
}

void LibpqThreads::post(std::function<void()> call) {
    calls_->fetch_add(1);
    // Counts the call out, whether it has run or was dropped.
    const std::shared_ptr<void> counted(nullptr, [calls = calls_](void*) { calls->fetch_sub(1); });
    boost::asio::post(*pool_, [call = std::move(call), counted] { call(); });
}

}  // namespace azoth::postgresql
