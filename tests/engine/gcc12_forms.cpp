// g++ 12.2 destroys aggregates twice that are made inside an awaited expression, including closures with non-trivial
// captures, and rejects braces there. Every way in which users of azoth pass values while they await is used here once,
// with values that own memory: AddressSanitizer detects a miscompiled one.

#include "catch.hpp"
#include "schema.hpp"
#include "support.hpp"
#include <azoth/copy.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <chrono>
#include <tuple>

namespace az = azoth;
using namespace azoth_tests;
using namespace boost::asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

namespace {

const std::string long_name(24, 'n');  // beyond the small string's buffer
const std::string long_mail = std::string(40, 'm') + "@example.org";

template <class Test>
void on_each_engine_and_connection(Test test) {
    const auto url = GENERATE(from_range(urls()));
    INFO(url);
    run([](std::string where, Test body) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        co_await fill(engine);
        auto conn = co_await engine.connect();
        co_await body(engine, conn);
    }(url, test));
}

std::vector<NewUser> make_rows() { return {{long_name + "1", long_mail}, {long_name + "2", {}}}; }

}  // namespace

TEST_CASE("values() in an awaited INSERT", "[engine]") {
    on_each_engine_and_connection([](az::AsyncEngine&, az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(users).values(users.name = long_name, users.email = long_mail));
        co_await conn.execute(
            insert(users).values(users.name = long_name + "b").values(users.name = std::string(45, 'c')));
        const auto id = (co_await conn.execute(insert(users).values(users.name = long_name + "d").returning(users.id)))
                            .scalar_one();
        CHECK(id == 7);
    });
}

TEST_CASE("Rows for an executemany, named and temporary", "[engine]") {
    on_each_engine_and_connection([](az::AsyncEngine&, az::AsyncConnection& conn) -> az::task<void> {
        const std::vector<NewUser> rows = make_rows();
        co_await conn.execute(insert(users), rows);
        co_await conn.rollback();
        co_await conn.execute(insert(users), make_rows());
        co_await conn.rollback();
        co_await conn.execute(insert(users).columns(users.name, users.email),
                              std::vector(1, std::tuple(long_name, std::optional<std::string>(long_mail))));
        co_await conn.execute(insert(users).columns(users.name), std::vector<std::string>(1, long_name + "x"));
        const auto all = co_await conn.execute(select(users));
        CHECK(all.size() == 5);
    });
}

TEST_CASE("Conditions with strings in an awaited SELECT", "[engine]") {
    on_each_engine_and_connection([](az::AsyncEngine&, az::AsyncConnection& conn) -> az::task<void> {
        for (auto [id, name] :
             co_await conn.execute(select(users.id, users.name)
                                       .where(users.name != long_name, users.name.in_("ada", std::string("grace")))
                                       .order_by(users.name.desc())
                                       .limit(5))) {
            CHECK(id + static_cast<std::int64_t>(name.size()) > 3);
        }
        if (auto row = (co_await conn.execute(select(users).where(users.name == "ada"))).one_or_none()) {
            CHECK((*row)[users.email] == "ada@example.org");
        }
        std::vector<std::string> collected;
        collected.push_back((co_await conn.scalar(select(users.name).where(users.id == 1))).value_or(long_name));
        const auto [id, name, email] = (co_await conn.execute(select(users).where(users.id == 2))).one();
        CHECK(collected.front() + name == "adagrace");
        CHECK(id == 2);
        CHECK_FALSE(email.has_value());
    });
}

TEST_CASE("Functions with references, state and results in an awaited begin()", "[engine]") {
    on_each_engine_and_connection([](az::AsyncEngine& engine, az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.close();
        const std::string name = long_name;
        std::string seen;
        co_await engine.begin([&](az::AsyncConnection& inner) -> az::task<void> {
            co_await inner.execute(insert(users).values(users.name = name));
            seen = (co_await inner.scalar(select(users.name).where(users.name == name))).value();
        });
        CHECK(seen == name);
        const auto length = co_await engine.begin(
            [](az::AsyncConnection& inner, const std::string& prefix,
               std::vector<std::string> suffixes) -> az::task<std::string> {
                for (const std::string& suffix : suffixes) {
                    co_await inner.execute(insert(users).values(users.name = prefix + suffix));
                }
                co_return prefix + suffixes.back();
            },
            long_name + "-", std::vector<std::string>(1, long_name));
        CHECK(length == long_name + "-" + long_name);
    });
}

TEST_CASE("Functions with arguments in an awaited run_sync()", "[engine]") {
    on_each_engine_and_connection([](az::AsyncEngine&, az::AsyncConnection& conn) -> az::task<void> {
        const auto found = co_await conn.run_sync(
            [](az::Connection& sync, const std::string& name) {
                sync.execute(insert(users).values(users.name = name));
                return sync.scalar(select(users.name).where(users.name == name)).value();
            },
            long_name + "sync");
        CHECK(found == long_name + "sync");
    });
}

TEST_CASE("Options in an awaited expression", "[engine]") {
    on_each_engine_and_connection([](az::AsyncEngine& engine, az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.close();
        const std::string url = engine.url().render(false);
        auto fresh = co_await az::create_async_engine(url, az::EngineOptions()).connect();
        auto stream = co_await fresh.stream(az::text("SELECT 'word' AS word").columns<std::string>(), az::yield_per(3));
        const auto row = co_await stream.next();
        CHECK(row->get<0>() == "word");
    });
}

TEST_CASE("Options with a name beside an awaited expression", "[engine]") {
    on_each_engine_and_connection([](az::AsyncEngine& engine, az::AsyncConnection& conn) -> az::task<void> {
        std::uint64_t written = 0;
        const std::string note = long_name;
        const az::CopyOptions options{.progress =
                                          [&written, note](std::uint64_t rows) {
                                              CHECK(note == long_name);
                                              written = rows;
                                          },
                                      .progress_every = 1};
        co_await az::copy_in(conn, insert(users).columns(users.name, users.email), make_rows(), options);
        CHECK(written == 2);
        std::uint64_t read = 0;
        const az::CopyOptions reading{.progress = [&read, note](std::uint64_t rows) { read = rows; }};
        auto everybody = co_await az::copy_out(conn, select(users.name), reading);
        const auto all = co_await everybody.all();
        CHECK(read == all.size());
        co_await conn.close();
        const auto where = engine.url().render(false);
        auto other = az::create_async_engine(where, {.pool_size = 2, .execution_options = az::timeout(30s)});
        CHECK((co_await other.scalar(select_one)) == 1);
    });
}

TEST_CASE("Two statements in one awaited expression", "[engine]") {
    on_each_engine_and_connection([](az::AsyncEngine&, az::AsyncConnection& conn) -> az::task<void> {
        const auto by_name =
            az::query([](az::Param<std::string> name) { return select(users.id).where(users.name == name); });
        auto [a, b] = co_await (conn.execute(by_name("ada")) && conn.execute(by_name(std::string("grace"))));
        CHECK(a.scalar_one() == 1);
        CHECK(b.scalar_one() == 2);
        const auto named =
            co_await conn.execute(az::text("SELECT id FROM engine_users WHERE name = :name").columns<std::int64_t>(),
                                  az::named("name", std::string("edsger")));
        CHECK(named.scalar_one() == 3);
    });
}

TEST_CASE("A task made first and awaited later", "[engine]") {
    on_each_engine_and_connection([](az::AsyncEngine&, az::AsyncConnection& conn) -> az::task<void> {
        auto later = conn.execute(select(users.name).where(users.name == std::string("ada") + ""));
        auto rows = conn.execute(insert(users), make_rows());
        const auto result = co_await std::move(later);
        co_await std::move(rows);
        CHECK(result.scalar_one() == "ada");
    });
}

TEST_CASE("An exception thrown through awaited functions", "[engine]") {
    on_each_engine_and_connection([](az::AsyncEngine& engine, az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.close();
        std::string message;
        try {
            co_await engine.begin(
                [](az::AsyncConnection& inner, std::string text) -> az::task<void> {
                    co_await inner.execute(insert(users).values(users.name = text));
                    throw std::runtime_error(text);
                },
                long_name);
        } catch (const std::runtime_error& error) {
            message = error.what();
        }
        CHECK(message == long_name);
    });
}

TEST_CASE("Options, limits and labels in awaited calls", "[engine]") {
    using namespace std::chrono_literals;
    on_each_engine_and_connection([](az::AsyncEngine& engine, az::AsyncConnection& conn) -> az::task<void> {
        co_await conn.execute(insert(users).values(users.name = long_name + "1"), az::timeout(10s), az::then_commit);
        const auto by_name = az::text("SELECT name FROM engine_users WHERE name = :name").columns<std::string>();
        const auto named =
            (co_await conn.execute(by_name, az::named("name", long_name + "1"), az::timeout(10s))).scalar();
        CHECK(named == long_name + "1");
        const auto limited = (co_await conn.scalar(execution_options(
            select(users.name).where(users.name == long_name + "1"), az::ExecutionOptions(az::timeout(10s)))));
        CHECK(limited == long_name + "1");
        auto stream = co_await conn.stream(select(users.name), az::yield_per(1), az::timeout(10s));
        co_await stream.close();
        co_await conn.commit();
        {
            auto transaction = co_await conn.begin(az::TransactionOptions(az::Isolation::serializable));
            co_await transaction.rollback();
        }
        auto labelled = co_await engine.connect(long_name + " holds it");
        co_await labelled.close();
        const auto kept = co_await az::transaction(
            engine, az::Isolation::serializable, az::retries(2).first_delay(1ms),
            [](az::AsyncConnection& inside, std::string name, std::string mail) -> az::task<std::string> {
                co_await inside.execute(insert(users).values(users.name = name, users.email = mail));
                co_return name + mail;
            },
            long_name + "2", long_mail);
        CHECK(kept == long_name + "2" + long_mail);
    });
}
