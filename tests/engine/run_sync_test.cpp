#include "catch.hpp"
#include "each_database.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

namespace az = azoth;
using namespace azoth_tests;

TEST_CASE("run_sync() gives blocking code the same session and transaction", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        const auto found = co_await conn.run_sync([](az::Connection& sync) {
            sync.execute(insert(users).values(users.name = "barbara"));
            const std::vector<NewUser> rows{{"leslie", {}}};
            CHECK(sync.execute(insert(users), rows).rowcount() == 1);
            CHECK(sync.in_transaction());
            CHECK(sync.scalar(select(users.name).where(users.id == 1)) == "ada");
            return sync.scalars(select(users.name).order_by(users.id)).all();
        });
        CHECK(found == std::vector<std::string>{"ada", "grace", "edsger", "barbara", "leslie"});
        co_await conn.rollback();
        const auto left = co_await conn.execute(select(users.id));
        CHECK(left.size() == 3);
    });
}

TEST_CASE("run_sync() hands arguments on, and throws what its function throws", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        const auto sum = co_await conn.run_sync(
            [](az::Connection& sync, std::int64_t a, const std::string& name) {
                return a + sync.scalar(select(users.id).where(users.name == name)).value_or(0);
            },
            40, std::string("grace"));
        CHECK(sum == 42);
        bool integrity = false;
        try {
            co_await conn.run_sync(
                [](az::Connection& sync) { sync.execute(insert(users).values(users.name = "ada")); });
        } catch (const az::IntegrityError& error) {
            integrity = !error.statement().empty();
        }
        CHECK(integrity);
        bool own = false;
        try {
            co_await conn.run_sync([](az::Connection&) { throw std::runtime_error("no"); });
        } catch (const std::runtime_error&) {
            own = true;
        }
        CHECK(own);
    });
}

TEST_CASE("The executor's threads go on working while run_sync() blocks a thread of its own", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        const auto caller = std::this_thread::get_id();
        bool ran_meanwhile = false;
        co_await conn.run_sync([&](az::Connection& sync) {
            CHECK(std::this_thread::get_id() != caller);
            boost::asio::post(executor, [&] { ran_meanwhile = std::this_thread::get_id() == caller; });
            sync.execute(select(users.id));
            CHECK(ran_meanwhile);
        });
    });
}

TEST_CASE("run_sync() commits, rolls back and makes tables", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.run_sync([](az::Connection& sync) {
            meta.drop_all(sync);
            meta.create_all(sync);
            sync.exec_driver_sql("INSERT INTO engine_users (name) VALUES ('frances')");
            sync.commit();
            CHECK_FALSE(sync.in_transaction());
            sync.execute(insert(users).values(users.name = "undone"));
            sync.rollback();
        });
        const auto left = co_await conn.scalars(select(users.name));
        CHECK(left.all() == std::vector<std::string>{"frances"});
    });
}

TEST_CASE("An io_context that ends in the middle of run_sync() ends the function first", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    bool refused = false;
    {
        boost::asio::io_context context;
        co_spawn(
            context,
            [](std::string where, bool& reported, boost::asio::io_context& io) -> az::task<void> {
                auto engine = az::create_async_engine(where);
                co_await fill(engine);
                auto conn = co_await engine.connect();
                co_await conn.run_sync([&](az::Connection& sync) {
                    io.stop();
                    try {
                        for (;;) sync.execute(select(users.id));
                    } catch (const az::ResourceClosedError&) {
                        reported = true;
                        throw;
                    }
                });
            }(url, refused, context),
            [](const std::exception_ptr&) {});
        context.run();
    }
    CHECK(refused);
}

TEST_CASE("An io_context may end after the function of run_sync() has, and before its caller has resumed", "[engine]") {
    std::atomic<bool> ended{false};
    {
        boost::asio::io_context context;
        std::promise<void> may_end;
        co_spawn(
            context,
            [](boost::asio::io_context& io, std::promise<void>& gate, std::atomic<bool>& over) -> az::task<void> {
                auto engine = az::create_async_engine("sqlite://");
                auto conn = co_await engine.connect();
                co_await conn.run_sync([&](az::Connection&) {
                    io.stop();
                    gate.get_future().get();
                    over = true;
                });
            }(context, may_end, ended),
            [](const std::exception_ptr&) {});
        context.run();
        may_end.set_value();
        while (!ended) std::this_thread::yield();
        // The thread ends in the meantime or a little later: both must work.
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    CHECK(ended);
}
