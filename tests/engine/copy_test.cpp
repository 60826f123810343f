#include "catch.hpp"
#include "each_database.hpp"
#include <azoth/copy.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <ranges>
#include <stdexcept>
#include <tuple>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;

namespace {

struct ThingColumns {
    az::Column<std::int32_t> number{"number"};
    az::Column<std::optional<std::string>> text{"a \"text\""};
    az::Column<az::Decimal> price{"price", az::Numeric(10, 2)};
    az::Column<az::Timestamptz> at{"at"};
    az::Column<std::vector<std::byte>> blob{"blob"};
    az::Column<double> real{"order"};
};

az::MetaData things_meta;
const az::Table<ThingColumns> things{"Copied Things", things_meta};

struct Thing {
    std::int32_t number;
    std::optional<std::string> text;
    az::Decimal price;
    az::Timestamptz at;
    std::vector<std::byte> blob;
    double real;
    friend bool operator==(const Thing&, const Thing&) = default;
};

Thing thing(int i) {
    Thing made{i,  std::nullopt, az::Decimal(std::string_view("12.50")), az::Timestamptz(std::chrono::seconds(i)),
               {}, i / 4.0};
    if (i % 3 != 0) made.text = std::string(static_cast<std::size_t>(i % 7), 'x') + "\t\\N\n";
    made.blob.assign(static_cast<std::size_t>(i % 5), std::byte{0xff});
    return made;
}

az::task<void> make_things(az::AsyncEngine engine) {
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await things_meta.drop_all(conn);
        co_await things_meta.create_all(conn);
    });
}

}  // namespace

TEST_CASE("A range of aggregates is copied into a table as it is", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_things(engine);
        std::vector<Thing> rows;
        for (int i = 0; i < 5000; ++i) rows.push_back(thing(i));
        {
            auto conn = co_await engine.connect();
            const std::int64_t copied = co_await az::copy_in(conn, things, rows);
            CHECK(copied == 5000);
            co_await conn.commit();
        }
        const auto result = co_await engine.execute(select(things).order_by(things.number));
        const auto read = result.as<Thing>();
        CHECK((read == rows));
    });
}

TEST_CASE("Within a transaction the rows of a stream are copied over its own connection, a window at a time",
          "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_things(engine);
        std::vector<Thing> rows;
        for (int i = 0; i < 1000; ++i) rows.push_back(thing(i));
        auto conn = co_await engine.connect();
        co_await az::copy_in(conn, things, rows);
        // Under other numbers.
        auto stream = co_await conn.stream(
            select(things.number + 10'000, things.text, things.price, things.at, things.blob, things.real)
                .where(things.number < 500)
                .order_by(things.number));
        az::CopyOptions options;
        options.batch_size = 64;
        std::vector<std::uint64_t> told;
        options.progress = [&](std::uint64_t count) { told.push_back(count); };
        const std::int64_t copied = co_await az::copy_in(conn, things, stream, options);
        CHECK(copied == 500);
        CHECK(told.size() == 8);
        CHECK(told.back() == 500);
        const auto result = co_await conn.execute(
            select(things).where(things.number >= 10'000, things.number < 10'500).order_by(things.number));
        auto read = result.as<Thing>();
        for (Thing& each : read) each.number -= 10'000;
        rows.resize(500);
        CHECK((read == rows));
    });
}

TEST_CASE("Rows that are waited for are all written or none", "[engine]") {
    // Fails behind the last.
    struct Breaking {
        int count = 0;
        az::task<std::optional<Thing>> next() {
            if (count == 10) throw std::runtime_error("no more");
            co_return thing(count++);
        }
    };
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_things(engine);
        az::ExecutionOptions autocommit;
        const auto twin = engine.execution_options(autocommit.isolation(az::Isolation::autocommit));
        auto conn = co_await twin.connect();
        az::CopyOptions options;
        options.batch_size = 4;
        Breaking rows;
        const auto broken = co_await failure<std::runtime_error>(az::copy_in(conn, things, rows, options));
        CHECK(broken.has_value());
        const auto left = co_await conn.execute(select(things.number));
        CHECK(left.empty());
        options.batch_size = 0;
        const auto refused = co_await failure<az::ArgumentError>(az::copy_in(conn, things, rows, options));
        CHECK(refused.has_value());
    });
}

TEST_CASE("Columns may be named, and rows be tuples or made one after the other", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto made = std::views::iota(0, 1000) | std::views::transform([](int i) {
                              return std::tuple(std::optional<std::string>("mail"), "user " + std::to_string(i));
                          });
        const std::int64_t copied = co_await az::copy_in(conn, insert(users).columns(users.email, users.name), made);
        CHECK(copied == 1000);
        const auto mails =
            co_await conn.scalar(select(az::func::count()).where(users.email == "mail", users.name != "mail"));
        CHECK(mails == 1000);
        // The database numbers them.
        const auto ids = co_await conn.scalar(select(az::func::count(users.id.distinct())));
        CHECK(ids == 1003);
    });
}

TEST_CASE("What a range throws leaves nothing behind, and the connection is used again", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_things(engine);
        const auto broken = std::views::iota(0, 100000) | std::views::transform([](int i) {
                                if (i == 70000) throw std::runtime_error("no more");
                                return thing(i);
                            });
        auto conn = co_await engine.connect();
        const auto error = co_await failure<std::runtime_error>(az::copy_in(conn, things, broken));
        REQUIRE(error.has_value());
        CHECK(std::string(error->what()) == "no more");
        co_await conn.rollback();
        // Outside of a transaction, too.
        conn.execution_options(az::Isolation::autocommit);
        const auto again = co_await failure<std::runtime_error>(az::copy_in(conn, things, broken));
        CHECK(again.has_value());
        const auto count = co_await conn.scalar(select(az::func::count()).select_from(things));
        CHECK(count == 0);
    });
}

TEST_CASE("A row that the database refuses ends the copy with its error", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        conn.execution_options(az::Isolation::autocommit);
        const auto doubled = std::views::iota(0, 50000) | std::views::transform([](int i) {
                                 return NewUser{"user " + std::to_string(i % 20000), std::nullopt};
                             });
        const auto error = co_await failure<az::IntegrityError>(az::copy_in(conn, users, doubled));
        CHECK(error.has_value());
        const auto seen = co_await names(engine);
        CHECK(seen.size() == 3);
        const auto one = co_await conn.scalar(select(users.name).where(users.id == 1));
        CHECK(one == "ada");
    });
}

TEST_CASE("A copy outside of a transaction is committed when it is done", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        conn.execution_options(az::Isolation::autocommit);
        const std::vector<NewUser> rows{{"barbara", {}}, {"frances", {}}};
        co_await az::copy_in(conn, users, rows);
        const std::vector<NewUser> none;
        const std::int64_t copied = co_await az::copy_in(conn, users, none);
        CHECK(copied == 0);
        const auto seen = co_await names(engine);
        CHECK(seen.size() == 5);
    });
}

TEST_CASE("A copy tells how far it is", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_things(engine);
        std::vector<std::uint64_t> told;
        az::CopyOptions options;
        options.progress = [&](std::uint64_t rows) { told.push_back(rows); };
        options.progress_every = 100;
        auto conn = co_await engine.connect();
        const auto rows = std::views::iota(0, 250) | std::views::transform(thing);
        co_await az::copy_in(conn, things, rows, options);
        CHECK(told == std::vector<std::uint64_t>{100, 200, 250});
        options.progress_every = 0;
        const auto error = co_await failure<az::ArgumentError>(az::copy_in(conn, things, rows, options));
        CHECK(error.has_value());
    });
}

TEST_CASE("A copy takes rows only as fast as the server takes them, and can be cancelled", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto other = co_await engine.connect();
        co_await other.execute(az::text("LOCK TABLE engine_users IN EXCLUSIVE MODE"));
        int taken = 0;
        const auto endless = std::views::iota(0) | std::views::transform([&](int i) {
                                 ++taken;
                                 return NewUser{"user " + std::to_string(i), std::nullopt};
                             });
        const auto executor = co_await asio::this_coro::executor;
        asio::cancellation_signal signal;
        bool failed = false;
        const auto copy = [&]() -> az::task<void> { co_await az::copy_in(conn, users, endless); };
        asio::co_spawn(executor, copy(),
                       asio::bind_cancellation_slot(
                           signal.slot(), [&](const std::exception_ptr& error) { failed = error != nullptr; }));
        asio::steady_timer timer(executor);
        int then = -1;
        for (int i = 0; i < 200 && (taken == 0 || taken != then); ++i) {
            then = taken;
            timer.expires_after(std::chrono::milliseconds(100));
            co_await timer.async_wait(asio::use_awaitable);
        }
        CHECK(then > 0);
        CHECK(taken == then);
        signal.emit(asio::cancellation_type::terminal);
        for (int i = 0; i < 100 && !failed; ++i) {
            timer.expires_after(std::chrono::milliseconds(20));
            co_await timer.async_wait(asio::use_awaitable);
        }
        CHECK(failed);
        co_await other.rollback();
        co_await conn.rollback();
        const auto count = co_await conn.scalar(select(az::func::count()).select_from(users));
        CHECK(count == 3);
    });
}

TEST_CASE("An INSERT that does more than write columns isn't copied", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const std::vector<NewUser> rows{{"barbara", {}}};
        const auto conflict =
            co_await failure<az::InvalidRequestError>(az::copy_in(conn, insert(users).on_conflict_do_nothing(), rows));
        CHECK(conflict.has_value());
    });
}

TEST_CASE("A column of another type in the database is an error there", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.execute(az::text("ALTER TABLE engine_users ALTER id TYPE smallint"));
        });
        auto conn = co_await engine.connect();
        const std::vector<User> rows{{7, "barbara", {}}};
        const auto error = co_await failure<az::StatementError>(az::copy_in(conn, users, rows));
        CHECK(error.has_value());
    });
}
