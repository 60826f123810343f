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

// A blocking call, in the resolver for instance, delays the end of the program by at most this time.
constexpr std::chrono::seconds exit_limit{2};

// The calls for which the end of the program waits, of all pools.
class Unfinished {
public:
    Unfinished() {
        State& all = state();
        const std::lock_guard lock(all.mutex);
        ++all.count;
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;
    ~Unfinished() {
        State& all = state();
        const std::lock_guard lock(all.mutex);
        if (--all.count == 0) all.none.notify_all();
    }

    static void wait() {
        State& all = state();
        std::unique_lock lock(all.mutex);
        all.none.wait_for(lock, exit_limit, [&] { return all.count == 0; });
    }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable none;
        int count = 0;
    };
    // Never destroyed, because a thread may outlive main().
    static State& state() {
        static auto* const state = new State;
        return *state;
    }
};

// OpenSSL frees its state when the program ends, even while a thread is in a handshake. Functions registered after
// OpenSSL's own are called before it.
void wait_at_exit() {
    static const bool once = OPENSSL_init_ssl(0, nullptr) == 1 && std::atexit(&Unfinished::wait) == 0;
    static_cast<void>(once);
}

// Counts a call until it has run, or was dropped, and its captures are destroyed.
class CountedCall {
public:
    CountedCall(std::function<void()> call, std::shared_ptr<std::atomic<int>> pool_calls)
        : count_(std::make_shared<Count>(std::move(pool_calls))), call_(std::move(call)) {}

    void operator()() const { call_(); }

private:
    struct Count {
        explicit Count(std::shared_ptr<std::atomic<int>> calls) : pool(std::move(calls)) { pool->fetch_add(1); }
        Count(const Count&) = delete;
        Count& operator=(const Count&) = delete;
        ~Count() { pool->fetch_sub(1); }

        std::shared_ptr<std::atomic<int>> pool;
        Unfinished unfinished;
    };

    std::shared_ptr<Count> count_;  // destroyed after the call
    std::function<void()> call_;
};

}  // namespace

LibpqThreads::~LibpqThreads() {
    if (!pool_) return;
    pool_->stop();
    if (*calls_ == 0) return;
    try {
        const auto unfinished = std::make_shared<Unfinished>();
        std::thread([unfinished, pool = std::move(pool_)]() mutable { pool.reset(); }).detach();
    } catch (const std::system_error&) {
        // No thread could be started to wait instead.
    }
}

void LibpqThreads::post(std::function<void()> call) {
    const std::lock_guard lock(mutex_);
    if (!pool_) {
        wait_at_exit();
        calls_ = std::make_shared<std::atomic<int>>(0);
        pool_ = std::make_unique<boost::asio::thread_pool>(threads_);
    }
    boost::asio::post(*pool_, CountedCall(std::move(call), calls_));
}

}  // namespace azoth::postgresql
