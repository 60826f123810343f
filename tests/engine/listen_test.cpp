#include "catch.hpp"
#include "each_database.hpp"
#include <azoth/listen.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

az::task<void> notify(az::AsyncEngine engine, std::string channel, std::string payload) {
    co_await engine.execute(
        az::text("SELECT pg_notify(:channel, :payload)").bind("channel", channel).bind("payload", payload));
}

}  // namespace

TEST_CASE("A listener gets the notifications of its channel, in order, with the sender", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto listener = co_await az::listen(conn, "Some \"channel\"; DROP");
        CHECK(listener.channel() == "Some \"channel\"; DROP");
        CHECK(!listener.try_next());
        auto sender = co_await engine.connect();
        const auto pid = co_await sender.scalar(backend_pid);
        for (const char* const payload : {"one", "two", ""}) {
            co_await sender.execute(
                az::text("SELECT pg_notify('Some \"channel\"; DROP', :payload)").bind("payload", std::string(payload)));
        }
        co_await sender.commit();
        co_await notify(engine, "another", "no");
        for (const char* const payload : {"one", "two", ""}) {
            const az::Notification said = co_await listener.next();
            CHECK(said.payload == payload);
            CHECK(said.channel == listener.channel());
            CHECK(said.process_id == pid);
        }
        CHECK(!listener.try_next());
    });
}

TEST_CASE("The connection of a listener can be used, and two listeners share it", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto a = co_await az::listen(conn, "a");
        auto b = co_await az::listen(conn, "b");
        co_await notify(engine, "b", "for b");
        co_await notify(engine, "a", "for a");
        const auto name = co_await conn.scalar(select(users.name).where(users.id == 1));
        CHECK(name == "ada");
        co_await conn.commit();
        const auto for_a = co_await a.next();
        const auto for_b = co_await b.next();
        CHECK(for_a.payload == "for a");
        CHECK(for_b.payload == "for b");
        co_await a.close();
        co_await notify(engine, "a", "too late");
        co_await notify(engine, "b", "still");
        const auto still = co_await b.next();
        CHECK(still.payload == "still");
        const auto closed = co_await failure<az::ResourceClosedError>(a.next());
        CHECK(closed.has_value());
    });
}

TEST_CASE("What doesn't fit into the buffer is counted", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        az::ListenOptions options;
        options.buffer = 2;
        auto listener = co_await az::listen(conn, "a", options);
        for (const char* const payload : {"1", "2", "3", "4"}) co_await notify(engine, "a", payload);
        const auto one = co_await conn.scalar(backend_pid);
        CHECK(one.has_value());
        co_await conn.rollback();
        while (listener.missed() < 2) co_await sleep_for(5ms);
        const auto first = co_await listener.next();
        const auto second = co_await listener.next();
        CHECK(first.payload == "1");
        CHECK(second.payload == "2");
        CHECK(!listener.try_next());
        CHECK(listener.missed() == 2);
    });
}

TEST_CASE("A caller that waits for a notification can be cancelled and wait again", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto listener = co_await az::listen(conn, "a");
        const auto executor = co_await asio::this_coro::executor;
        asio::cancellation_signal signal;
        bool cancelled = false;
        const auto wait = [&]() -> az::task<void> { co_await listener.next(); };
        asio::co_spawn(executor, wait(),
                       asio::bind_cancellation_slot(
                           signal.slot(), [&](const std::exception_ptr& error) { cancelled = error != nullptr; }));
        co_await sleep_for(5ms);
        signal.emit(asio::cancellation_type::terminal);
        co_await sleep_for(5ms);
        CHECK(cancelled);
        co_await notify(engine, "a", "heard");
        const auto said = co_await listener.next();
        CHECK(said.payload == "heard");
    });
}

TEST_CASE("A listener reports the loss of its connection after the earlier notifications", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto pid = co_await conn.scalar(backend_pid);
        co_await conn.rollback();
        auto listener = co_await az::listen(conn, "a");
        co_await notify(engine, "a", "last words");
        co_await engine.execute(az::text("SELECT pg_terminate_backend(:pid, 5000)").bind("pid", pid.value()));
        const auto said = co_await listener.next();
        CHECK(said.payload == "last words");
        const auto lost = co_await failure<az::OperationalError>(listener.next());
        CHECK(lost.has_value());
    });
}

TEST_CASE("A subscription survives its connection's loss and reports that notifications may be missing", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto subscription = co_await az::subscribe(engine, "a \"channel\"");
        CHECK(subscription.channel() == "a \"channel\"");
        for (const char* const payload : {"first", "second"}) {
            co_await notify(engine, "a \"channel\"", payload);
            const auto said = co_await subscription.next();
            CHECK(said.value().payload == payload);
            // Not the connection that executes the query.
            co_await engine.execute(
                az::text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"));
            const auto gap = co_await subscription.next();
            CHECK(!gap.has_value());
        }
        co_await notify(engine, "a \"channel\"", "third");
        const auto said = co_await subscription.next();
        CHECK(said.value().payload == "third");
        CHECK(subscription.missed() == 0);
    });
}

TEST_CASE("A subscription checks its connection in, and throws if it cannot connect", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        {
            const auto subscription = co_await az::subscribe(engine, "a");
            CHECK(engine.pool().checked_out == 1);
        }
        // It stops listening at its check-in.
        for (int i = 0; i < 400 && engine.pool().checked_out != 0; ++i) co_await sleep_for(5ms);
        CHECK(engine.pool().checked_out == 0);
        az::Url elsewhere = engine.url();
        elsewhere.database = "there_is_no_such_database";
        const auto unreachable = az::create_async_engine(elsewhere.render(false));
        const auto refused = co_await failure<az::OperationalError>(az::subscribe(unreachable, "a"));
        CHECK(refused.has_value());
    });
}

TEST_CASE("A connection that listened no longer listens after its check-in", "[engine]") {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        std::optional<az::Listener> listener;
        {
            auto conn = co_await engine.connect();
            listener = co_await az::listen(conn, "a");
        }
        const auto closed = co_await failure<az::ResourceClosedError>(listener->next());
        CHECK(closed.has_value());
        auto conn = co_await engine.connect();
        const auto channels =
            co_await conn.scalar(az::text("SELECT count(*) FROM pg_listening_channels()").columns<std::int64_t>());
        CHECK(channels == 0);
        CHECK(engine.pool().opened == 1);
    });
}

TEST_CASE("Listening in a transaction, to a channel without a name, or on SQLite throws", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        if (engine.dialect().name() != "postgresql") {
            const auto error = co_await failure<az::NotSupportedError>(az::listen(conn, "a"));
            CHECK(error.has_value());
            co_return;
        }
        const auto nameless = co_await failure<az::IdentifierError>(az::listen(conn, ""));
        CHECK(nameless.has_value());
        co_await conn.scalar(backend_pid);
        const auto inside = co_await failure<az::InvalidRequestError>(az::listen(conn, "a"));
        CHECK(inside.has_value());
    });
}

TEST_CASE("A context may end while a coroutine waits for a notification", "[engine]") {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    const auto engine = az::create_async_engine(url);
    int heard = 0;
    {
        asio::io_context context;
        const auto wait = [&]() -> az::task<void> {
            auto conn = co_await engine.connect();
            auto listener = co_await az::listen(conn, "a");
            co_await notify(engine, "a", "heard");
            while (true) {
                co_await listener.next();
                ++heard;
            }
        };
        asio::co_spawn(context, wait(), [](const std::exception_ptr&) {});
        context.run_for(500ms);
    }
    CHECK(heard == 1);
}
