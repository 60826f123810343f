#include "bench.hpp"
#include <azoth/copy.hpp>
#include <azoth/engine/advisory_lock.hpp>
#include <azoth/engine/transaction.hpp>
#include <azoth/listen.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <stdexcept>

namespace az = azoth;
namespace asio = boost::asio;

namespace azoth_tests {
namespace {

using namespace boost::asio::experimental::awaitable_operators;

constexpr std::int64_t key = 4711;

const auto series = az::text(
                        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 130) "
                        "SELECT n FROM c")
                        .columns<std::int32_t>();

az::task<void> nothing(Bench&) { co_return; }

az::task<void> begin(Bench& bench) { bench.transaction = co_await bench.conn().begin(); }

az::task<void> begin_and_write(Bench& bench) {
    co_await begin(bench);
    co_await bench.give_up();
}

/// A transaction that was given up and is not rolled back yet.
az::task<void> abandon(Bench& bench) {
    co_await begin_and_write(bench);
    bench.transaction.reset();
}

az::task<void> begin_and_write_durable(Bench& bench) {
    co_await begin(bench);
    co_await bench.commit_mark();
}

/// A transaction of the connection, which no handle ends.
az::task<void> autobegin(Bench& bench) { co_await bench.conn().execute(select(marks.id).limit(1)); }

az::task<void> open_nested(Bench& bench) {
    co_await autobegin(bench);
    bench.nested = co_await bench.conn().begin_nested();
}

az::task<void> write_nested(Bench& bench) {
    co_await open_nested(bench);
    co_await bench.give_up();
}

az::task<void> write_nested_durable(Bench& bench) {
    co_await open_nested(bench);
    co_await bench.commit_mark();
}

az::task<void> abandon_nested(Bench& bench) {
    co_await write_nested(bench);
    bench.nested.reset();
}

az::task<void> take_lock(Bench& bench) { bench.lock = co_await az::advisory_lock(bench.conn(), key); }

az::task<void> drop_lock(Bench& bench) {
    co_await take_lock(bench);
    bench.lock.reset();
}

az::task<void> release_later(az::AsyncConnection holder, az::AdvisoryLock lock) {
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(2));
    co_await timer.async_wait(asio::use_awaitable);
    co_await lock.unlock();
    co_await holder.close();
}

/// Another session has the lock, and releases it in a moment.
az::task<void> lock_elsewhere(Bench& bench) {
    auto holder = co_await bench.engine.connect();
    auto lock = co_await az::advisory_lock(holder, key);
    co_await holder.commit();
    asio::co_spawn(co_await asio::this_coro::executor, release_later(std::move(holder), std::move(lock)),
                   [](const std::exception_ptr&) {});
}

az::task<void> hold_all(Bench& bench) {
    for (int i = 0; i < 2; ++i) bench.others->push_back(co_await bench.engine.connect());
    // The bench may be destroyed before the timer expires.
    const auto give_back = [](std::weak_ptr<Bench::Connections> held) -> az::task<void> {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(1));
        co_await timer.async_wait(asio::use_awaitable);
        const auto others = held.lock();
        if (others != nullptr && !others->empty()) others->pop_back();
    };
    asio::co_spawn(co_await asio::this_coro::executor, give_back(bench.others), [](const std::exception_ptr&) {});
}

az::task<void> check_out(Bench& bench) {
    auto conn = co_await bench.engine.connect();
    co_await conn.execute(insert(marks).values(marks.mark = bench.text("given up ")));
}

az::task<void> execute_and_commit(Bench& bench) {
    co_await bench.commit_mark();
    co_await bench.conn().commit();
    bench.committed = true;
}

az::task<void> commit(Bench& bench) {
    co_await bench.transaction->commit();
    bench.committed = true;
}

az::task<void> begin_twice(Bench& bench) {
    bench.transaction = co_await bench.conn().begin();
    co_await (bench.give_up() && bench.give_up());
}

az::task<void> nested_write(Bench& bench) {
    bench.nested = co_await bench.conn().begin_nested();
    co_await bench.give_up();
}

az::task<void> stream(Bench& bench) {
    auto rows = co_await bench.conn().stream(series, az::yield_per(40));
    int expected = 0;
    while (auto row = co_await rows.next()) {
        if (row->template get<0>() != ++expected) throw std::logic_error("rows were lost");
    }
}

az::task<void> stream_early(Bench& bench) {
    auto rows = co_await bench.conn().stream(series, az::yield_per(20));
    co_await rows.next();
    co_await rows.close();
    co_await bench.conn().scalar(series);
}

az::task<void> copy_in(Bench& bench) {
    const std::vector<std::tuple<std::string>> rows{{bench.text("committed ")}};
    co_await az::copy_in(bench.conn(), insert(marks).columns(marks.mark), rows);
    bench.committed = true;
}

az::task<void> copy_in_transaction(Bench& bench) {
    const std::vector<std::tuple<std::string>> rows{{bench.text("given up ")}};
    bench.transaction = co_await bench.conn().begin();
    co_await az::copy_in(bench.conn(), insert(marks).columns(marks.mark), rows);
}

az::task<void> copy_out(Bench& bench) {
    auto rows = co_await az::copy_out(bench.conn(), series);
    for (int i = 0; i < 3; ++i) co_await rows.next();
}

az::task<void> listen_and_close(Bench& bench) {
    bench.listener = co_await az::listen(bench.conn(), "cancelled");
    co_await bench.listener->close();
}

az::task<void> listen(Bench& bench) { bench.listener = co_await az::listen(bench.conn(), "cancelled"); }

az::task<void> listen_and_notify(Bench& bench) {
    co_await listen(bench);
    for (int i = 0; i < 3; ++i) {
        co_await bench.conn().execute(az::text("SELECT pg_notify('cancelled', 'x')"));
        ++bench.expected;
    }
}

az::task<void> take_notifications(Bench& bench) {
    for (int i = 0; i < 3; ++i) {
        co_await bench.listener->next();
        ++bench.taken;
    }
}

az::task<void> wait_for_notification(Bench& bench) {
    co_await bench.conn().execute(az::text("SELECT pg_notify('cancelled', 'x')"));
    ++bench.expected;
    co_await bench.listener->next(std::chrono::seconds(5));
    ++bench.taken;
}

az::task<void> then_commit(Bench& bench) {
    co_await bench.conn().execute(insert(marks).values(marks.mark = bench.text("committed ")), az::then_commit);
    bench.committed = true;
}

az::task<void> many(Bench& bench) {
    const std::vector<std::tuple<std::string>> rows{{bench.text("given up ")}, {bench.text("given up ")}};
    bench.transaction = co_await bench.conn().begin();
    co_await bench.conn().execute(insert(marks).columns(marks.mark), rows);
}

az::task<void> prepare_twophase(Bench& bench) {
    bench.twophase = co_await bench.conn().begin_twophase("cancelled " + std::to_string(bench.number));
    co_await bench.give_up();
    co_await bench.twophase->prepare();
    // What is prepared is the database's from here on: it is rolled back whatever happens.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await bench.twophase->rollback();
}

az::task<void> run_sync(Bench& bench) {
    const std::string mark = bench.text("committed ");
    co_await bench.conn().run_sync([&](az::Connection& sync) {
        sync.execute(insert(marks).values(marks.mark = mark));
        sync.commit();
        bench.committed = true;
    });
}

az::task<void> engine_begin(Bench& bench) {
    const std::string mark = bench.text("committed ");
    co_await bench.engine.begin([&](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(marks).values(marks.mark = mark));
    });
    bench.committed = true;
}

az::task<void> engine_begin_pair(Bench& bench) {
    const std::string mark = bench.text("given up ");
    co_await bench.engine.begin([&](az::AsyncConnection& conn) -> az::task<void> {
        const auto statement = insert(marks).values(marks.mark = mark);
        co_await (conn.execute(statement) && conn.execute(statement));
        throw std::runtime_error("given up");
    });
}

az::task<void> engine_execute(Bench& bench) {
    co_await bench.engine.execute(insert(marks).values(marks.mark = bench.text("committed ")));
    bench.committed = true;
}

az::task<void> engine_transaction(Bench& bench) {
    const std::string mark = bench.text("committed ");
    co_await az::transaction(bench.engine, az::TransactionOptions(), az::retries(3),
                             [&](az::AsyncConnection& conn) -> az::task<void> {
                                 co_await conn.execute(insert(marks).values(marks.mark = mark));
                             });
    bench.committed = true;
}

Scenario scenario(std::string name, Step prepare, Step operation) {
    Scenario made;
    made.name = std::move(name);
    made.prepare = std::move(prepare);
    made.operation = std::move(operation);
    return made;
}
Scenario in_autocommit(Scenario made) {
    made.autocommit = true;
    return made;
}
Scenario on_server(Scenario made) {
    made.postgresql_only = true;
    return made;
}
Scenario of_engine(Scenario made) {
    made.connects = false;
    made.neighbour = false;
    return made;
}

}  // namespace

std::vector<Scenario> scenarios() {
    const Step release_nested = [](Bench& bench) -> az::task<void> {
        co_await bench.nested->commit();
        bench.committed = true;
    };
    const Step roll_back_nested = [](Bench& bench) { return bench.nested->rollback(); };
    const Step write = [](Bench& bench) -> az::task<void> {
        co_await bench.give_up();
        bench.started = false;
    };
    const Step roll_back = [](Bench& bench) -> az::task<void> {
        bench.started = true;
        co_await bench.conn().rollback();
    };
    const Step unlock = [](Bench& bench) { return bench.lock->unlock(); };
    const Step take_waiting = [](Bench& bench) -> az::task<void> {
        co_await take_lock(bench);
        bench.lock.reset();
    };
    std::vector<Scenario> all;
    all.push_back(of_engine(scenario("checkout", nothing, check_out)));
    all.push_back(of_engine(scenario("checkout that waits", hold_all, check_out)));
    all.push_back(of_engine(scenario("engine.begin", nothing, engine_begin)));
    all.push_back(of_engine(scenario("engine.begin of two at once", nothing, engine_begin_pair)));
    all.back().throws = true;
    all.push_back(of_engine(scenario("engine.execute", nothing, engine_execute)));
    all.push_back(of_engine(scenario("transaction", nothing, engine_transaction)));
    all.push_back(in_autocommit(scenario("begin", nothing, begin_and_write)));
    all.push_back(in_autocommit(scenario("begin of two at once", nothing, begin_twice)));
    all.push_back(in_autocommit(scenario("begin after a transaction that was given up", abandon, begin_and_write)));
    all.push_back(in_autocommit(scenario("executemany", nothing, many)));
    all.push_back(scenario("execute after a transaction that was given up", abandon, execute_and_commit));
    all.push_back(scenario("commit", begin_and_write_durable, commit));
    all.push_back(scenario("rollback", write, roll_back));
    all.push_back(scenario("savepoint", autobegin, nested_write));
    all.push_back(scenario("savepoint that begins", nothing, nested_write));
    all.push_back(scenario("release of a savepoint", write_nested_durable, release_nested));
    all.push_back(scenario("rollback of a savepoint", write_nested, roll_back_nested));
    all.push_back(scenario("savepoint after one that was given up", abandon_nested, nested_write));
    all.push_back(scenario("then_commit", nothing, then_commit));
    all.push_back(scenario("then_commit after a transaction that was given up", abandon, then_commit));
    all.push_back(scenario("run_sync", nothing, run_sync));
    all.push_back(scenario("stream", nothing, stream));
    all.push_back(in_autocommit(scenario("stream in autocommit", nothing, stream)));
    all.push_back(in_autocommit(scenario("stream that ends early in autocommit", nothing, stream_early)));
    all.push_back(in_autocommit(scenario("COPY in autocommit", nothing, copy_in)));
    all.push_back(in_autocommit(scenario("COPY after a transaction that was given up", abandon, copy_in)));
    all.push_back(in_autocommit(scenario("COPY in a transaction", nothing, copy_in_transaction)));
    all.push_back(scenario("COPY out", nothing, copy_out));
    all.push_back(on_server(scenario("advisory lock", nothing, take_lock)));
    all.push_back(on_server(in_autocommit(scenario("advisory lock in autocommit", nothing, take_lock))));
    all.push_back(on_server(scenario("advisory lock that waits", lock_elsewhere, take_waiting)));
    all.push_back(on_server(scenario("unlock", take_lock, unlock)));
    all.push_back(on_server(scenario("execute after a lock that was given up", drop_lock, execute_and_commit)));
    all.push_back(on_server(in_autocommit(scenario("listen", nothing, listen_and_close))));
    all.push_back(on_server(in_autocommit(scenario("notifications", listen_and_notify, take_notifications))));
    all.push_back(on_server(in_autocommit(scenario("wait for a notification", listen, wait_for_notification))));
    all.push_back(on_server(in_autocommit(scenario("prepared transaction", nothing, prepare_twophase))));
    return all;
}

}  // namespace azoth_tests
