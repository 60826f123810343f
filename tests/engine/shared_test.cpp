#include "catch.hpp"
#include "each_database.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <set>
#include <thread>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

const auto user_by_id =
    az::query([](az::Param<std::int64_t> id) { return select(users.id, users.name).where(users.id == id); });
const auto backend = az::text("SELECT pg_backend_pid()").columns<std::int32_t>();
const auto sleep_for_long = az::text("SELECT 1 FROM pg_sleep(30)").columns<std::int32_t>();

// However slow the machine of the tests is, statements stay where they are.
az::EngineOptions shared_connections(std::size_t count) {
    az::EngineOptions options;
    options.shared_connections = count;
    options.shared_slow_after = 0ms;
    return options;
}

az::EngineOptions one_connection() { return shared_connections(1); }

/// Starts so many coroutines of one kind at once, and waits for all of them.
template <class Make>
az::task<void> all_of(int count, Make make) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer over(executor, asio::steady_timer::time_point::max());
    int running = count;
    std::exception_ptr failed;
    for (int i = 0; i < count; ++i) {
        asio::co_spawn(executor, make(i), [&](const std::exception_ptr& error) {
            if (error) failed = error;
            if (--running == 0) over.cancel();
        });
    }
    if (running != 0) co_await over.async_wait(asio::as_tuple(asio::use_awaitable));
    if (failed) std::rethrow_exception(failed);
}

az::task<void> sleep(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

TEST_CASE("The engine executes a statement that stands by itself, with typed rows", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        const auto result = co_await engine.execute(user_by_id(2));
        REQUIRE(result.size() == 1);
        const auto [id, name] = result[0];
        CHECK(id == 2);
        CHECK(name == "grace");
        const auto count = co_await engine.scalar(select(az::func::count()).select_from(users));
        CHECK(count == 3);
        const auto all = co_await engine.scalars(select(users.name).order_by(users.id));
        CHECK(all.all() == std::vector<std::string>{"ada", "grace", "edsger"});
        const auto first = co_await engine.first(select(users.name).order_by(users.id));
        CHECK(first.value().get<0>() == "ada");
        const auto nobody = co_await engine.one_or_none(user_by_id(77));
        CHECK(!nobody);
        const auto one = co_await engine.one(user_by_id(3));
        CHECK(one.get<1>() == "edsger");
        const auto none = co_await failure<az::NoResultFound>(engine.one(user_by_id(77)));
        CHECK(none.has_value());
    });
}

TEST_CASE("What the engine executes is committed at once", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        const auto made = co_await engine.execute(insert(users).values(users.name = "barbara").returning(users.id));
        CHECK(made.size() == 1);
        co_await engine.execute(az::text("UPDATE engine_users SET email = :email WHERE name = 'barbara'")
                                    .bind("email", std::string("b@example.org")));
        const auto seen = co_await names(engine);
        CHECK(seen.size() == 4);
        const auto email = co_await engine.scalar(select(users.email).where(users.name == "barbara"));
        CHECK(email == "b@example.org");
    });
}

TEST_CASE("An engine with an isolation level of its own executes each statement in such a transaction", "[engine]") {
    az::EngineOptions options;
    options.execution_options = az::Isolation::serializable;
    on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.execute(insert(users).values(users.name = "barbara"));
        CHECK(engine.pool().checked_out == 0);
        const auto seen = co_await names(engine);
        CHECK(seen.size() == 4);
        if (engine.dialect().name() == "postgresql") {
            const auto level = co_await engine.scalar(az::text("SHOW transaction_isolation").columns<std::string>());
            CHECK(level == "serializable");
        }
    });
}

TEST_CASE("Coroutines by the hundred share the connections of their context", "[engine]") {
    on_postgresql(shared_connections(2), [](az::AsyncEngine engine) -> az::task<void> {
        std::set<std::int32_t> backends;
        int right = 0;
        co_await all_of(300, [&](int i) -> az::task<void> {
            const auto one = co_await engine.one(user_by_id(1 + i % 3));
            if (one.get<0>() == 1 + i % 3) ++right;
            for (int again = 0; again < 20; ++again) {
                const auto pid = co_await engine.scalar(backend);
                backends.insert(pid.value());
            }
        });
        CHECK(right == 300);
        CHECK(backends.size() == 2);
        // That of fill().
        CHECK(engine.pool().opened == 1);
    });
}

TEST_CASE("The error of one is no other's", "[engine]") {
    on_each_database(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        int failed = 0;
        int right = 0;
        co_await all_of(60, [&](int i) -> az::task<void> {
            if (i % 3 == 0) {
                const auto error =
                    co_await failure<az::IntegrityError>(engine.execute(insert(users).values(users.name = "ada")));
                if (error) ++failed;
            } else {
                const auto one = co_await engine.one(user_by_id(1));
                if (one.get<1>() == "ada") ++right;
            }
        });
        CHECK(failed == 20);
        CHECK(right == 40);
    });
}

TEST_CASE("What changes the session is refused before it is sent", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        for (const char* const sql : {"BEGIN", "SET search_path = x", "  listen a", "CREATE TEMP TABLE t (a int)",
                                      "/* SELECT /* 1 */ */ DISCARD ALL", "-- SELECT\nPREPARE a AS SELECT 1", "",
                                      "(begin)", "PRAGMA foreign_keys = off", "--", "/*"}) {
            INFO(sql);
            const auto error = co_await failure<az::InvalidRequestError>(engine.execute(az::text(sql)));
            CHECK(error.has_value());
        }
        const auto one = co_await engine.scalar(az::text("/* a */ -- b\n select 1").columns<std::int32_t>());
        CHECK(one == 1);
    });
}

TEST_CASE("A statement that times out lets its neighbours live", "[engine]") {
    on_postgresql(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        int right = 0;
        int late = 0;
        co_await all_of(40, [&](int i) -> az::task<void> {
            if (i % 10 == 3) {
                const auto error =
                    co_await failure<az::TimeoutError>(engine.execute(sleep_for_long, az::timeout(60ms)));
                if (error) ++late;
            } else {
                const auto one = co_await engine.one(user_by_id(1));
                if (one.get<1>() == "ada") ++right;
            }
        });
        CHECK(late == 4);
        CHECK(right == 36);
    });
}

TEST_CASE("Who is cancelled is let go at once, and the connection serves the others", "[engine]") {
    on_postgresql(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        const auto before = co_await engine.scalar(backend);
        const auto executor = co_await asio::this_coro::executor;
        asio::cancellation_signal signal;
        bool over = false;
        const auto wait = [&]() -> az::task<void> { co_await engine.execute(sleep_for_long); };
        asio::co_spawn(executor, wait(),
                       asio::bind_cancellation_slot(signal.slot(),
                                                    [&](const std::exception_ptr& error) { over = error != nullptr; }));
        co_await sleep(20ms);
        signal.emit(asio::cancellation_type::terminal);
        co_await sleep(5ms);
        CHECK(over);
        const auto after = co_await engine.scalar(backend);
        CHECK(before == after);
    });
}

TEST_CASE("More requests than a connection may have wait for their turn", "[engine]") {
    az::EngineOptions options = one_connection();
    options.shared_requests = 2;
    options.shared_bytes = 100;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto echo = az::query([](az::Param<std::string> word) {
            return az::text("SELECT :word::text").bind("word", word).columns<std::string>();
        });
        int right = 0;
        co_await all_of(30, [&](int i) -> az::task<void> {
            const std::string word(static_cast<std::size_t>(i) * 10, 'x');
            const auto answer = co_await engine.scalar(echo(word));
            if (answer == word) ++right;
        });
        CHECK(right == 30);
    });
}

TEST_CASE("Who waits for a shared connection gives up after pool_timeout, or when cancelled", "[engine]") {
    az::EngineOptions options = one_connection();
    options.shared_requests = 1;
    options.pool_timeout = 400ms;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto executor = co_await asio::this_coro::executor;
        co_await engine.execute(user_by_id(1));
        bool slept = false;
        const auto hold = [&]() -> az::task<void> {
            co_await engine.execute(az::text("SELECT 1 FROM pg_sleep(2)"));
            slept = true;
        };
        asio::co_spawn(executor, hold(), [](const std::exception_ptr&) {});
        co_await sleep(5ms);
        asio::cancellation_signal signal;
        bool cancelled = false;
        const auto wait = [&]() -> az::task<void> { co_await engine.execute(user_by_id(1)); };
        asio::co_spawn(executor, wait(),
                       asio::bind_cancellation_slot(
                           signal.slot(), [&](const std::exception_ptr& error) { cancelled = error != nullptr; }));
        co_await sleep(5ms);
        signal.emit(asio::cancellation_type::terminal);
        const auto error = co_await failure<az::TimeoutError>(engine.execute(user_by_id(1)));
        CHECK(error.has_value());
        CHECK(cancelled);
        CHECK(!slept);
        while (!slept) co_await sleep(20ms);
        const auto one = co_await engine.one(user_by_id(1));
        CHECK(one.get<1>() == "ada");
    });
}

TEST_CASE("A shared connection that the server closed is replaced", "[engine]") {
    on_postgresql(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        const auto before = co_await engine.scalar(backend);
        auto conn = co_await engine.connect();
        co_await conn.execute(
            az::text("SELECT pg_terminate_backend(:pid, 5000)").bind("pid", before.value()).columns<bool>());
        const auto after = co_await engine.scalar(backend);
        CHECK(after.has_value());
        CHECK(before != after);
    });
}

TEST_CASE("Whoever needs a shared connection learns why none can be opened", "[engine]") {
    run([]() -> az::task<void> {
        auto engine = az::create_async_engine("postgresql://azoth@127.0.0.1:1/azoth");
        const auto error = co_await failure<az::OperationalError>(engine.execute(az::text("SELECT 1")));
        CHECK(error.has_value());
    }());
}

TEST_CASE("An engine serves one context after the other with shared connections", "[engine]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    const auto engine = az::create_async_engine(url);
    for (int i = 0; i < 2; ++i) {
        const auto one = run(engine.scalar(az::text("SELECT 1").columns<std::int32_t>()));
        CHECK(one == 1);
    }
}

TEST_CASE("The threads of a context share its connections", "[engine]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    const auto engine = az::create_async_engine(url);
    asio::io_context context;
    std::atomic<int> right = 0;
    const auto ask = [&engine, &right]() -> az::task<void> {
        for (int i = 0; i < 50; ++i) {
            const auto one = co_await engine.scalar(az::text("SELECT 1").columns<std::int32_t>());
            if (one == 1) ++right;
        }
    };
    for (int i = 0; i < 20; ++i) asio::co_spawn(context, ask(), [](const std::exception_ptr&) {});
    {
        const std::jthread other([&] { context.run(); });
        context.run();
    }
    CHECK(right == 1000);
}

TEST_CASE("A statement that asks for it is executed on a connection to itself", "[engine]") {
    on_postgresql(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        const auto shared = co_await engine.scalar(backend);
        const auto own = co_await engine.scalar(backend, az::unshared);
        CHECK(own != shared);
        const auto twin = engine.execution_options(az::unshared);
        const auto again = co_await twin.scalar(backend);
        CHECK(again == own);
        const auto back = co_await twin.scalar(backend, az::ExecutionOptions().unshared(false));
        CHECK(back == shared);
    });
}

TEST_CASE("A statement that took long is kept from the others until it was fast a hundred times", "[engine]") {
    az::EngineOptions options = one_connection();
    options.shared_slow_after = 400ms;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto nap = az::text("SELECT pg_backend_pid() FROM pg_sleep(:time)").columns<std::int32_t>();
        const auto shared = co_await engine.scalar(backend);
        // Those behind it wait, which is no fault of theirs.
        std::optional<std::int32_t> first;
        co_await all_of(3, [&](int i) -> az::task<void> {
            if (i == 0) first = co_await engine.scalar(nap, az::named("time", 0.6));
            if (i != 0) co_await engine.scalar(backend);
        });
        CHECK(first == shared);
        int apart = 0;
        for (int i = 0; i < 100; ++i) {
            const auto pid = co_await engine.scalar(nap, az::named("time", 0.0));
            if (pid != shared) ++apart;
        }
        CHECK(apart == 100);
        const auto back = co_await engine.scalar(nap, az::named("time", 0.0));
        CHECK(back == shared);
        const auto neighbour = co_await engine.scalar(backend);
        CHECK(neighbour == shared);
    });
}

TEST_CASE("A statement that timed out among others does not come back to them", "[engine]") {
    az::EngineOptions options = one_connection();
    options.shared_slow_after = 10s;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto shared = co_await engine.scalar(backend);
        const auto nap = az::text("SELECT pg_backend_pid() FROM pg_sleep(:time)").columns<std::int32_t>();
        const auto late =
            co_await failure<az::TimeoutError>(engine.execute(nap, az::named("time", 20.0), az::timeout(40ms)));
        CHECK(late.has_value());
        const auto pid = co_await engine.scalar(nap, az::named("time", 0.0));
        CHECK(pid != shared);
    });
}

namespace {

struct MomentColumns {
    az::Column<az::Timestamptz> at{"at"};
};
az::MetaData moments_meta;
const az::Table<MomentColumns> moment{"engine_moment", moments_meta};

// How many transactions of the server's 50 reads that are sent at once are executed in.
az::task<std::size_t> transactions_of_reads(az::AsyncEngine engine) {
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.exec_driver_sql("DROP VIEW IF EXISTS engine_moment");
        co_await conn.exec_driver_sql("CREATE VIEW engine_moment AS SELECT now() AS at");
    });
    co_await engine.scalar(backend);
    std::set<az::Timestamptz> starts;
    co_await all_of(50, [&](int) -> az::task<void> {
        const auto start = co_await engine.scalar(select(moment.at));
        starts.insert(start.value());
    });
    co_await engine.begin(
        [](az::AsyncConnection& conn) -> az::task<void> { co_await conn.exec_driver_sql("DROP VIEW engine_moment"); });
    co_return starts.size();
}

}  // namespace

TEST_CASE("Reads that are sent together share a transaction where that is asked for", "[engine]") {
    az::EngineOptions together = one_connection();
    together.shared_reads_together = true;
    on_postgresql(together, [](az::AsyncEngine engine) -> az::task<void> {
        const std::size_t transactions = co_await transactions_of_reads(engine);
        CHECK(transactions == 1);
    });
    on_postgresql(one_connection(), [](az::AsyncEngine engine) -> az::task<void> {
        const std::size_t transactions = co_await transactions_of_reads(engine);
        CHECK(transactions > 25);
    });
}

TEST_CASE("Reads behind one that fails are executed again, and writes among them once", "[engine]") {
    az::EngineOptions together = one_connection();
    together.shared_reads_together = true;
    on_postgresql(together, [](az::AsyncEngine engine) -> az::task<void> {
        const auto rest = az::query(
            [](az::Param<std::int64_t> id) { return select(users.id % (users.id - id)).where(users.id == 2); });
        for (int round = 0; round < 3; ++round) {
            int failed = 0;
            int right = 0;
            int written = 0;
            co_await all_of(200, [&](int i) -> az::task<void> {
                if (i % 7 == 3) {
                    const auto error = co_await failure<az::DataError>(engine.execute(rest(2)));
                    if (error && error->sqlstate() == "22012") ++failed;
                } else if (i % 50 == 10) {
                    const std::string name = "new " + std::to_string(round * 1'000 + i);
                    co_await engine.execute(insert(users).values(users.name = name));
                    ++written;
                } else if (i % 2 == 0) {
                    const auto none = co_await engine.scalar(rest(1));
                    if (none == 0) ++right;
                } else {
                    const auto one = co_await engine.one(user_by_id(1 + i % 3));
                    if (one.get<0>() == 1 + i % 3) ++right;
                }
            });
            CHECK(failed == 29);
            CHECK(written == 3);
            CHECK(right == 168);
            const auto count = co_await engine.scalar(select(az::func::count()).select_from(users));
            CHECK(count == 3 + 3 * (round + 1));
        }
    });
}

TEST_CASE("A read that is stopped among others that share its transaction harms none of them", "[engine]") {
    az::EngineOptions together = one_connection();
    together.shared_reads_together = true;
    on_postgresql(together, [](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.exec_driver_sql("DROP VIEW IF EXISTS engine_moment");
            co_await conn.exec_driver_sql("CREATE VIEW engine_moment AS SELECT now() AS at FROM pg_sleep(30)");
        });
        int late = 0;
        int right = 0;
        co_await all_of(40, [&](int i) -> az::task<void> {
            if (i % 10 == 3) {
                const auto error =
                    co_await failure<az::TimeoutError>(engine.execute(select(moment.at), az::timeout(60ms)));
                if (error) ++late;
            } else {
                const auto one = co_await engine.one(user_by_id(1));
                if (one.get<1>() == "ada") ++right;
            }
        });
        CHECK(late == 4);
        CHECK(right == 36);
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.exec_driver_sql("DROP VIEW engine_moment");
        });
    });
}

TEST_CASE("The engine tells what is under way on its shared connections", "[engine]") {
    az::EngineOptions options = one_connection();
    options.shared_requests = 4;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        az::PoolStatus during;
        const auto nap = az::text("SELECT 1 FROM pg_sleep(0.02)").columns<std::int32_t>();
        co_await engine.scalar(backend);
        co_await all_of(7, [&](int i) -> az::task<void> {
            if (i == 6) {
                during = engine.pool();
                co_return;
            }
            co_await engine.scalar(nap);
        });
        CHECK(during.shared == 1);
        CHECK(during.shared_requests == 4);
        CHECK(during.shared_waiting == 2);
        const az::PoolStatus after = engine.pool();
        CHECK(after.shared_requests == 0);
        CHECK(after.shared_waiting == 0);
    });
}
