#include "catch.hpp"
#include "each_database.hpp"
#include "schema.hpp"
#include "support.hpp"

#include <tuple>

namespace az = azoth;
using namespace azoth_tests;

namespace {

using Names = std::vector<std::string>;
const Names filled{"ada", "grace", "edsger"};

}  // namespace

TEST_CASE("The first statement begins a transaction, which commit() ends", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        CHECK_FALSE(conn.in_transaction());
        co_await add(conn, "barbara");
        CHECK(conn.in_transaction());
        co_await conn.commit();
        CHECK_FALSE(conn.in_transaction());
        const Names after = co_await names(engine);
        CHECK(after == Names{"ada", "grace", "edsger", "barbara"});
    });
}

TEST_CASE("rollback() undoes what was not committed, and both do nothing without a transaction", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.commit();
        co_await conn.rollback();
        co_await add(conn, "barbara");
        co_await conn.rollback();
        CHECK_FALSE(conn.in_transaction());
        const Names after = co_await names(engine);
        CHECK(after == filled);
    });
}

TEST_CASE("A connection that is destroyed in a transaction is rolled back before its next check-out", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        {
            auto conn = co_await engine.connect();
            co_await add(conn, "barbara");
        }
        const Names after = co_await names(engine);
        CHECK(after == filled);
    });
}

TEST_CASE("engine.begin() commits at the end of its function and returns what that returns", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        const auto count = co_await engine.begin([](az::AsyncConnection& conn) -> az::task<std::int64_t> {
            co_await add(conn, "barbara");
            const auto result = co_await conn.execute(select(users.id));
            co_return static_cast<std::int64_t>(result.size());
        });
        CHECK(count == 4);
        const Names after = co_await names(engine);
        CHECK(after.back() == "barbara");
    });
}

TEST_CASE("engine.begin() rolls back when its function throws, and throws that on", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        bool thrown = false;
        try {
            co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
                co_await add(conn, "barbara");
                throw std::runtime_error("changed my mind");
            });
        } catch (const std::runtime_error& error) {
            thrown = std::string_view(error.what()) == "changed my mind";
        }
        CHECK(thrown);
        CHECK(engine.pool().checked_out == 0);
        const Names after = co_await names(engine);
        CHECK(after == filled);
    });
}

TEST_CASE("engine.begin() hands state on to its function", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        const Names more{"barbara", "leslie"};
        co_await engine.begin(
            [](az::AsyncConnection& conn, const Names& list, std::string last) -> az::task<void> {
                for (const std::string& name : list) co_await add(conn, name);
                co_await add(conn, last);
            },
            more, std::string("frances"));
        const Names after = co_await names(engine);
        CHECK(after == Names{"ada", "grace", "edsger", "barbara", "leslie", "frances"});
    });
}

TEST_CASE("Inside engine.begin() nothing more is executed once its transaction was ended", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        bool refused = false;
        try {
            co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
                co_await add(conn, "barbara");
                co_await conn.commit();
                co_await add(conn, "leslie");
            });
        } catch (const az::InvalidRequestError&) {
            refused = true;
        }
        CHECK(refused);
        const Names after = co_await names(engine);
        CHECK(after.back() == "barbara");
    });
}

TEST_CASE("begin() after a transaction has begun throws", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.execute(select(users.id));
        std::string message;
        try {
            co_await conn.begin();
        } catch (const az::InvalidRequestError& error) {
            message = error.what();
        }
        CHECK_THAT(message, ContainsSubstring("can't call begin() here unless rollback() or commit() is called first"));
        co_await conn.rollback();
        auto transaction = co_await conn.begin();
        CHECK(transaction.is_active());
        co_await add(conn, "barbara");
        co_await transaction.commit();
        CHECK_FALSE(transaction.is_active());
        bool inactive = false;
        try {
            co_await transaction.commit();
        } catch (const az::InvalidRequestError&) {
            inactive = true;
        }
        CHECK(inactive);
        co_await transaction.rollback();
        const Names after = co_await names(engine);
        CHECK(after.back() == "barbara");
    });
}

TEST_CASE("A transaction object that is destroyed without commit is rolled back before the next statement",
          "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        {
            auto transaction = co_await conn.begin();
            co_await add(conn, "barbara");
        }
        CHECK_FALSE(conn.in_transaction());
        const auto result = co_await conn.scalars(select(users.name).order_by(users.id));
        CHECK(result.all() == filled);
    });
}

TEST_CASE("Savepoints are released or rolled back on their own", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        {
            auto kept = co_await conn.begin_nested();
            CHECK(conn.in_transaction());
            CHECK(conn.in_nested_transaction());
            co_await add(conn, "kept");
            co_await kept.commit();
        }
        {
            auto undone = co_await conn.begin_nested();
            co_await add(conn, "undone");
            co_await undone.rollback();
            CHECK_FALSE(undone.is_active());
        }
        {
            auto dropped = co_await conn.begin_nested();
            co_await add(conn, "dropped");
        }
        CHECK_FALSE(conn.in_nested_transaction());
        co_await conn.commit();
        const Names after = co_await names(engine);
        CHECK(after == Names{"ada", "grace", "edsger", "kept"});
    });
}

TEST_CASE("A savepoint saves the transaction from a failed statement", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await add(conn, "barbara");
        {
            auto savepoint = co_await conn.begin_nested();
            bool failed = false;
            try {
                co_await add(conn, "ada");
            } catch (const az::IntegrityError&) {
                failed = true;
            }
            CHECK(failed);
            co_await savepoint.rollback();
        }
        co_await conn.commit();
        const Names after = co_await names(engine);
        CHECK(after.back() == "barbara");
    });
}

TEST_CASE("The end of a transaction is the end of its savepoints", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto savepoint = co_await conn.begin_nested();
        co_await add(conn, "barbara");
        co_await conn.commit();
        CHECK_FALSE(savepoint.is_active());
        const Names after = co_await names(engine);
        CHECK(after.back() == "barbara");
    });
}

TEST_CASE("A closed connection refuses everything", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await conn.execute(select(users.id));
        co_await conn.close();
        co_await conn.close();
        CHECK(conn.is_closed());
        CHECK(engine.pool().checked_in == 1);
        int refused = 0;
        try {
            co_await conn.execute(select(users.id));
        } catch (const az::ResourceClosedError&) {
            ++refused;
        }
        try {
            co_await conn.commit();
        } catch (const az::ResourceClosedError&) {
            ++refused;
        }
        try {
            co_await conn.begin_nested();
        } catch (const az::ResourceClosedError&) {
            ++refused;
        }
        CHECK(refused == 3);
    });
}

TEST_CASE("A task that is awaited after its connection was destroyed throws", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        std::optional<az::AsyncConnection> conn = co_await engine.connect();
        auto late = conn->execute(select(users.id));
        conn.reset();
        bool refused = false;
        try {
            co_await std::move(late);
        } catch (const az::ResourceClosedError&) {
            refused = true;
        }
        CHECK(refused);
    });
}

TEST_CASE("An INSERT is executed for each row of a range of aggregates, tuples or values", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const std::vector<NewUser> aggregates{{"a1", "a1@x"}, {"a2", {}}};
        const auto first = co_await conn.execute(insert(users), aggregates);
        CHECK(first.rowcount() == 2);
        const std::vector<std::tuple<std::int64_t, const char*, std::optional<std::string>>> tuples{{100, "t1", {}}};
        co_await conn.execute(insert(users), tuples);
        const Names values{"v1", "v2"};
        co_await conn.execute(insert(users).columns(users.name), values);
        const auto added = co_await conn.scalars(select(users.name).where(users.id > 3).order_by(users.name));
        CHECK(added.all() == Names{"a1", "a2", "t1", "v1", "v2"});
    });
}

TEST_CASE("Rows of a temporary range live as long as the task", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto make = [] { return std::vector<NewUser>{{"barbara", {}}, {"leslie", {}}}; };
        auto task = conn.execute(insert(users), make());
        const auto result = co_await std::move(task);
        CHECK(result.rowcount() == 2);
    });
}

TEST_CASE("Rows with another number of fields than the table has columns throw", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const std::vector<std::tuple<int>> rows{{1}};
        std::string message;
        try {
            co_await conn.execute(insert(users), rows);
        } catch (const az::ArgumentError& error) {
            message = error.what();
        }
        CHECK_THAT(message, ContainsSubstring("1 field ") && ContainsSubstring("engine_users"));
    });
}

TEST_CASE("Any statement is executed with many rows of its parameters", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        const auto rename = az::query([](az::Param<std::string> name, az::Param<std::int64_t> id) {
            return update(users).values(users.name = name).where(users.id == id);
        });
        auto conn = co_await engine.connect();
        const std::vector<std::tuple<std::string, std::int64_t>> rows{{"Ada", 1}, {"Grace", 2}};
        const auto result = co_await conn.execute(rename, rows);
        CHECK(result.rowcount() == 2);
        const auto names = co_await conn.scalars(select(users.name).order_by(users.id));
        CHECK(names.all() == Names{"Ada", "Grace", "edsger"});
    });
}

TEST_CASE("query() and text() are executed with their arguments", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        const auto by_id =
            az::query([](az::Param<std::int64_t> id) { return select(users.id, users.name).where(users.id == id); });
        auto conn = co_await engine.connect();
        const auto one = co_await conn.execute(by_id(2));
        CHECK(one.one()[users.name] == "grace");
        const auto text =
            az::text("SELECT id, name FROM engine_users WHERE name = :name").columns<std::int64_t, std::string>();
        const auto named = co_await conn.execute(text, az::named("name", "ada"));
        CHECK(named.one().get<0>() == 1);
    });
}

TEST_CASE("scalar() gives the first column of the first row", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto name = co_await conn.scalar(select(users.name, users.id).order_by(users.id));
        CHECK(name == "ada");
        const auto missing = co_await conn.scalar(select(users.name).where(users.id == 99));
        CHECK(missing == std::nullopt);
        const auto null = co_await conn.scalar(select(users.email).where(users.id == 2));
        CHECK(null == std::nullopt);
    });
}

TEST_CASE("create_all() creates what is missing and drop_all() drops what is there", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        co_await meta.create_all(conn);
        const auto kept = co_await conn.scalars(select(users.name));
        CHECK(kept.all().size() == 3);
        co_await meta.drop_all(conn);
        co_await meta.drop_all(conn);
        co_await meta.create_all(conn);
        const auto fresh = co_await conn.scalars(select(users.name));
        CHECK(fresh.empty());
        co_await conn.commit();
    });
}

TEST_CASE("Every statement after a failed one throws until the rollback", "[engine][postgresql]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        if (!is_postgresql(engine.url().backend)) co_return;
        auto conn = co_await engine.connect();
        bool failed = false;
        try {
            co_await conn.exec_driver_sql("SELECT nonsense");
        } catch (const az::ProgrammingError&) {
            failed = true;
        }
        CHECK(failed);
        std::string sqlstate;
        try {
            co_await conn.execute(select(users.id));
        } catch (const az::InternalError& error) {
            sqlstate = error.sqlstate();
        }
        CHECK(sqlstate == "25P02");
        az::Outcome outcome = az::Outcome::unknown;
        try {
            co_await conn.commit();
        } catch (const az::InternalError& error) {
            outcome = error.outcome();
        }
        CHECK(outcome == az::Outcome::rolled_back);
        const auto after = co_await conn.execute(select(users.id));
        CHECK(after.size() == 3);
    });
}
