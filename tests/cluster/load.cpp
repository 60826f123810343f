#include "cluster/load.hpp"

#include "run_coroutine.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace az = azoth;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace azoth_tests {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int writers = 6;
constexpr int readers = 6;
// A call may wait for a node for 5 s, and then for an answer until the node is lost.
constexpr auto longest_call = 8s;
constexpr auto longest_wait = 60s;

az::task<void> rest(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

az::task<void> insert_number(az::AsyncConnection& conn, std::int64_t id) {
    co_await conn.execute(az::insert(cluster_ledger).values(cluster_ledger.id = id));
}

}  // namespace

std::string Toll::line(const std::string& name) const {
    std::ostringstream text;
    text.precision(2);
    text << std::fixed << name << ": " << reads_failed << " reads failed, " << writes_failed << " writes failed, "
         << static_cast<double>(gap.count()) / 1000 << " s without writes, " << lost << " lost, " << doubled
         << " doubled, " << hung << " hung, " << unknown << " unknown (" << reads << " reads, " << writes << " writes)";
    return text.str();
}

Load::Load(az::Cluster db, std::int64_t last_id) : db_(std::move(db)), last_id_(last_id), last_success_(Clock::now()) {
    for (int i = 0; i < writers; ++i) {
        ++at_work_;
        co_spawn(context_, write(i % 2 == 0), [this](const std::exception_ptr&) { --at_work_; });
    }
    for (int i = 0; i < readers; ++i) {
        ++at_work_;
        co_spawn(context_, read(), [this](const std::exception_ptr&) { --at_work_; });
    }
    thread_ = std::thread([this] { context_.run_for(10min); });
}

Load::~Load() { end(); }

void Load::end() {
    stopped_ = true;
    const auto late = Clock::now() + 2 * longest_call;
    while (!context_.stopped() && Clock::now() < late) std::this_thread::sleep_for(5ms);
    context_.stop();
    if (thread_.joinable()) thread_.join();
}

az::task<void> Load::write(bool in_transaction) {
    while (!stopped_) {
        const std::int64_t id = ++last_id_;
        const auto begun = Clock::now();
        Fate fate = Fate::failed;
        std::string error;
        try {
            if (in_transaction) {
                co_await db_.transaction(insert_number, az::retries(20), id);
            } else {
                const auto statement = az::insert(cluster_ledger).values(cluster_ledger.id = id);
                co_await db_.execute(statement);
            }
            fate = Fate::committed;
        } catch (const az::StatementError& e) {
            fate = e.outcome() == az::Outcome::unknown ? Fate::unknown : Fate::failed;
            error = e.what();
        } catch (const std::exception& e) {
            error = e.what();
        }
        count_write(id, fate, begun, error);
        co_await rest(fate == Fate::committed ? 1ms : 10ms);
    }
}

void Load::count_write(std::int64_t id, Fate fate, Clock::time_point begun, const std::string& error) {
    const auto now = Clock::now();
    fates_[id] = fate;
    ++toll_.writes;
    if (fate == Fate::failed && toll_.first_error.empty()) toll_.first_error = error;
    toll_.writes_failed += fate == Fate::failed;
    toll_.unknown += fate == Fate::unknown;
    toll_.hung += now - begun > longest_call;
    if (fate != Fate::committed) return;
    toll_.gap = std::max(toll_.gap, std::chrono::duration_cast<std::chrono::milliseconds>(now - last_success_));
    last_success_ = now;
    ++successes_;
}

az::task<void> Load::read() {
    while (!stopped_) {
        const auto begun = Clock::now();
        try {
            const auto statement = az::select(cluster_ledger.id).where(cluster_ledger.id == last_id_).limit(1);
            co_await db_.execute(statement, az::on(az::Role::prefer_standby));
        } catch (const std::exception& e) {
            ++toll_.reads_failed;
            toll_.first_error = e.what();
        }
        ++toll_.reads;
        toll_.hung += Clock::now() - begun > longest_call;
        co_await rest(1ms);
    }
}

void Load::wait_for_writes(std::size_t count) const {
    const std::size_t enough = successes_ + count;
    const auto late = Clock::now() + longest_wait;
    while (successes_ < enough) {
        if (Clock::now() > late) throw std::runtime_error("no writes succeed any more");
        std::this_thread::sleep_for(5ms);
    }
}

Toll Load::finish() {
    end();
    toll_.hung += static_cast<std::size_t>(at_work_);
    std::map<std::int64_t, int> there;
    const auto all = az::select(cluster_ledger.id);
    const auto result = run(db_.execute(all, az::on(az::Role::primary).within(30s)));
    for (const auto& row : result) ++there[row.get<0>()];
    for (const auto& [id, fate] : fates_) {
        const auto found = there.find(id);
        const int times = found == there.end() ? 0 : found->second;
        toll_.lost += fate == Fate::committed && times == 0;
        toll_.doubled += times > 1 || (fate == Fate::failed && times != 0);
    }
    return toll_;
}

}  // namespace azoth_tests
