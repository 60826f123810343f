#include "catch.hpp"
#include "each_database.hpp"

#include <algorithm>
#include <chrono>

namespace az = azoth;
using namespace azoth_tests;
using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;

const auto isolation_now = az::text("SHOW transaction_isolation").columns<std::string>();
const auto read_only_now = az::text("SHOW transaction_read_only").columns<std::string>();
const auto deferrable_now = az::text("SHOW transaction_deferrable").columns<std::string>();

template <class T>
az::task<std::string> message_of(az::task<T> task) {
    const auto error = co_await failure<az::Error>(std::move(task));
    co_return error ? error->what() : "";
}

bool has(const Names& list, std::string_view name) { return std::ranges::find(list, name) != list.end(); }

}  // namespace

// SQLAlchemy's table: whether a transaction's object is ended by rollback() or commit(), whether another statement is
// executed in its scope, whether it is a savepoint. A statement in the scope throws; after it, the enclosing
// transaction continues.
TEST_CASE("The eight combinations of rollback, second statement and savepoint", "[engine]") {
    const bool rollback = GENERATE(false, true);
    const bool second = GENERATE(false, true);
    const bool nested = GENERATE(false, true);
    CAPTURE(rollback, second, nested);
    on_each_database([=](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        {
            auto outer = co_await conn.begin();
            if (nested) {
                {
                    auto savepoint = co_await conn.begin_nested();
                    co_await add(conn, "inner");
                    if (rollback) {
                        co_await savepoint.rollback();
                    } else {
                        co_await savepoint.commit();
                    }
                    CHECK_FALSE(savepoint.is_active());
                    CHECK(outer.is_active());
                    if (second) {
                        const auto refused = co_await failure<az::InvalidRequestError>(add(conn, "second"));
                        CHECK(refused.has_value());
                    }
                }
                co_await add(conn, "outer");
                co_await outer.commit();
            } else {
                co_await add(conn, "inner");
                if (rollback) {
                    co_await outer.rollback();
                } else {
                    co_await outer.commit();
                }
                CHECK_FALSE(outer.is_active());
                CHECK_FALSE(conn.in_transaction());
                if (second) {
                    const auto refused = co_await failure<az::InvalidRequestError>(add(conn, "second"));
                    REQUIRE(refused.has_value());
                    CHECK_THAT(refused->what(), StartsWith("Can't operate on closed transaction"));
                }
            }
        }
        CHECK_FALSE(conn.in_transaction());
        co_await add(conn, "after");
        co_await conn.commit();
        const Names after = co_await names(engine);
        CHECK(has(after, "inner") == !rollback);
        CHECK(has(after, "outer") == nested);
        CHECK(has(after, "after"));
        CHECK_FALSE(has(after, "second"));
    });
}

TEST_CASE("A transaction begins with begin() or the first statement and ends with commit(), rollback() or close()",
          "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        for (const bool commit : {false, true}) {
            CHECK_FALSE(conn.in_transaction());
            {
                auto transaction = co_await conn.begin();
                CHECK(conn.in_transaction());
                CHECK_FALSE(conn.in_nested_transaction());
                {
                    auto savepoint = co_await conn.begin_nested();
                    CHECK(conn.in_nested_transaction());
                    // The end of the whole transaction also ends the savepoint.
                    if (commit) {
                        co_await conn.commit();
                    } else {
                        co_await conn.rollback();
                    }
                    CHECK_FALSE(savepoint.is_active());
                    CHECK_FALSE(transaction.is_active());
                }
                const auto refused = co_await failure<az::InvalidRequestError>(conn.begin());
                CHECK(refused.has_value());
            }
            CHECK_FALSE(conn.in_transaction());
            co_await conn.execute(select(users.id));
            CHECK(conn.in_transaction());
            if (commit) {
                co_await conn.commit();
            } else {
                co_await conn.rollback();
            }
        }
        co_await conn.execute(select(users.id));
        co_await conn.close();
        CHECK_FALSE(conn.in_transaction());
    });
}

TEST_CASE("An empty transaction sends nothing", "[engine]") {
    EchoLog log;
    on_each_database(log.options(), [&log](az::AsyncEngine engine) -> az::task<void> {
        log.clear();
        auto conn = co_await engine.connect();
        {
            auto transaction = co_await conn.begin(az::Isolation::serializable);
            co_await transaction.commit();
        }
        CHECK(log.lines() == Names{"BEGIN (implicit)", "COMMIT"});
    });
}

TEST_CASE("begin() and connections choose how PostgreSQL isolates a transaction", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto now = [](az::AsyncConnection& on) -> az::task<std::string> {
            const auto level = co_await on.scalar(isolation_now);
            const auto read_only = co_await on.scalar(read_only_now);
            const auto deferrable = co_await on.scalar(deferrable_now);
            co_return *level + '/' + *read_only + '/' + *deferrable;
        };
        const auto plain = co_await now(conn);
        CHECK(plain == "read committed/off/off");
        co_await conn.rollback();
        {
            auto transaction = co_await conn.begin(az::Isolation::repeatable_read);
            const auto seen = co_await now(conn);
            CHECK(seen == "repeatable read/off/off");
        }
        conn.execution_options(az::TransactionOptions(az::Isolation::serializable).read_only().deferrable());
        const auto implicit = co_await now(conn);
        CHECK(implicit == "serializable/on/on");
        const auto refused = co_await failure<az::InternalError>(add(conn, "barbara"));
        const auto wrong = co_await failure<az::StatementError>(add(conn, "barbara"));
        CHECK((refused.has_value() || wrong.has_value()));
        co_await conn.rollback();
        {
            auto transaction = co_await conn.begin(az::TransactionOptions().read_only(false));
            const auto seen = co_await now(conn);
            CHECK(seen == "serializable/off/on");
        }
        co_await conn.close();
        auto next = co_await engine.connect();
        const auto reset = co_await now(next);
        CHECK(reset == "read committed/off/off");
    });
}

TEST_CASE("The isolation of a transaction that has begun can't be changed", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.execute(select(users.id));
        CHECK_THROWS_AS(conn.execution_options(az::Isolation::serializable), az::InvalidRequestError);
        conn.execution_options(az::timeout(10s));
        co_await conn.rollback();
        conn.execution_options(az::Isolation::serializable);
        CHECK(conn.get_execution_options().timeout() == 10s);
        CHECK(conn.get_execution_options().transaction().isolation() == az::Isolation::serializable);
    });
}

TEST_CASE("SQLite begins with the requested lock, and throws for options that it does not have", "[engine]") {
    EchoLog log;
    run([](az::EngineOptions options) -> az::task<void> {
        auto engine = az::create_async_engine("sqlite://", options);
        co_await fill(engine);
        auto writer = co_await engine.connect();
        auto other = co_await engine.connect();
        other.execution_options(az::timeout(20ms));
        {
            auto transaction = co_await writer.begin(az::Locking::immediate);
            co_await writer.execute(select(users.id));
            const auto locked = co_await failure<az::Error>(add(other, "barbara"));
            CHECK(locked.has_value());
            co_await transaction.rollback();
        }
        co_await other.rollback();
        co_await add(other, "barbara");
        co_await other.rollback();
        for (const az::TransactionOptions& unknown :
             {az::TransactionOptions(az::Isolation::read_committed), az::TransactionOptions().read_only(),
              az::TransactionOptions().deferrable()}) {
            const auto refused = co_await failure<az::NotSupportedError>(writer.begin(unknown));
            REQUIRE(refused.has_value());
            CHECK_THAT(refused->what(), ContainsSubstring("SQLite"));
            CHECK_THROWS_AS(writer.execution_options(unknown), az::NotSupportedError);
            CHECK_THROWS_AS(engine.execution_options(unknown), az::NotSupportedError);
        }
        auto serializable = co_await writer.begin(az::Isolation::serializable);
        const auto rows = co_await writer.execute(select(users.id));
        CHECK(rows.size() == 3);
    }(log.options()));
}

TEST_CASE("PostgreSQL has no way to lock the database", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto message = co_await message_of(conn.begin(az::Locking::immediate));
        CHECK_THAT(message, ContainsSubstring("PostgreSQL does not lock the database"));
    });
}

TEST_CASE("An engine's twin in autocommit shares its pool and commits each statement", "[engine]") {
    EchoLog log;
    on_each_database(log.options(), [&log](az::AsyncEngine engine) -> az::task<void> {
        const az::AsyncEngine autocommit = engine.execution_options(az::Isolation::autocommit);
        {
            log.clear();
            auto conn = co_await autocommit.connect();
            CHECK(engine.pool().checked_out == 1);
            co_await add(conn, "barbara");
            CHECK_FALSE(conn.in_transaction());
            const Names seen = co_await names(engine);
            CHECK(seen.back() == "barbara");
            CHECK_FALSE(log.lines().front() == "BEGIN (implicit)");
            co_await conn.rollback();
            const auto nested = co_await message_of(conn.begin_nested());
            CHECK_THAT(nested, ContainsSubstring("autocommit"));
            {
                auto stream = co_await conn.stream(select(users.name), az::yield_per(2));
                const auto rows = co_await stream.all();
                CHECK(rows.size() == 4);
            }
            // An explicit begin() starts a transaction nevertheless.
            auto transaction = co_await conn.begin();
            co_await add(conn, "leslie");
            co_await transaction.rollback();
        }
        co_await autocommit.begin([](az::AsyncConnection& conn) -> az::task<void> { co_await add(conn, "frances"); });
        const Names after = co_await names(engine);
        CHECK(after == Names{"ada", "grace", "edsger", "barbara", "frances"});
        // The engine's own options are unchanged.
        auto conn = co_await engine.connect();
        co_await conn.execute(select(users.id));
        CHECK(conn.in_transaction());
    });
}

TEST_CASE("COMMIT is sent with a statement, and executed only if that succeeds", "[engine]") {
    EchoLog log;
    on_each_database(log.options(), [&log](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await add(conn, "barbara");
        log.clear();
        const auto result =
            co_await conn.execute(insert(users).values(users.name = "leslie").returning(users.name), az::then_commit);
        CHECK(result.scalar_one() == "leslie");
        CHECK(log.lines().back() == "COMMIT");
        CHECK_FALSE(conn.in_transaction());
        const Names after = co_await names(engine);
        CHECK(after == Names{"ada", "grace", "edsger", "barbara", "leslie"});

        // A transaction with one statement: BEGIN, statement and COMMIT are one round trip.
        const Names rows{"m1", "m2", "m3"};
        co_await conn.execute(insert(users).columns(users.name), rows, az::then_commit);
        const Names many = co_await names(engine);
        CHECK(many.size() == 8);

        co_await add(conn, "lost");
        const auto failed = co_await failure<az::IntegrityError>(
            conn.execute(insert(users).values(users.name = "ada"), az::then_commit));
        REQUIRE(failed.has_value());
        CHECK_THAT(std::string(failed->statement()), StartsWith("INSERT INTO engine_users"));
        CHECK_FALSE(conn.in_transaction());
        const Names left = co_await names(engine);
        CHECK_FALSE(has(left, "lost"));
        co_await add(conn, "goes on");
        co_await conn.commit();
    });
}

TEST_CASE("A COMMIT that fails after its statement is the statement's error", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.exec_driver_sql("DROP TABLE IF EXISTS engine_deferred");
        co_await conn.exec_driver_sql("CREATE TABLE engine_deferred (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        co_await conn.exec_driver_sql("INSERT INTO engine_deferred VALUES (1)");
        co_await conn.commit();
        const auto twice = az::text("INSERT INTO engine_deferred VALUES (1)");
        const auto failed = co_await failure<az::IntegrityError>(conn.execute(twice, az::then_commit));
        REQUIRE(failed.has_value());
        CHECK(failed->outcome() == az::Outcome::rolled_back);
        CHECK_FALSE(conn.in_transaction());
        const auto count =
            co_await conn.scalar(az::text("SELECT count(*) FROM engine_deferred").columns<std::int64_t>());
        CHECK(count == 1);
        co_await conn.exec_driver_sql("DROP TABLE engine_deferred");
        co_await conn.commit();
    });
}

TEST_CASE("Two databases commit in two phases", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        {
            auto transaction = co_await conn.begin_twophase("azoth 'engine' 1");
            co_await add(conn, "barbara");
            co_await transaction.prepare();
            CHECK(transaction.is_prepared());
            CHECK_FALSE(conn.in_transaction());
            const auto open = co_await conn.recover_twophase();
            CHECK(has(open, "azoth 'engine' 1"));
            const auto refused = co_await failure<az::InvalidRequestError>(add(conn, "leslie"));
            CHECK(refused.has_value());
            const Names before = co_await names(engine);
            CHECK_FALSE(has(before, "barbara"));
            co_await transaction.commit();
            CHECK_FALSE(transaction.is_prepared());
        }
        {
            auto transaction = co_await conn.begin_twophase("azoth engine 2");
            co_await add(conn, "undone");
            co_await transaction.prepare();
            co_await transaction.rollback();
        }
        {
            auto unprepared = co_await conn.begin_twophase("azoth engine 3");
            co_await add(conn, "one phase");
            co_await unprepared.commit();
        }
        {
            auto left = co_await conn.begin_twophase("azoth engine 4");
            co_await add(conn, "recovered");
            co_await left.prepare();
        }
        const auto open = co_await conn.recover_twophase();
        CHECK(has(open, "azoth engine 4"));
        co_await conn.commit_prepared("azoth engine 4");
        const auto unknown = co_await failure<az::ProgrammingError>(conn.rollback_prepared("azoth engine 5"));
        CHECK(unknown.has_value());
        const Names after = co_await names(engine);
        CHECK(after == Names{"ada", "grace", "edsger", "barbara", "one phase", "recovered"});
        co_await conn.execute(select(users.id));
        const auto inside = co_await failure<az::InvalidRequestError>(conn.commit_prepared("azoth engine 4"));
        CHECK(inside.has_value());
    });
}

TEST_CASE("A failed transaction can't be prepared", "[engine][postgresql]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto transaction = co_await conn.begin_twophase("azoth engine failed");
        const auto failed = co_await failure<az::IntegrityError>(add(conn, "ada"));
        CHECK(failed.has_value());
        const auto refused = co_await failure<az::InternalError>(transaction.prepare());
        REQUIRE(refused.has_value());
        CHECK(refused->outcome() == az::Outcome::rolled_back);
        CHECK_FALSE(transaction.is_prepared());
    });
}

TEST_CASE("SQLite throws for two-phase transactions and advisory locks", "[engine]") {
    run([]() -> az::task<void> {
        auto engine = az::create_async_engine("sqlite://");
        auto conn = co_await engine.connect();
        const auto begin = co_await failure<az::NotSupportedError>(conn.begin_twophase("x"));
        const auto recover = co_await failure<az::NotSupportedError>(conn.recover_twophase());
        const auto lock = co_await failure<az::NotSupportedError>(az::advisory_lock(conn, 1));
        CHECK((begin && recover && lock));
        CHECK_THROWS_AS(conn.commit_prepared("x"), az::NotSupportedError);
        CHECK_FALSE(conn.in_transaction());
    }());
}

TEST_CASE("Options are layered: of the engine, of the connection, of the statement, of the call", "[unit]") {
    const az::ExecutionOptions engine = az::ExecutionOptions(az::Isolation::serializable).timeout(4s).yield_per(10);
    const az::ExecutionOptions connection = az::ExecutionOptions(az::timeout(3s));
    const az::ExecutionOptions statement = az::ExecutionOptions(az::yield_per(20));
    const az::ExecutionOptions all = engine.merged(connection).merged(statement);
    CHECK(all.transaction().isolation() == az::Isolation::serializable);
    CHECK(all.timeout() == 3s);
    CHECK(all.yield_per() == 20);
    CHECK(engine.merged(az::ExecutionOptions()) == engine);
    const az::TransactionOptions base = az::TransactionOptions(az::Isolation::serializable).read_only();
    const az::TransactionOptions over = az::TransactionOptions().read_only(false).deferrable();
    CHECK(base.merged(over) == az::TransactionOptions(az::Isolation::serializable).read_only(false).deferrable());
    CHECK_THROWS_AS(az::timeout(-1ms), az::ArgumentError);
    CHECK_THROWS_AS(az::ExecutionOptions().timeout(-1ms), az::ArgumentError);
    CHECK_THROWS_AS(execution_options(select(users.id), az::Isolation::serializable), az::ArgumentError);
}

TEST_CASE("The statement's own options go with it", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto small_steps = execution_options(select(users.name).order_by(users.id), az::yield_per(1));
        auto stream = co_await conn.stream(small_steps);
        const auto first = co_await stream.next();
        REQUIRE(first.has_value());
        CHECK(first->get<0>() == "ada");
        const auto all = co_await conn.scalars(small_steps);
        CHECK(all.all().size() == 3);
    });
}
