#pragma once

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>

namespace azoth::postgresql {

/// The threads on which libpq opens connections and sends CancelRequests. They start with the first call. The
/// destructor does not wait for calls in libpq: a name server may never answer, and a hostile server may request a key
/// derivation of an hour; the destructor may also run on one of the threads. The end of the program waits for such
/// calls for at most 2 seconds, because OpenSSL frees its state then.
class LibpqThreads {
public:
    explicit LibpqThreads(std::size_t threads) noexcept : threads_(threads) {}
    LibpqThreads(const LibpqThreads&) = delete;
    LibpqThreads& operator=(const LibpqThreads&) = delete;
    ~LibpqThreads();

    /// Queues a call. Thread-safe. Throws std::system_error if no thread can be started, std::bad_alloc.
    void post(std::function<void()> call);

private:
    const std::size_t threads_;
    std::mutex mutex_;
    std::unique_ptr<boost::asio::thread_pool> pool_;  // null before the first call
    std::shared_ptr<std::atomic<int>> calls_;         // queued or being executed
};

}  // namespace azoth::postgresql
