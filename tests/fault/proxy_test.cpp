#include "proxy.hpp"

#include "catch.hpp"
#include "ledger.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <iostream>
#include <random>

// Work on the ledger through a proxy that causes a fault in one connection at one byte. AZOTH_FAULTS: minimum number of
// faults; AZOTH_FAULT_SEED: seed of the random ones.
namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

enum class Work { execute, executemany, stream, savepoints, cancellation, last };
constexpr std::array work_names{"execute", "executemany", "stream", "savepoints", "cancellation"};

// One run: its work, its fault, and its progress.
struct Run {
    Run(Work what, const Fault& harm) : work(what), fault(harm) {}
    Work work;
    Fault fault;
    const char* step = "not begun";
    bool ended = false;
    std::string problem;
};

// Cancels a long statement and checks the result.
az::task<void> cancelled(az::AsyncConnection& conn) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer over(executor, asio::steady_timer::time_point::max());
    asio::cancellation_signal signal;
    bool ended = false;
    const auto sleeping = [](az::AsyncConnection& on) -> az::task<void> {
        co_await on.exec_driver_sql("SELECT pg_sleep(5)");
    };
    co_spawn(executor, sleeping(conn), asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr&) {
                 ended = true;
                 over.cancel();
             }));
    co_await sleep_for(5ms);
    signal.emit(asio::cancellation_type::terminal);
    boost::system::error_code ignored;
    if (!ended) co_await over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    co_await conn.rollback();
}

az::task<void> prepare_work(az::AsyncConnection& conn, Work work, std::int64_t transaction) {
    switch (work) {
        case Work::executemany: {
            const std::vector<std::int64_t> changes(20, 0);
            const auto change = update(accounts)
                                    .values(accounts.balance = accounts.balance + az::bindparam<std::int64_t>("by"))
                                    .where(accounts.id == transaction % account_count);
            co_await conn.execute(change, changes);
            break;
        }
        case Work::stream: {
            auto rows = co_await conn.stream(select(accounts).order_by(accounts.id), az::yield_per(9));
            std::int64_t count = 0;
            while (auto row = co_await rows.next()) ++count;
            if (count != account_count) throw std::logic_error("a stream ended early");
            auto some = co_await conn.stream(select(accounts.id), az::yield_per(9));
            co_await some.next();
            break;
        }
        case Work::savepoints: {
            {
                auto undone = co_await conn.begin_nested();
                co_await transfer(conn, transaction);
                co_await undone.rollback();
            }
            auto kept = co_await conn.begin_nested();
            co_await conn.execute(select(accounts.id).where(accounts.id == 1));
            co_await kept.commit();
            break;
        }
        case Work::cancellation: co_await cancelled(conn); break;
        default: break;
    }
}

az::task<void> work(az::AsyncEngine engine, Run& run, Books& books) {
    const std::int64_t transaction = books.open();
    std::exception_ptr error;
    bool committing = false;
    try {
        run.step = "connect";
        auto conn = co_await engine.connect();
        run.step = "work";
        co_await prepare_work(conn, run.work, transaction);
        run.step = "transfer";
        co_await transfer(conn, transaction);
        run.step = "commit";
        committing = true;
        co_await conn.commit();
    } catch (...) {
        error = std::current_exception();
    }
    Fate fate = Fate::committed;
    try {
        if (error) fate = fate_of(error, committing);
    } catch (const std::exception& other) {
        books.untyped(run.fault.to_string() + ": " + other.what());
        fate = Fate::unknown;
    }
    books.close(transaction, fate);
}

// The fault hits one of two jobs that share a pool; afterwards the pool works as usual.
az::task<void> suffer(Run& run, Books& books, std::size_t& injected) {
    const auto executor = co_await asio::this_coro::executor;
    Proxy proxy(executor, server_port(), run.fault);
    az::EngineOptions options;
    options.pool_size = 2;
    options.max_overflow = 0;
    auto engine = az::create_async_engine(proxy.url(), options);
    {
        asio::steady_timer over(executor, asio::steady_timer::time_point::max());
        bool ended = false;
        Run second(Work::execute, run.fault);  // its steps are not used
        co_spawn(executor, work(engine, second, books), [&](const std::exception_ptr&) {
            ended = true;
            over.cancel();
        });
        co_await work(engine, run, books);
        run.step = "the other job";
        boost::system::error_code ignored;
        if (!ended) co_await over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    run.step = "work afterwards";
    int attempts = 1;
    while (attempts <= 3) {
        const Fate fate = co_await transact(engine, books);
        if (fate == Fate::committed) break;
        ++attempts;
    }
    if (attempts > 3) run.problem = "no work can be done afterwards";
    run.step = "the pool comes to rest";
    for (int i = 0; i < 300 && engine.pool().checked_out != 0; ++i) co_await sleep_for(10ms);
    const az::PoolStatus pool = engine.pool();
    if (pool.checked_out != 0 || pool.waiting != 0 || pool.overflow != 0) run.problem = pool.to_string();
    run.step = "dispose";
    co_await engine.dispose();
    if (proxy.injected()) ++injected;
    run.ended = true;
}

// A lane executes runs one by one.
az::task<void> lane(std::deque<Run>& runs, std::size_t& next, Books& books, std::size_t& injected) {
    while (next < runs.size()) {
        Run& run = runs[next++];
        try {
            co_await suffer(run, books, injected);
        } catch (const std::exception& error) {
            run.problem = error.what();
            run.ended = true;
        }
    }
}

struct ProxyTotals {
    std::size_t injected = 0;
    std::size_t hung = 0;
    std::size_t problems = 0;
};

// Runs all of them, a few at a time; a run that has not ended when nothing moves any more hangs.
void run_all(std::deque<Run>& runs, Books& books, ProxyTotals& totals) {
    constexpr int lanes = 6;
    asio::io_context context;
    std::size_t next = 0;
    int working = lanes;
    for (int i = 0; i < lanes; ++i) {
        co_spawn(context, lane(runs, next, books, totals.injected), [&](const std::exception_ptr&) {
            if (--working == 0) context.stop();
        });
    }
    std::size_t before = 0;
    do {
        before = next;
        context.run_for(30s);
    } while (working != 0 && next != before);
    for (std::size_t i = 0; i < next; ++i) {
        const Run& run = runs[i];
        const std::string name =
            std::string(work_names[static_cast<std::size_t>(run.work)]) + ", " + run.fault.to_string();
        if (!run.ended) {
            ++totals.hung;
            std::cout << "hung: " << name << ", step: " << run.step << '\n';
        } else if (!run.problem.empty()) {
            ++totals.problems;
            std::cout << "wrong: " << name << ": " << run.problem << '\n';
        }
    }
    totals.hung += runs.size() - next;
}

// The ends of the messages of a job without a fault.
std::array<std::vector<std::size_t>, 2> clean_run(Work kind) {
    std::array<std::vector<std::size_t>, 2> ends;
    run([](Work what, std::array<std::vector<std::size_t>, 2>& into) -> az::task<void> {
        Proxy proxy(co_await asio::this_coro::executor, server_port());
        auto engine = az::create_async_engine(proxy.url());
        Books books;
        Run clean(what, Fault());
        co_await work(engine, clean, books);
        CHECK(books.committed() == 1);
        co_await engine.dispose();
        into = {proxy.boundaries(Direction::to_server), proxy.boundaries(Direction::to_client)};
    }(kind, ends));
    return ends;
}

// The number of bytes that a job sends in each direction.
using Lengths = std::array<std::array<std::size_t, 2>, static_cast<std::size_t>(Work::last)>;

std::deque<Run> random_runs(std::size_t count, const std::vector<Fault::Kind>& kinds, const Lengths& lengths,
                            std::mt19937& random) {
    std::deque<Run> runs;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t work = random() % lengths.size();
        Fault fault;
        fault.kind = kinds[random() % kinds.size()];
        const std::size_t direction = random() % 2;
        fault.direction = static_cast<Direction>(direction);
        fault.at = random() % lengths[work][direction];
        fault.connection = random() % 4 == 0 ? 1 : 0;
        fault.bit = static_cast<unsigned>(random() % 8);
        runs.emplace_back(static_cast<Work>(work), fault);
    }
    return runs;
}

}  // namespace

TEST_CASE("For every fault of a connection, no commit is lost, no failed write is kept, and no caller hangs",
          "[fault]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    const auto wanted = static_cast<std::size_t>(setting("AZOTH_FAULTS", 2000));
    const auto seed = static_cast<std::uint32_t>(setting("AZOTH_FAULT_SEED", std::random_device()() & 0xffff));
    std::cout << "fault seed: " << seed << std::endl;
    std::mt19937 random(seed);
    const auto start = std::chrono::steady_clock::now();
    auto direct = az::create_async_engine(url);

    // At the end of each message, each kind of end in turn.
    std::deque<Run> runs;
    Lengths lengths{};
    for (std::size_t w = 0; w < lengths.size(); ++w) {
        run(open_ledger(direct));
        const auto kind = static_cast<Work>(w);
        const auto ends = clean_run(kind);
        for (const Direction direction : {Direction::to_server, Direction::to_client}) {
            const std::vector<std::size_t>& list = ends[static_cast<std::size_t>(direction)];
            REQUIRE_FALSE(list.empty());
            lengths[w][static_cast<std::size_t>(direction)] = list.back();
            for (const std::size_t at : list) {
                const std::array kinds{Fault::Kind::cut, Fault::Kind::reset, Fault::Kind::half_close};
                Fault fault;
                fault.kind = kinds[runs.size() % kinds.size()];
                fault.direction = direction;
                fault.at = at;
                runs.emplace_back(kind, fault);
            }
        }
    }
    const std::size_t boundaries = runs.size();
    run(open_ledger(direct));
    Books books;
    ProxyTotals totals;
    run_all(runs, books, totals);

    // At random bytes, until there are enough: some are never reached.
    const std::vector<Fault::Kind> harmful{Fault::Kind::cut,        Fault::Kind::cut,   Fault::Kind::reset,
                                           Fault::Kind::half_close, Fault::Kind::delay, Fault::Kind::throttle};
    for (int batch = 0; batch < 40 && totals.injected < wanted && totals.hung == 0; ++batch) {
        runs = random_runs(200, harmful, lengths, random);
        run_all(runs, books, totals);
    }
    const std::size_t lost = run(books.audit(direct));

    // A flipped bit can change a statement arbitrarily: only the client's behaviour is checked.
    run(open_ledger(direct));
    Books useless;
    runs = random_runs(wanted / 10, {Fault::Kind::corrupt}, lengths, random);
    run_all(runs, useless, totals);

    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::cout << "fault boundaries: " << boundaries << ", transactions: " << books.committed() << " committed, "
              << books.failed() << " failed, " << books.unknown() << " unknown, " << seconds << " s\n"
              << "faults: " << totals.injected << " injected, " << lost << " lost, " << totals.hung << " hung"
              << std::endl;
    CHECK(books.untyped().empty());
    CHECK(useless.untyped().empty());
    CHECK(totals.injected >= wanted);
    CHECK(lost == 0);
    CHECK(totals.hung == 0);
    CHECK(totals.problems == 0);
    CHECK(books.committed() > 0);
    CHECK(books.unknown() > 0);
}
