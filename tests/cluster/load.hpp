#pragma once

#include <azoth/azoth.hpp>
#include <azoth/cluster.hpp>

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace azoth_tests {

struct LedgerColumns {
    azoth::Column<std::int64_t> id{"id"};
};
inline azoth::MetaData cluster_tables;
inline const azoth::Table<LedgerColumns> cluster_ledger{"ledger", cluster_tables};

/// What a scenario came to.
struct Toll {
    std::size_t reads = 0;
    std::size_t reads_failed = 0;
    std::size_t writes = 0;
    std::size_t writes_failed = 0;
    std::chrono::milliseconds gap{0};  ///< longest time without a successful write
    std::size_t lost = 0;              ///< reported as committed, and not there
    std::size_t doubled = 0;           ///< there more than once, or reported as without effect
    std::size_t hung = 0;              ///< calls that took longer than any limit allows
    std::size_t unknown = 0;           ///< writes with Outcome::unknown
    std::string first_error;           ///< of the first read or write that failed

    /// `NAME: R reads failed, ...`
    std::string line(const std::string& name) const;
};

/// Readers and writers at work on a cluster, on a thread of their own. Writers put a number into the ledger, half of
/// them by Cluster::transaction, half by Cluster::execute; readers prefer standbys.
class Load {
public:
    /// last_id: the highest number that is in the ledger already.
    Load(azoth::Cluster db, std::int64_t last_id);
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    ~Load();

    /// Waits until this many more writes have succeeded; throws if that takes too long.
    void wait_for_writes(std::size_t count) const;
    /// The highest number that was written.
    std::int64_t last_id() const noexcept { return last_id_; }
    /// Ends the work and compares the ledger with what was reported.
    Toll finish();

private:
    enum class Fate { committed, failed, unknown };

    azoth::task<void> write(bool in_transaction);
    azoth::task<void> read();
    void count_write(std::int64_t id, Fate fate, std::chrono::steady_clock::time_point begun, const std::string& error);
    void end();

    azoth::Cluster db_;
    boost::asio::io_context context_{1};
    std::atomic<bool> stopped_ = false;
    std::atomic<std::size_t> successes_ = 0;
    // Of the thread, until it has ended.
    std::int64_t last_id_ = 0;
    int at_work_ = 0;
    std::map<std::int64_t, Fate> fates_;
    std::chrono::steady_clock::time_point last_success_;
    Toll toll_;
    std::thread thread_;
};

}  // namespace azoth_tests
