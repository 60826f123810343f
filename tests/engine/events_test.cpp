#include "catch.hpp"
#include "each_database.hpp"
#include <azoth/engine/events.hpp>
#include <azoth/engine/logger.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <stdexcept>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;

namespace {

using Events = std::shared_ptr<az::EngineEvents>;
using Lines = std::vector<std::string>;

az::EngineOptions with(const Events& events) {
    az::EngineOptions options;
    options.events = events;
    return options;
}

/// Suspends the hook, so that the test notices whether it is awaited.
az::task<void> a_moment() { co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable); }

az::task<void> turns(int count) {
    for (int i = 0; i < count; ++i) co_await a_moment();
}

}  // namespace

TEST_CASE("connect hooks run before the first check-out of a connection, checkout hooks before each", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    Lines log;
    events->connect.add([&log](az::AsyncConnection& conn) -> az::task<void> {
        co_await a_moment();
        co_await conn.exec_driver_sql("CREATE TEMP TABLE engine_hook (x integer)");
        log.emplace_back("connect");
    });
    events->connect.add([&log](az::AsyncConnection&) { log.emplace_back("second connect"); });
    events->checkout.add([&log](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.exec_driver_sql("INSERT INTO engine_hook VALUES (1)");
        log.emplace_back("checkout");
    });
    on_each_database(with(events), [&log](az::AsyncEngine engine) -> az::task<void> {
        for (int i = 0; i < 2; ++i) {
            auto conn = co_await engine.connect();
            CHECK_FALSE(conn.in_transaction());
            const auto count =
                co_await conn.scalar(az::text("SELECT count(*) FROM engine_hook").columns<std::int64_t>());
            CHECK(count.value() >= i + 1);
            co_await conn.close();
        }
        CHECK(engine.pool().opened == 1);
        CHECK(log == Lines{"connect", "second connect", "checkout", "checkout", "checkout"});
    });
}

TEST_CASE("A connect hook that throws makes connect() fail and closes the connection", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    auto broken = std::make_shared<bool>(true);
    events->connect.add([broken](az::AsyncConnection&) {
        if (*broken) throw std::runtime_error("not today");
    });
    for (const std::string& url : urls()) {
        *broken = true;
        run([](std::string where, az::EngineOptions options, bool& fails) -> az::task<void> {
            auto engine = az::create_async_engine(where, options);
            const auto error = co_await failure<std::runtime_error>(engine.connect());
            REQUIRE(error);
            CHECK(error->what() == std::string("not today"));
            CHECK(engine.pool().checked_out == 0);
            CHECK(engine.pool().checked_in == 0);
            fails = false;
            auto conn = co_await engine.connect();
            const auto value = co_await conn.scalar(select_one);
            CHECK(value == 1);
        }(url, with(events), *broken));
    }
}

TEST_CASE("A checkout hook that throws makes connect() fail and gives the connection back", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    bool fails = false;
    events->checkout.add([&fails](az::AsyncConnection&) {
        if (fails) throw std::runtime_error("not you");
    });
    on_each_database(with(events), [&fails](az::AsyncEngine engine) -> az::task<void> {
        fails = true;
        const auto error = co_await failure<std::runtime_error>(engine.connect());
        fails = false;
        CHECK(error);
        CHECK(engine.pool().checked_out == 0);
        CHECK(engine.pool().checked_in == 1);
        auto conn = co_await engine.connect();
        CHECK(engine.pool().opened == 1);
    });
}

TEST_CASE("A begin hook's statements are the first of the transaction, a commit hook's the last", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    bool on = false;
    events->begin.add([&on](az::AsyncConnection& conn) -> az::task<void> {
        if (on) co_await add(conn, "begun");
    });
    events->commit.add([&on](az::AsyncConnection& conn) -> az::task<void> {
        if (on) co_await add(conn, "committing");
    });
    on_each_database(with(events), [&on](az::AsyncEngine engine) -> az::task<void> {
        on = true;
        const auto between = [](az::AsyncConnection& conn) -> az::task<void> { co_await add(conn, "between"); };
        co_await engine.begin(between);
        on = false;
        const auto after_begin = co_await names(engine);
        CHECK(after_begin == Lines{"ada", "grace", "edsger", "begun", "between", "committing"});

        // Begun by a statement and committed with it.
        co_await fill(engine);
        auto conn = co_await engine.connect();
        on = true;
        co_await conn.execute(insert(users).values(users.name = "alone"), az::then_commit);
        on = false;
        co_await conn.close();
        const auto after_commit = co_await names(engine);
        CHECK(after_commit == Lines{"ada", "grace", "edsger", "begun", "alone", "committing"});
    });
}

TEST_CASE("A begin hook that throws ends the transaction", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    bool fails = false;
    events->begin.add([&fails](az::AsyncConnection& conn) -> az::task<void> {
        if (!fails) co_return;
        co_await add(conn, "undone");
        throw std::runtime_error("no transaction");
    });
    on_each_database(with(events), [&fails](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        fails = true;
        const auto by_statement = co_await failure<std::runtime_error>(conn.execute(select_one));
        CHECK(by_statement);
        CHECK_FALSE(conn.in_transaction());
        const auto by_begin = co_await failure<std::runtime_error>(conn.begin());
        CHECK(by_begin);
        CHECK_FALSE(conn.in_transaction());
        fails = false;
        co_await add(conn, "kept");
        co_await conn.commit();
        co_await conn.close();
        const auto all = co_await names(engine);
        CHECK(all == Lines{"ada", "grace", "edsger", "kept"});
    });
}

TEST_CASE("A commit hook that throws keeps the transaction open, and none can end it", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    bool fails = false;
    bool meddles = false;
    events->commit.add([&](az::AsyncConnection& conn) -> az::task<void> {
        if (fails) throw std::runtime_error("not yet");
        if (meddles) co_await conn.rollback();
    });
    on_each_database(with(events), [&](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await add(conn, "late");
        fails = true;
        const auto error = co_await failure<std::runtime_error>(conn.commit());
        fails = false;
        CHECK(error);
        CHECK(conn.in_transaction());
        meddles = true;
        const auto meddled = co_await failure<az::InvalidRequestError>(conn.commit());
        meddles = false;
        CHECK(meddled);
        co_await conn.commit();
        co_await conn.close();
        const auto all = co_await names(engine);
        CHECK(all == Lines{"ada", "grace", "edsger", "late"});
    });
}

TEST_CASE("rollback hooks are called however a transaction ends without COMMIT", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    int plain = 0;
    int waiting = 0;
    events->rollback.add([&plain](const az::ConnectionEvent&) { ++plain; });
    events->rollback.add([&waiting](const az::ConnectionEvent&) -> az::task<void> {
        co_await a_moment();
        ++waiting;
    });
    events->rollback.add([](const az::ConnectionEvent&) { throw std::runtime_error("an error of the hook"); });
    Lines errors;
    az::EngineOptions options = with(events);
    options.logger = az::make_logger(
        [&errors](az::LogLevel, std::string_view, std::string_view line) { errors.emplace_back(line); });
    on_each_database(options, [&](az::AsyncEngine engine) -> az::task<void> {
        plain = waiting = 0;
        errors.clear();
        auto conn = co_await engine.connect("tester");
        co_await conn.execute(select_one);
        co_await conn.rollback();
        CHECK(plain == 1);
        CHECK(waiting == 1);
        {
            auto dropped = co_await conn.begin();
            co_await conn.execute(select_one);
        }
        CHECK(plain == 2);
        co_await conn.execute(select_one);
        co_await conn.commit();
        CHECK(plain == 2);
        co_await conn.execute(select_one);
        { const az::AsyncConnection dying = std::move(conn); }
        CHECK(plain == 3);
        co_await turns(20);
        CHECK(waiting == 3);
        CHECK(errors.size() == 3);
        CHECK(errors.at(0) == "a hook of 'rollback' threw: an error of the hook");
    });
}

TEST_CASE("before_execute sees a statement and its parameters, and may change the text", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    az::StatementEvent seen;
    events->before_execute.add([&seen](az::StatementEvent& event) -> az::task<void> {
        co_await a_moment();
        seen = event;
        event.sql += " /* from: hook */";
    });
    EchoLog log;
    az::EngineOptions options = log.options();
    options.events = events;
    on_each_database(options, [&](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        log.clear();
        const auto query = select(users.id).where(users.name == "grace");
        const auto id = co_await conn.scalar(query);
        CHECK(id == 2);
        CHECK(seen.parameters == "('grace',)");
        CHECK(seen.kind == az::StatementKind::select);
        CHECK_THAT(seen.sql, StartsWith("SELECT engine_users.id"));
        CHECK_THAT(log.lines().at(1), EndsWith(" /* from: hook */"));
        auto stream = co_await conn.stream_scalars(select(users.name).order_by(users.id));
        const auto all = co_await stream.all();
        CHECK(all == Lines{"ada", "grace", "edsger"});
        CHECK_THAT(seen.sql, EndsWith("ORDER BY engine_users.id"));
    });
}

TEST_CASE("hide_parameters hides them from hooks", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    az::StatementEvent seen;
    events->before_execute.add([&seen](az::StatementEvent& event) { seen = event; });
    az::EngineOptions options = with(events);
    options.hide_parameters = true;
    on_each_database(options, [&](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.execute(select(users.id).where(users.name == "grace"));
        CHECK_THAT(seen.parameters, StartsWith("[SQL parameters hidden"));
    });
}

TEST_CASE("A statement that a before_execute hook refuses is not executed", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    events->before_execute.add([](az::StatementEvent& event) {
        if (event.kind == az::StatementKind::delete_) throw std::runtime_error("nothing is deleted here");
    });
    on_each_database(with(events), [](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto refused = co_await failure<std::runtime_error>(conn.execute(delete_from(users)));
        CHECK(refused);
        co_await conn.commit();
        co_await conn.close();
        const auto all = co_await names(engine);
        CHECK(all.size() == 3);
    });
}

TEST_CASE("after_execute hooks are called for statements of the user, not for azoth's own", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    Lines reported;
    events->after_execute.add([&reported](const az::ExecutedEvent& event) {
        CHECK(event.duration.count() > 0);
        reported.push_back(std::string(event.sql.substr(0, 6)) + (event.many ? " many " : " ") +
                           std::to_string(event.row_count) + " " + event.parameters);
    });
    on_each_database(with(events), [&reported](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        reported.clear();
        auto savepoint = co_await conn.begin_nested();
        co_await conn.execute(insert(users).values(users.name = "barbara"));
        const Lines more{"x", "y"};
        co_await conn.execute(insert(users).columns(users.name), more);
        co_await savepoint.commit();
        co_await conn.rollback();
        CHECK(reported == Lines{"INSERT 1 ('barbara',)", "INSERT many 2 [('x',), ('y',)]"});
    });
}

TEST_CASE("error hooks are called for failures, and may replace the exception", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    Lines reported;
    events->error.add([&reported](az::ErrorEvent& event) -> az::task<void> {
        co_await a_moment();
        reported.push_back(std::string(event.operation) + " " + std::string(event.sql.substr(0, 6)));
        try {
            std::rethrow_exception(event.error);
        } catch (const az::IntegrityError&) {
            event.error = std::make_exception_ptr(std::domain_error("taken"));
        } catch (const std::exception&) {
        }
    });
    on_each_database(with(events), [&reported](az::AsyncEngine engine) -> az::task<void> {
        reported.clear();
        auto conn = co_await engine.connect();
        const auto taken = co_await failure<std::domain_error>(add(conn, "ada"));
        CHECK(taken);
        co_await conn.rollback();
        const auto missing =
            co_await failure<az::ProgrammingError>(conn.exec_driver_sql("SELECT nothing FROM nowhere"));
        const bool any = missing.has_value() || engine.dialect().name() == "sqlite";
        CHECK(any);
        CHECK(reported == Lines{"execute INSERT", "execute SELECT"});
    });
    reported.clear();
    run([](az::EngineOptions options) -> az::task<void> {
        auto nowhere = az::create_async_engine("sqlite:////no/such/folder/file.db", options);
        const auto error = co_await failure<az::OperationalError>(nowhere.connect());
        CHECK(error);
    }(with(events)));
    CHECK(reported == Lines{"connect "});
}

TEST_CASE("Hooks see what an engine executes by itself as they see a connection's statements", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    Lines reported;
    events->connect.add([&reported](az::AsyncConnection&) { reported.emplace_back("connect"); });
    events->checkout.add([&reported](az::AsyncConnection&) { reported.emplace_back("checkout"); });
    events->before_execute.add([&reported](az::StatementEvent& event) { reported.push_back(event.sql.substr(0, 6)); });
    events->checkin.add([&reported](const az::ConnectionEvent&) { reported.emplace_back("checkin"); });
    events->error.add(
        [&reported](az::ErrorEvent& event) { reported.push_back("error: " + std::string(event.operation)); });
    on_each_database(with(events), [&reported](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.dispose();
        reported.clear();
        const auto name = co_await engine.scalar(select(users.name).where(users.name == "ada"));
        CHECK(name == "ada");
        CHECK(reported == Lines{"connect", "checkout", "SELECT", "checkin"});
    });
    reported.clear();
    run([](az::EngineOptions options) -> az::task<void> {
        auto nowhere = az::create_async_engine("sqlite:////no/such/folder/file.db", options);
        const auto error = co_await failure<az::OperationalError>(nowhere.execute(select(users.name)));
        CHECK(error);
    }(with(events)));
    CHECK(reported == Lines{"error: connect"});
}

TEST_CASE("Hooks are called, and waited for, when an operation is cancelled", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    Lines reported;
    events->error.add([&reported](az::ErrorEvent& event) -> az::task<void> {
        co_await turns(3);
        reported.emplace_back(event.operation);
    });
    events->rollback.add([&reported](const az::ConnectionEvent&) -> az::task<void> {
        co_await turns(3);
        reported.emplace_back("rollback");
    });
    on_each_database(with(events), [&reported](az::AsyncEngine engine) -> az::task<void> {
        const bool postgresql = engine.dialect().name() == "postgresql";
        const std::string endless = postgresql ? "SELECT pg_sleep(60)"
                                               : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE "
                                                 "i < 1000000000) SELECT max(i) FROM n";
        const auto work = [&endless](az::AsyncEngine& on) -> az::task<void> {
            auto conn = co_await on.connect();
            co_await conn.exec_driver_sql(endless);
        };
        const auto executor = co_await asio::this_coro::executor;
        asio::cancellation_signal signal;
        asio::steady_timer over(executor, asio::steady_timer::time_point::max());
        co_spawn(executor, work(engine), asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr&) {
                     reported.emplace_back("over");
                     over.cancel();
                 }));
        asio::steady_timer moment(executor, std::chrono::milliseconds(100));
        co_await moment.async_wait(asio::use_awaitable);
        signal.emit(asio::cancellation_type::terminal);
        boost::system::error_code ignored;
        co_await over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        co_await turns(50);
        CHECK(reported == Lines{"execute", "over", "rollback"});
    });
}

TEST_CASE("connect hooks run at the first check-out of a connection that was opened ahead of its use", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    int connected = 0;
    events->connect.add([&connected](az::AsyncConnection&) { ++connected; });
    az::EngineOptions options = with(events);
    options.pool_min_idle = 1;
    on_each_database(options, [&connected](az::AsyncEngine engine) -> az::task<void> {
        auto first = co_await engine.connect();
        while (engine.pool().checked_in == 0) co_await a_moment();
        const int before = connected;
        auto second = co_await engine.connect();
        CHECK(connected == before + 1);
    });
}

TEST_CASE("checkin hooks are called and cannot harm the pool", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    Lines reported;
    int waiting = 0;
    events->checkin.add([&reported](const az::ConnectionEvent& event) {
        reported.push_back(std::to_string(event.connection) + " " + event.label);
        CHECK(event.used.count() > 0);
        throw std::runtime_error("no");
    });
    events->checkin.add([&waiting](const az::ConnectionEvent&) -> az::task<void> {
        co_await turns(3);
        ++waiting;
        throw std::runtime_error("neither");
    });
    az::EngineOptions options = with(events);
    Lines errors;
    options.logger = az::make_logger([&errors](az::LogLevel level, std::string_view, std::string_view line) {
        if (level == az::LogLevel::error) errors.emplace_back(line);
    });
    on_each_database(options, [&](az::AsyncEngine engine) -> az::task<void> {
        co_await turns(20);
        reported.clear();
        errors.clear();
        waiting = 0;
        for (int i = 0; i < 2; ++i) {
            auto conn = co_await engine.connect("teller");
            co_await conn.execute(select_one);
            co_await conn.commit();
        }
        co_await turns(200);
        CHECK(reported == Lines{"1 teller", "1 teller"});
        CHECK(waiting == 2);
        CHECK(errors.size() == 4);
        CHECK(engine.pool().checked_out == 0);
        CHECK(engine.pool().opened == 1);
    });
}

TEST_CASE("connect hooks run again after DISCARD ALL", "[engine]") {
    const auto events = std::make_shared<az::EngineEvents>();
    events->connect.add([](az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.exec_driver_sql("SET application_name = 'hooked'");
    });
    az::EngineOptions options = with(events);
    options.pool_size = 1;
    options.max_overflow = 0;
    options.pool_reset_on_return = az::ResetOnReturn::discard_all;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        for (int i = 0; i < 3; ++i) {
            auto conn = co_await engine.connect();
            const auto name =
                co_await conn.scalar(az::text("SELECT current_setting('application_name')").columns<std::string>());
            CHECK(name == "hooked");
        }
        CHECK(engine.pool().opened == 1);
    });
}

TEST_CASE("begin() with a label names the user of the connection", "[engine]") {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    options.pool_timeout = std::chrono::milliseconds(20);
    on_each_database(options, [](az::AsyncEngine engine) -> az::task<void> {
        const auto report = [&engine](az::AsyncConnection&) -> az::task<int> {
            const auto error = co_await failure<az::TimeoutError>(engine.connect());
            REQUIRE(error);
            CHECK_THAT(error->what(), ContainsSubstring("\"nightly report\""));
            co_return 7;
        };
        const int answer = co_await engine.begin("nightly report", report);
        CHECK(answer == 7);
        const int again = co_await engine.begin("nightly report", az::Isolation::serializable, report);
        CHECK(again == 7);
    });
}

TEST_CASE("The isolation level is queried from the database", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const bool postgresql = engine.dialect().name() == "postgresql";
        const auto usual = co_await conn.get_isolation_level();
        CHECK(usual == (postgresql ? az::Isolation::read_committed : az::Isolation::serializable));
        CHECK_FALSE(conn.in_transaction());
        auto transaction = co_await conn.begin(az::Isolation::serializable);
        const auto asked = co_await conn.get_isolation_level();
        CHECK(asked == az::Isolation::serializable);
    });
}
