#include "catch.hpp"
#include "database.hpp"
#include <azoth/error.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <thread>

namespace {

using namespace azoth;
using namespace std::chrono_literals;
namespace asio = boost::asio;

// Runs until it is stopped; the second does so in one step, without rows.
const char* const endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
const char* const endless_insert =
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) INSERT INTO t SELECT x FROM n";

using Clock = std::chrono::steady_clock;

Answer execute_within(Database& db, std::string sql, std::chrono::milliseconds limit) {
    const StatementText statement = statement_of(std::move(sql));
    Request wanted = request(statement);
    wanted.timeout = limit;
    return run_on(db.context, db.session().execute(wanted));
}

TEST_CASE("a writer waits for another session's lock", "[sqlite]") {
    const TemporaryFile file;
    const std::string query = GENERATE(as<std::string>{}, "in memory", "", "?journal_mode=wal");
    const std::string url = query == "in memory" ? "sqlite://" : file.url(query);
    CAPTURE(url);
    Database first(url);
    Database second = first.second();
    first.execute("CREATE TABLE t (x)");
    first.control("BEGIN IMMEDIATE");
    first.execute("INSERT INTO t VALUES (1)");
    std::thread committer([&] {
        std::this_thread::sleep_for(50ms);
        first.control("COMMIT");
    });
    const auto begun = Clock::now();
    second.execute("INSERT INTO t VALUES (2)");
    CHECK(Clock::now() - begun >= 40ms);
    committer.join();
    CHECK(second.scalar<std::int64_t>("SELECT count(*) FROM t") == 2);
}

TEST_CASE("a lock that is not released in time is an operational error", "[sqlite]") {
    const TemporaryFile file;
    const bool in_memory = GENERATE(true, false);
    const std::string url = in_memory ? "sqlite://?busy_timeout=100" : file.url("?busy_timeout=100");
    CAPTURE(url);
    Database first(url);
    Database second = first.second();
    first.execute("CREATE TABLE t (x)");
    first.control("BEGIN IMMEDIATE");
    const auto begun = Clock::now();
    const auto error = thrown_by<OperationalError>([&] { second.execute("INSERT INTO t VALUES (2)"); });
    CHECK(Clock::now() - begun >= 95ms);
    CHECK(error.diagnostics().native_code == 5);
    CHECK_FALSE(error.connection_lost());
    first.control("COMMIT");
    second.execute("INSERT INTO t VALUES (2)");
}

TEST_CASE("a statement whose BEGIN times out waiting for a lock is not executed", "[sqlite]") {
    Database first("sqlite://?busy_timeout=0");
    Database second = first.second();
    first.execute("CREATE TABLE t (x)");
    first.control("BEGIN IMMEDIATE");
    const StatementText insert = statement_of("INSERT INTO t VALUES (1)");
    Request wanted = request(insert);
    wanted.begin = "BEGIN IMMEDIATE";
    CHECK_THROWS_AS(run_on(second.context, second.session().execute(wanted)), OperationalError);
    CHECK(second.session().is_clean());
    first.control("COMMIT");
    CHECK(first.scalar<std::int64_t>("SELECT count(*) FROM t") == 0);
}

TEST_CASE("waiting for a lock ends with the operation's time limit", "[sqlite]") {
    Database first;
    Database second = first.second();
    first.execute("CREATE TABLE t (x)");
    first.control("BEGIN IMMEDIATE");
    const auto begun = Clock::now();
    CHECK_THROWS_AS(execute_within(second, "INSERT INTO t VALUES (1)", 50ms), TimeoutError);
    CHECK(Clock::now() - begun < 2s);
}

TEST_CASE("a statement that times out is stopped and the session remains usable", "[sqlite]") {
    Database db;
    CHECK_THROWS_AS(execute_within(db, endless, 30ms), TimeoutError);
    CHECK(db.scalar<std::int64_t>("SELECT 1") == 1);
    CHECK(db.session().is_clean());
}

TEST_CASE("a stopped write rolls back its transaction", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x)");
    db.control("BEGIN");
    db.execute("INSERT INTO t VALUES (1)");
    CHECK_THROWS_AS(execute_within(db, endless_insert, 30ms), TimeoutError);
    CHECK(db.session().transaction_status() == TransactionStatus::failed);
    db.control("ROLLBACK");
    CHECK(db.scalar<std::int64_t>("SELECT count(*) FROM t") == 0);
}

TEST_CASE("stopping one statement does not affect an open cursor", "[sqlite]") {
    Database db;
    const StatementText numbers = statement_of("SELECT 1 UNION ALL SELECT 2");
    const auto cursor = run_on(db.context, db.session().open(request(numbers)));
    run_on(db.context, cursor->fetch(1));
    CHECK_THROWS_AS(execute_within(db, endless, 30ms), TimeoutError);
    CHECK(run_on(db.context, cursor->fetch(1)).rows->size() == 1);
}

TEST_CASE("a fetch that times out ends its cursor", "[sqlite]") {
    Database db;
    const StatementText statement = statement_of(endless);
    Request wanted = request(statement);
    wanted.timeout = 30ms;
    const auto cursor = run_on(db.context, db.session().open(wanted));
    CHECK_THROWS_AS(run_on(db.context, cursor->fetch(1)), TimeoutError);
    CHECK(db.session().is_clean());
    CHECK(db.scalar<std::int64_t>("SELECT 1") == 1);
}

TEST_CASE("an operation in the queue times out on time", "[sqlite]") {
    Database db;
    using namespace asio::experimental::awaitable_operators;
    const StatementText slow = statement_of(endless);
    const StatementText quick = statement_of("SELECT 1");
    Request first = request(slow);
    first.timeout = 400ms;
    Request second = request(quick);
    second.timeout = 30ms;
    const auto begun = Clock::now();
    Clock::duration waited{};
    const auto attempt = [&](Request wanted, Clock::duration* time) -> task<void> {
        std::exception_ptr error;
        try {
            co_await db.session().execute(wanted);
        } catch (const TimeoutError&) {
            error = std::current_exception();
        }
        CHECK(error);
        if (time != nullptr) *time = Clock::now() - begun;
    };
    run_on(db.context, attempt(first, nullptr) && attempt(second, &waited));
    CHECK(waited >= 30ms);
    CHECK(waited < 350ms);
}

TEST_CASE("two concurrent operations are answered in order", "[sqlite]") {
    Database db;
    using namespace asio::experimental::awaitable_operators;
    db.execute("CREATE TABLE t (x)");
    const StatementText insert = statement_of("INSERT INTO t SELECT 1 RETURNING x");
    const StatementText select = statement_of("SELECT count(*) FROM t", {}, {BigInteger()});
    const auto both = [&]() -> task<std::int64_t> {
        auto [inserted, selected] =
            co_await (db.session().execute(request(insert)) && db.session().execute(request(select)));
        CHECK(inserted.row_count == 1);
        co_return Codec<std::int64_t>::decode(selected.rows->cell(0, 0));
    };
    CHECK(run_on(db.context, both()) == 1);
}

TEST_CASE("terminal cancellation stops the running statement", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (x)");
    const StatementText statement = statement_of(GENERATE(endless, endless_insert));
    asio::cancellation_signal signal;
    std::exception_ptr error;
    db.context.restart();
    asio::co_spawn(db.context, db.session().execute(request(statement)),
                   asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr e, Answer) { error = e; }));
    asio::steady_timer timer(db.context, 30ms);
    timer.async_wait([&](const boost::system::error_code&) { signal.emit(asio::cancellation_type::terminal); });
    db.context.run();
    const auto cancelled = thrown_by<CancelledError>([&] { std::rethrow_exception(error); });
    CHECK(cancelled.code() == asio::error::operation_aborted);
    CHECK(cancelled.outcome() == Outcome::rolled_back);
    CHECK(db.session().is_usable());
    CHECK(db.scalar<std::int64_t>("SELECT count(*) FROM t") == 0);
}

TEST_CASE("a cancelled operation in the queue ends at once", "[sqlite]") {
    Database db;
    const StatementText slow = statement_of(endless);
    const StatementText quick = statement_of("SELECT 1");
    Request limited = request(slow);
    limited.timeout = 500ms;
    asio::cancellation_signal signal;
    std::vector<int> order;
    std::exception_ptr error;
    db.context.restart();
    asio::co_spawn(db.context, db.session().execute(limited), [&](std::exception_ptr, Answer) { order.push_back(1); });
    asio::co_spawn(db.context, db.session().execute(request(quick)),
                   asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr e, Answer) {
                       order.push_back(2);
                       error = e;
                   }));
    asio::steady_timer timer(db.context, 20ms);
    timer.async_wait([&](const boost::system::error_code&) { signal.emit(asio::cancellation_type::terminal); });
    db.context.run();
    CHECK(order == std::vector<int>{2, 1});
    CHECK(thrown_by<CancelledError>([&] { std::rethrow_exception(error); }).outcome() == Outcome::not_sent);
}

TEST_CASE("execute_many can be cancelled between its sets", "[sqlite]") {
    struct Endless final : ParameterSource {
        bool next(ParameterBuffer& into) override {
            into.add(std::int64_t{1}, BigInteger());
            return true;
        }
    };
    Database db;
    db.execute("CREATE TABLE t (x)");
    const StatementText insert = statement_of("INSERT INTO t VALUES (?)", {BigInteger()});
    Request wanted = request(insert);
    wanted.timeout = 50ms;
    Endless endless_source;
    CHECK_THROWS_AS(run_on(db.context, db.session().execute_many(wanted, endless_source)), TimeoutError);
    CHECK(db.session().is_clean());
    CHECK(db.scalar<std::int64_t>("SELECT count(*) FROM t") == 0);
}

TEST_CASE("abort fails running and queued operations", "[sqlite]") {
    Database db;
    const StatementText slow = statement_of(endless);
    std::vector<std::exception_ptr> errors;
    db.context.restart();
    for (int i = 0; i < 3; ++i) {
        asio::co_spawn(db.context, db.session().execute(request(slow)),
                       [&](std::exception_ptr e, Answer) { errors.push_back(e); });
    }
    std::thread aborter([&] {
        std::this_thread::sleep_for(30ms);
        db.session().abort();
    });
    db.context.run();
    aborter.join();
    REQUIRE(errors.size() == 3);
    for (const std::exception_ptr& error : errors) {
        CHECK(thrown_by<OperationalError>([&] { std::rethrow_exception(error); }).connection_lost());
    }
    CHECK_FALSE(db.session().is_usable());
}

TEST_CASE("a session is destroyed while callers wait for it", "[sqlite]") {
    Database db;
    const StatementText slow = statement_of(endless);
    std::exception_ptr error;
    db.context.restart();
    asio::co_spawn(db.context, db.session().execute(request(slow)), [&](std::exception_ptr e, Answer) { error = e; });
    asio::steady_timer timer(db.context, 20ms);
    timer.async_wait([&](const boost::system::error_code&) { db.reset(); });
    db.context.run();
    CHECK(thrown_by<OperationalError>([&] { std::rethrow_exception(error); }).connection_lost());
}

// Objects in a coroutine's frame must be alive as long as the worker uses them, and nothing may be posted to a
// destroyed context.
TEST_CASE("an io_context is destroyed during operations", "[sqlite]") {
    const std::shared_ptr<Connector> memory = connector("sqlite://");
    auto context = std::make_unique<asio::io_context>();
    const auto user = [](std::shared_ptr<Connector> from) -> task<void> {
        const auto session = co_await from->connect();
        const StatementText statement =
            statement_of("SELECT count(*) FROM (" + std::string(endless) + ") WHERE ? <> ''", {Text()});
        ParameterBuffer parameters;
        parameters.add(std::string(1000, 'x'), Text());
        Request wanted = request(statement);
        wanted.parameters = &parameters;
        co_await session->execute(wanted);
    };
    for (int i = 0; i < 3; ++i) asio::co_spawn(*context, user(memory), asio::detached);
    context->run_for(30ms);
    const auto begun = Clock::now();
    context.reset();
    CHECK(Clock::now() - begun < 5s);
}

TEST_CASE("an io_context is destroyed while its session exists elsewhere", "[sqlite]") {
    Database db;
    const StatementText slow = statement_of(endless);
    const StatementText quick = statement_of("SELECT 1");
    {
        asio::io_context other;
        asio::co_spawn(other, db.session().execute(request(slow)), asio::detached);
        asio::co_spawn(other, db.session().execute(request(quick)), asio::detached);
        other.run_for(20ms);
    }
    CHECK(db.scalar<std::int64_t>("SELECT 1") == 1);
    CHECK(db.session().is_clean());
}

TEST_CASE("an io_context is destroyed while the worker reads parameters from a coroutine", "[sqlite]") {
    struct Endless final : ParameterSource {
        bool next(ParameterBuffer& into) override {
            into.add(*value, BigInteger());
            return true;
        }
        std::unique_ptr<std::int64_t> value = std::make_unique<std::int64_t>(1);
    };
    Database db;
    db.execute("CREATE TABLE t (x)");
    {
        asio::io_context other;
        const auto user = [](Session& session) -> task<void> {
            const StatementText insert = statement_of("INSERT INTO t VALUES (?)", {BigInteger()});
            Endless source;
            co_await session.execute_many(request(insert), source);
        };
        asio::co_spawn(other, user(db.session()), asio::detached);
        other.run_for(20ms);
    }
    CHECK(db.scalar<std::int64_t>("SELECT count(*) FROM t") == 0);
}

TEST_CASE("an io_context is destroyed with answers that no coroutine received", "[sqlite]") {
    Database db;
    const StatementText quick = statement_of("SELECT 1");
    {
        asio::io_context other;
        asio::co_spawn(other, db.session().execute(request(quick)), asio::detached);
        other.poll();
        std::this_thread::sleep_for(20ms);
    }
    CHECK(db.scalar<std::int64_t>("SELECT 1") == 1);
}

TEST_CASE("a session serves coroutines on many threads", "[sqlite]") {
    const std::shared_ptr<Connector> memory = connector("sqlite://");
    Database db(memory);
    db.execute("CREATE TABLE t (x INTEGER)");
    asio::thread_pool pool(3);
    const StatementText insert = statement_of("INSERT INTO t VALUES (1)");
    const auto work = [&]() -> task<void> {
        for (int i = 0; i < 50; ++i) co_await db.session().execute(request(insert));
    };
    std::vector<std::future<void>> done;
    for (int i = 0; i < 6; ++i) done.push_back(asio::co_spawn(asio::make_strand(pool), work(), asio::use_future));
    for (auto& future : done) future.get();
    CHECK(db.scalar<std::int64_t>("SELECT sum(x) FROM t") == 300);
}

TEST_CASE("sessions of one database in memory write concurrently", "[sqlite]") {
    const std::shared_ptr<Connector> memory = connector("sqlite://");
    Database db(memory);
    db.execute("CREATE TABLE t (x INTEGER)");
    asio::thread_pool pool(2);
    const StatementText insert = statement_of("INSERT INTO t VALUES (1)");
    const StatementText select = statement_of("SELECT count(*) FROM t");
    const auto work = [&]() -> task<void> {
        const auto session = co_await memory->connect();
        Request wanted = request(insert);
        wanted.begin = "BEGIN IMMEDIATE";
        for (int i = 0; i < 50; ++i) {
            co_await session->execute(wanted);
            co_await session->execute(request(select));
            co_await session->control("COMMIT");
        }
        co_await session->close();
    };
    std::vector<std::future<void>> done;
    for (int i = 0; i < 4; ++i) done.push_back(asio::co_spawn(pool, work(), asio::use_future));
    for (auto& future : done) future.get();
    CHECK(db.scalar<std::int64_t>("SELECT count(*) FROM t") == 200);
}

TEST_CASE("operations complete on the executor of the coroutine that awaits them", "[sqlite]") {
    Database db;
    asio::thread_pool pool(1);
    const StatementText select = statement_of("SELECT 1");
    const auto work = [&]() -> task<bool> {
        const auto before = std::this_thread::get_id();
        co_await db.session().execute(request(select));
        co_return before == std::this_thread::get_id();
    };
    CHECK(asio::co_spawn(pool, work(), asio::use_future).get());
}

}  // namespace
