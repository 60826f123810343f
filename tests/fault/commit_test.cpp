#include "catch.hpp"
#include "ledger.hpp"
#include "proxy.hpp"

#include <algorithm>
#include <array>
#include <iostream>

// A COMMIT whose connection is cut, and the outcome that the server reports afterwards.
namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;

namespace {

struct Totals {
    std::size_t injected = 0;
    std::size_t committed_all_the_same = 0;
    std::size_t rolled_back = 0;
};

az::EngineOptions one_connection() {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    options.execution_options = az::TransactionOptions().resolve_commit();
    return options;
}

// One transaction through the proxy.
az::task<void> commit_under(const Fault& fault, Books& books, Totals& totals) {
    Proxy proxy(co_await asio::this_coro::executor, server_port(), fault);
    auto engine = az::create_async_engine(proxy.url(), one_connection());
    const std::int64_t transaction = books.open();
    std::exception_ptr error;
    bool committing = false;
    try {
        auto conn = co_await engine.connect();
        co_await transfer(conn, transaction);
        committing = true;
        co_await conn.commit();
    } catch (...) {
        error = std::current_exception();
    }
    const Fate fate = error ? fate_of(error, committing) : Fate::committed;
    books.close(transaction, fate);
    if (proxy.injected()) {
        ++totals.injected;
        totals.committed_all_the_same += fate == Fate::committed;
        totals.rolled_back += fate == Fate::failed && committing;
    }
    co_await engine.dispose();
}

// The ends of the messages of such a transaction.
az::task<std::array<std::vector<std::size_t>, 2>> clean_boundaries(Books& books) {
    Proxy proxy(co_await asio::this_coro::executor, server_port());
    auto engine = az::create_async_engine(proxy.url(), one_connection());
    const std::int64_t transaction = books.open();
    {
        auto conn = co_await engine.connect();
        co_await transfer(conn, transaction);
        co_await conn.commit();
    }
    books.close(transaction, Fate::committed);
    std::array<std::vector<std::size_t>, 2> ends;
    ends[0] = proxy.boundaries(Direction::to_server);
    ends[1] = proxy.boundaries(Direction::to_client);
    co_return ends;
}

// The bytes around the last messages: those of COMMIT and its answer.
std::vector<std::size_t> last_bytes(const std::vector<std::size_t>& ends) {
    std::vector<std::size_t> bytes;
    for (std::size_t i = ends.size() - std::min<std::size_t>(ends.size(), 6); i < ends.size(); ++i) {
        bytes.push_back(ends[i]);
        bytes.push_back(ends[i] - 1);
    }
    return bytes;
}

}  // namespace

TEST_CASE("With resolve_commit the outcome of a COMMIT is known wherever its connection is cut", "[fault]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    auto direct = az::create_async_engine(url);
    run(open_ledger(direct));
    Books books;
    Totals totals;
    const auto ends = run(clean_boundaries(books));
    for (const Direction direction : {Direction::to_server, Direction::to_client}) {
        for (const std::size_t at : last_bytes(ends[static_cast<std::size_t>(direction)])) {
            for (const Fault::Kind kind : {Fault::Kind::cut, Fault::Kind::reset}) {
                Fault fault;
                fault.kind = kind;
                fault.direction = direction;
                fault.at = at;
                run(commit_under(fault, books, totals));
            }
        }
    }
    const std::size_t wrong = run(books.audit(direct));
    std::cout << "resolved: " << totals.injected << " faults, " << totals.committed_all_the_same
              << " committed all the same, " << totals.rolled_back << " rolled back during COMMIT, " << books.unknown()
              << " unknown, " << wrong << " wrong" << std::endl;
    CHECK(totals.committed_all_the_same > 0);
    CHECK(totals.rolled_back > 0);
    CHECK(books.unknown() == 0);
    CHECK(books.untyped().empty());
    CHECK(wrong == 0);
}

TEST_CASE("transaction() tries again when the connection was lost before COMMIT arrived", "[fault]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    auto direct = az::create_async_engine(url);
    run(open_ledger(direct));
    Books books;
    const auto ends = run(clean_boundaries(books));
    std::size_t repeated = 0;
    for (const std::size_t at : last_bytes(ends[0])) {
        const int attempts = run([](std::size_t harmed, Books& kept) -> az::task<int> {
            Fault fault;
            fault.kind = Fault::Kind::reset;
            fault.at = harmed;
            Proxy proxy(co_await asio::this_coro::executor, server_port(), fault);
            auto engine = az::create_async_engine(proxy.url(), one_connection());
            const std::int64_t number = kept.open();
            int count = 0;
            const auto body = [&](az::AsyncConnection& conn) -> az::task<void> {
                ++count;
                co_await transfer(conn, number);
            };
            co_await az::transaction(engine, az::TransactionOptions(), body);
            kept.close(number, Fate::committed);
            co_await engine.dispose();
            co_return count;
        }(at, books));
        CHECK(attempts <= 2);
        repeated += attempts == 2;
    }
    const std::size_t wrong = run(books.audit(direct));
    CHECK(repeated > 0);
    CHECK(wrong == 0);
}
