#include "libpq_threads.hpp"

#include <boost/asio/post.hpp>
#include <openssl/ssl.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace azoth::postgresql {
namespace {

// A call that blocks, in the resolver for instance, keeps the program from its end for at most so long.
constexpr std::chrono::seconds exit_limit{2};

// The calls of all pools that have not ended.
struct UnfinishedCalls {
    std::mutex mutex;
    std::condition_variable none;
    int count = 0;
};

// Never destroyed: a thread may outlive main().
UnfinishedCalls& unfinished_calls() {
    static auto* const calls = new UnfinishedCalls;
    return *calls;
}

void wait_for_calls() {
    UnfinishedCalls& calls = unfinished_calls();
    std::unique_lock lock(calls.mutex);
    calls.none.wait_for(lock, exit_limit, [&] { return calls.count == 0; });
}

// OpenSSL frees its state when the program ends, also under a thread that is in the middle of a handshake. What is
// registered after OpenSSL's own function is called before it.
void wait_at_exit() {
    static const bool once = OPENSSL_init_ssl(0, nullptr) == 1 && std::atexit(&wait_for_calls) == 0;
    static_cast<void>(once);
}

// Counts a call until it has run, or was dropped, and what it holds is gone.
class CountedCall {
public:
    CountedCall(std::function<void()> call, const std::shared_ptr<std::atomic<int>>& pool_calls)
        : counted_(nullptr,
                   [pool_calls](void*) {
                       pool_calls->fetch_sub(1);
                       UnfinishedCalls& calls = unfinished_calls();
                       const std::lock_guard lock(calls.mutex);
                       if (--calls.count == 0) calls.none.notify_all();
                   }),
          call_(std::move(call)) {
        pool_calls->fetch_add(1);
        UnfinishedCalls& calls = unfinished_calls();
        const std::lock_guard lock(calls.mutex);
        ++calls.count;
    }

    void operator()() const { call_(); }

private:
    std::shared_ptr<void> counted_;  // destroyed after the call
    std::function<void()> call_;
};

}  // namespace

LibpqThreads::LibpqThreads(std::size_t threads)
    : pool_(std::make_unique<boost::asio::thread_pool>(threads)), calls_(std::make_shared<std::atomic<int>>(0)) {
    wait_at_exit();
}

LibpqThreads::~LibpqThreads() {
    pool_->stop();
    if (*calls_ == 0) return;
    try {
        std::thread([pool = std::move(pool_)] {}).detach();
    } catch (const std::system_error&) {
        // No thread to wait in our place.
    }
}

void LibpqThreads::post(std::function<void()> call) { boost::asio::post(*pool_, CountedCall(std::move(call), calls_)); }

}  // namespace azoth::postgresql
