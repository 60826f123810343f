#include "catch.hpp"
#include "ledger.hpp"
#include "own_server.hpp"

#include <algorithm>
#include <atomic>
#include <iostream>
#include <thread>

// A server of its own that is stopped immediately and restarted under load. AZOTH_TEST_PG_SCRIPT: the script that
// starts it.
namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

// How many transactions must succeed after each restart, and how long they may take on a busy machine.
constexpr std::size_t wanted_afterwards = 50;
constexpr auto longest_wait = 60s;

struct Load {
    az::AsyncEngine engine;
    Books books;
    std::atomic<bool> stopped = false;
    std::atomic<bool> back = false;  // the server is there again
    std::atomic<int> stops = 0;      // of the server, the one that is beginning included
    std::size_t failed_while_down = 0;
    std::size_t failed_afterwards = 0;
    std::atomic<std::size_t> done_afterwards = 0;

    // Until `count` more have succeeded, or a time limit is reached.
    void wait_for_success() const {
        const std::size_t enough = done_afterwards + wanted_afterwards;
        const auto late = Clock::now() + longest_wait;
        while (done_afterwards < enough && Clock::now() < late) std::this_thread::sleep_for(10ms);
    }
};

az::task<void> worker(Load& load) {
    while (!load.stopped) {
        // Read in this order: a stop between the two counts as one during the transaction.
        const int stops = load.stops;
        const bool began_afterwards = load.back;
        const Fate fate = co_await transact(load.engine, load.books);
        // One that was in flight when the server was stopped again may fail.
        const bool was_stopped = load.stops != stops;
        if (fate == Fate::committed) {
            load.done_afterwards += began_afterwards;
        } else {
            (began_afterwards && !was_stopped ? load.failed_afterwards : load.failed_while_down) += 1;
            co_await sleep_for(5ms);
        }
    }
}

}  // namespace

TEST_CASE("When the server is restarted under load, only the requests in flight fail", "[fault]") {
    const std::string script = server_script();
    if (script.empty()) return;
    Server server(script);
    az::EngineOptions options;
    options.pool_size = 8;
    options.max_overflow = 0;
    Load load{az::create_async_engine(server.url(), options), {}, false, false, 0, 0, 0, 0};
    run(open_ledger(load.engine));

    asio::io_context context;
    int at_work = 16;
    for (int i = 0; i < 16; ++i) {
        co_spawn(context, worker(load), [&](const std::exception_ptr&) { --at_work; });
    }
    std::exception_ptr trouble;
    std::chrono::milliseconds down{0};
    std::thread operator_([&] {
        try {
            std::this_thread::sleep_for(500ms);
            for (int i = 0; i < 3; ++i) {
                load.back = false;
                ++load.stops;
                const auto stopped = Clock::now();
                server.restart();
                down += std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - stopped);
                load.back = true;
                load.wait_for_success();
            }
        } catch (...) {
            trouble = std::current_exception();
        }
        load.stopped = true;
    });
    context.run_for(4 * longest_wait);
    operator_.join();
    if (trouble) std::rethrow_exception(trouble);

    const std::size_t wrong = run(load.books.audit(load.engine));
    std::cout << "restart: 3 restarts, " << load.books.committed() << " committed, " << load.failed_while_down
              << " failed in flight or while the server was down, " << load.failed_afterwards << " failed of "
              << load.done_afterwards << " afterwards, " << load.books.unknown() << " unknown, " << wrong
              << " wrong, down for " << down.count() << " ms in all" << std::endl;
    CHECK(at_work == 0);
    CHECK(load.books.untyped().empty());
    CHECK(load.failed_while_down > 0);
    CHECK(load.failed_afterwards == 0);
    CHECK(load.done_afterwards >= 3 * wanted_afterwards);
    CHECK(load.engine.pool().checked_out == 0);
    CHECK(wrong == 0);
}
