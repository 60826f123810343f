#include "catch.hpp"
#include "ledger.hpp"
#include "proxy.hpp"

#include <algorithm>
#include <array>

// Coroutines that share one connection, which is broken at a given byte: each learns the outcome of its own request,
// none gets another's answer, and later requests get a new connection.
namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

constexpr int sharers = 24;

const auto echo = az::query([](az::Param<std::int64_t> number) {
    return az::text("SELECT :number").bind("number", number).columns<std::int64_t>();
});

struct Observed {
    int ended = 0;
    int mixed_up = 0;
    std::size_t unanswered = 0;
};

// Writes to the journal, and queries its own number.
az::task<void> share(az::AsyncEngine engine, Books& books, Observed& observed) {
    const std::int64_t transaction = books.open();
    std::exception_ptr error;
    try {
        co_await engine.execute(insert(journal).values(journal.id = transaction));
    } catch (...) {
        error = std::current_exception();
    }
    Fate fate = Fate::committed;
    try {
        if (error) fate = fate_of(error, true);
    } catch (const std::exception& other) {
        books.untyped(other.what());
        fate = Fate::unknown;
    }
    books.close(transaction, fate);
    try {
        const auto answer = co_await engine.scalar(echo(transaction));
        if (answer != transaction) ++observed.mixed_up;
    } catch (const az::Error&) {
        ++observed.unanswered;
    }
    ++observed.ended;
}

az::task<void> suffer(Fault fault, Books& books, Observed& observed) {
    const auto executor = co_await asio::this_coro::executor;
    Proxy proxy(executor, server_port(), fault);
    az::EngineOptions options;
    options.shared_connections = 1;
    auto engine = az::create_async_engine(proxy.url(), options);
    int running = sharers;
    for (int i = 0; i < sharers; ++i) {
        co_spawn(executor, share(engine, books, observed), [&](const std::exception_ptr&) { --running; });
    }
    while (running != 0) co_await sleep_for(1ms);
    // Afterwards requests are served as usual.
    for (int attempt = 0; attempt < 3; ++attempt) {
        const int before = observed.ended;
        const std::size_t unanswered = observed.unanswered;
        co_await share(engine, books, observed);
        if (observed.ended == before + 1 && observed.unanswered == unanswered) break;
        CHECK(attempt < 2);
    }
    co_await engine.dispose();
}

}  // namespace

TEST_CASE("Callers on a shared connection that fails each learn the outcome of their own request", "[fault]") {
    if (postgresql_url().empty()) return;
    auto direct = az::create_async_engine(postgresql_url());
    run(open_ledger(direct));
    Books books;
    Observed observed;
    std::size_t runs = 0;
    constexpr std::array kinds{Fault::Kind::cut, Fault::Kind::reset, Fault::Kind::half_close, Fault::Kind::delay,
                               Fault::Kind::throttle};
    for (const Fault::Kind kind : kinds) {
        for (const Direction direction : {Direction::to_server, Direction::to_client}) {
            for (std::size_t at = 300; at < 6000; at += 397) {
                Fault fault;
                fault.kind = kind;
                fault.direction = direction;
                fault.at = at;
                run(suffer(fault, books, observed));
                ++runs;
            }
        }
    }
    CHECK(static_cast<std::size_t>(observed.ended) >= runs * (sharers + 1));
    CHECK(observed.mixed_up == 0);
    CHECK(books.untyped().empty());
    CHECK(books.failed() + books.unknown() > 0);
    CHECK(books.committed() > runs);
    const std::size_t wrong = run(books.audit(direct));
    CHECK(wrong == 0);
}
