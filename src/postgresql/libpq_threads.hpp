#pragma once

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

namespace azoth::postgresql {

/// The threads that libpq opens connections on. The destructor waits for no call that libpq executes: a name server may
/// never answer, and a hostile server may ask for a key derivation of an hour. The end of the program waits for such
/// calls for at most 2 seconds, since OpenSSL frees its state then.
class LibpqThreads {
public:
    explicit LibpqThreads(std::size_t threads);
    LibpqThreads(const LibpqThreads&) = delete;
    LibpqThreads& operator=(const LibpqThreads&) = delete;
    ~LibpqThreads();

    /// Queues a call. Thread-safe.
    void post(std::function<void()> call);

private:
    std::unique_ptr<boost::asio::thread_pool> pool_;
    std::shared_ptr<std::atomic<int>> calls_;  // queued or under way
};

}  // namespace azoth::postgresql
