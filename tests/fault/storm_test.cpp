#include "catch.hpp"
#include "ledger.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <memory>
#include <random>
#include <thread>

// AZOTH_STORM_SECONDS: how long it lasts; AZOTH_STORM_THREADS: how many threads run the io_context.
namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

struct Storm {
    az::AsyncEngine engine;
    Books books;
    Clock::time_point end;
    std::atomic<std::size_t> cancelled = 0;
    std::atomic<std::size_t> at_work = 0;
};

// One piece of work, which ends by itself or by a cancellation.
struct Piece {
    explicit Piece(const asio::any_io_executor& executor)
        : over(executor, asio::steady_timer::time_point::max()), alarm(executor) {}

    asio::cancellation_signal signal;
    asio::steady_timer over;
    asio::steady_timer alarm;
    std::int64_t transaction = 0;
    unsigned kind = 0;
    std::chrono::microseconds cancel_after{0};  // zero: it is spared
    bool spared_until_connected = false;
    bool committing = false;
    bool committed = false;
    bool ended = false;
    std::exception_ptr error;
};
using PiecePtr = std::shared_ptr<Piece>;

void set_alarm(Storm& storm, const PiecePtr& piece) {
    if (piece->cancel_after.count() == 0) return;
    piece->alarm.expires_after(piece->cancel_after);
    piece->alarm.async_wait([&storm, piece](boost::system::error_code aborted) {
        if (aborted || piece->ended) return;
        ++storm.cancelled;
        piece->signal.emit(asio::cancellation_type::terminal);
    });
}

// Work that may be cancelled at any point.
az::task<void> work(Storm& storm, PiecePtr piece) {
    auto conn = co_await storm.engine.connect();
    if (piece->spared_until_connected) set_alarm(storm, piece);
    switch (piece->kind % 6) {
        case 0: co_await conn.exec_driver_sql("SELECT pg_sleep(0.02)"); break;
        case 1: {
            auto rows = co_await conn.stream(select(accounts), az::yield_per(5));
            for (int i = 0; i < 8; ++i) co_await rows.next();
            break;
        }
        case 2: {
            auto nested = co_await conn.begin_nested();
            co_await transfer(conn, piece->transaction);
            break;
        }
        case 3:
            co_await conn.exec_driver_sql("SET LOCAL statement_timeout = 5");
            co_await conn.exec_driver_sql("SELECT pg_sleep(0.02)");
            break;
        default: break;
    }
    co_await transfer(conn, piece->transaction);
    piece->committing = true;
    co_await conn.commit();
    piece->committed = true;
}

// A coroutine of the storm: executes pieces of work one by one, most of them cancelled after a random time. Runs on a
// strand, as Asio's cancellation requires.
az::task<void> carry_on(Storm& storm, std::uint32_t seed) {
    const auto executor = co_await asio::this_coro::executor;
    std::minstd_rand random(seed + 1);
    while (Clock::now() < storm.end) {
        const auto piece = std::make_shared<Piece>(executor);
        piece->transaction = storm.books.open();
        piece->kind = static_cast<unsigned>(random());
        piece->spared_until_connected = random() % 2 == 0;
        if (random() % 8 != 0) {
            const unsigned longest = piece->spared_until_connected ? 25'000 : 250'000;
            piece->cancel_after = std::chrono::microseconds(1 + random() % longest);
        }
        co_spawn(executor, work(storm, piece),
                 asio::bind_cancellation_slot(piece->signal.slot(), [piece](const std::exception_ptr& thrown) {
                     piece->error = thrown;
                     piece->ended = true;
                     piece->over.cancel();
                     piece->alarm.cancel();
                 }));
        if (!piece->spared_until_connected) set_alarm(storm, piece);
        boost::system::error_code ignored;
        while (!piece->ended) co_await piece->over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        Fate fate = Fate::committed;
        try {
            if (piece->error && !piece->committed) fate = fate_of(piece->error, piece->committing);
        } catch (const std::exception& other) {
            storm.books.untyped(other.what());
            fate = Fate::unknown;
        }
        storm.books.close(piece->transaction, fate);
    }
    --storm.at_work;
}

const auto not_idle = az::text(
                          "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'azoth_storm' AND "
                          "(state <> 'idle' OR backend_xid IS NOT NULL)")
                          .columns<std::int64_t>();
const auto connected =
    az::text("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'azoth_storm'").columns<std::int64_t>();

template <class Query>
az::task<std::int64_t> count(az::AsyncEngine engine, Query what) {
    auto conn = co_await engine.connect();
    const auto value = co_await conn.scalar(what);
    co_return value.value();
}

}  // namespace

TEST_CASE("500 coroutines cancelled at random leave every connection idle and every transaction accounted for",
          "[fault]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    const auto threads = setting("AZOTH_STORM_THREADS", 3);
    const auto seed = static_cast<std::uint32_t>(setting("AZOTH_FAULT_SEED", std::random_device()() & 0xffff));
    auto direct = az::create_async_engine(url);
    run(open_ledger(direct));

    asio::io_context context;
    az::EngineOptions options;
    options.pool_size = 10;
    options.max_overflow = 0;
    options.pool_timeout = 2s;
    Storm storm{az::create_async_engine(url + "?application_name=azoth_storm", options),
                {},
                Clock::now() + std::chrono::seconds(setting("AZOTH_STORM_SECONDS", 8)),
                {},
                {}};
    constexpr std::uint32_t coroutines = 500;
    storm.at_work = coroutines;
    std::atomic<int> escaped = 0;
    for (std::uint32_t i = 0; i < coroutines; ++i) {
        co_spawn(asio::make_strand(context), carry_on(storm, seed + i), [&](const std::exception_ptr& error) {
            if (error) ++escaped;
        });
    }
    std::vector<std::thread> runners;
    for (int i = 0; i < threads; ++i) runners.emplace_back([&] { context.run_for(120s); });
    for (std::thread& runner : runners) runner.join();

    const az::PoolStatus pool = storm.engine.pool();
    // The server notices the end of a connection or statement a moment after its client.
    std::int64_t busy = -1;
    for (int i = 0; i < 200 && busy != 0; ++i) {
        busy = run(count(direct, not_idle));
        if (busy != 0) std::this_thread::sleep_for(50ms);
    }
    const std::int64_t open = run(count(direct, connected));
    const std::size_t wrong = run(storm.books.audit(direct));
    std::cout << "storm seed: " << seed << ", " << threads << " threads\n"
              << "storm: " << storm.books.committed() << " committed, " << storm.books.failed() << " failed, "
              << storm.books.unknown() << " unknown, " << storm.cancelled << " cancelled, " << storm.at_work
              << " hung, " << open << " connections, " << busy << " of them not idle, " << wrong << " wrong"
              << std::endl;
    CHECK(storm.at_work == 0);
    CHECK(escaped == 0);
    CHECK(storm.books.untyped().empty());
    CHECK(pool.checked_out == 0);
    CHECK(pool.waiting == 0);
    CHECK(pool.checked_in <= 10);
    CHECK(busy == 0);
    CHECK(open <= 10);
    CHECK(wrong == 0);
    CHECK(storm.books.committed() > 0);
    CHECK(storm.cancelled > 0);
}
