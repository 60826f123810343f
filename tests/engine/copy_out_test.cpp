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
#include <string>
#include <vector>

namespace az = azoth;
namespace asio = boost::asio;
using namespace azoth_tests;

namespace {

struct PointColumns {
    az::Column<std::int32_t> n{"n"};
    az::Column<std::optional<std::string>> text{"the \"text\""};
    az::Column<double> real{"order"};
};
az::MetaData points_meta;
const az::Table<PointColumns> points{"Copied Points", points_meta};

struct Point {
    std::int32_t n;
    std::optional<std::string> text;
    double real;
    friend bool operator==(const Point&, const Point&) = default;
};

std::vector<Point> many_points(int count) {
    std::vector<Point> made;
    for (int i = 0; i < count; ++i) {
        Point& point = made.emplace_back(Point{i, std::nullopt, i / 4.0});
        if (i % 3 != 0) point.text = std::string(static_cast<std::size_t>(i % 50), 'x') + "\t\\N\n";
    }
    return made;
}

az::task<void> make_points(az::AsyncEngine engine, std::vector<Point> rows) {
    co_await engine.begin([&rows](az::AsyncConnection& conn) -> az::task<void> {
        co_await points_meta.drop_all(conn);
        co_await points_meta.create_all(conn);
        co_await az::copy_in(conn, points, rows);
    });
}

auto series(std::string to) {
    return az::text("SELECT i::int AS i FROM generate_series(1, " + to + ") AS i").columns<std::int32_t>("i");
}

az::task<void> wait(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

TEST_CASE("A table is copied out as it was copied in", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        // 0: only the header and the trailer; 2,000: the last batch is full.
        for (const int count : {0, 1, 2'000, 4'321}) {
            const std::vector<Point> rows = many_points(count);
            co_await make_points(engine, rows);
            auto conn = co_await engine.connect();
            auto copy = co_await az::copy_out(conn, points);
            std::vector<Point> read;
            while (const auto row = co_await copy.next()) {
                read.push_back({row->get<0>(), row->get<1>(), row->get<2>()});
            }
            CHECK((read == rows));
            const auto after = co_await copy.next();
            CHECK_FALSE(after.has_value());
            // The transaction is still open.
            const auto there = co_await conn.scalar(select(az::func::count()).select_from(points));
            CHECK(there == count);
        }
    });
}

TEST_CASE("A query is copied out in batches of the requested size", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_points(engine, many_points(100));
        auto conn = co_await engine.connect();
        auto copy =
            co_await az::copy_out(conn, select(points.real, points.n).order_by(points.n.desc()), az::yield_per(30));
        auto parts = copy.partitions(30);
        std::vector<std::size_t> sizes;
        std::int32_t next = 100;
        bool in_order = true;
        while (const auto part = co_await parts.next()) {
            sizes.push_back(part->size());
            for (const auto& row : *part) in_order = in_order && row.get<1>() == --next;
        }
        CHECK(sizes == std::vector<std::size_t>{30, 30, 30, 10});
        CHECK(in_order);
    });
}

TEST_CASE("Rows that are copied out are counted as they come", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_points(engine, many_points(250));
        auto conn = co_await engine.connect();
        std::vector<std::uint64_t> reported;
        az::CopyOptions options;
        options.progress = [&](std::uint64_t rows) { reported.push_back(rows); };
        options.progress_every = 100;
        auto copy = co_await az::copy_out(conn, points, options, az::yield_per(30));
        CHECK(reported.empty());
        const auto rows = co_await copy.all();
        CHECK(rows.size() == 250);
        CHECK(reported == std::vector<std::uint64_t>{120, 210, 250});
        options.progress_every = 0;
        const auto error = co_await failure<az::ArgumentError>(az::copy_out(conn, points, options));
        CHECK(error.has_value());
    });
}

TEST_CASE("An exception of the progress function ends a copy", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_points(engine, many_points(5'000));
        auto conn = co_await engine.connect();
        az::CopyOptions options;
        options.progress = [](std::uint64_t rows) { throw std::length_error(std::to_string(rows)); };
        options.progress_every = 2'000;
        {
            auto copy = co_await az::copy_out(conn, points, options);
            std::string thrown;
            try {
                co_await copy.all();
            } catch (const std::length_error& error) {
                thrown = error.what();
            }
            CHECK(thrown == "2000");
            const auto closed = co_await failure<az::ResourceClosedError>(copy.next());
            CHECK(closed.has_value());
        }
        co_await conn.rollback();
        const auto there = co_await conn.scalar(select(az::func::count()).select_from(points));
        CHECK(there == 5'000);
    });
}

TEST_CASE("A copy outside of a transaction leaves no transaction open", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        co_await make_points(engine, many_points(3'000));
        auto conn = co_await engine.connect();
        conn.execution_options(az::Isolation::autocommit);
        auto copy = co_await az::copy_out(conn, points);
        const auto rows = co_await copy.all();
        CHECK(rows.size() == 3'000);
        CHECK_FALSE(conn.in_transaction());
    });
}

TEST_CASE("Types that were made in the database are known before their first row is copied", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
            co_await conn.exec_driver_sql("DROP TYPE IF EXISTS copied_mood");
            co_await conn.exec_driver_sql("CREATE TYPE copied_mood AS ENUM ('sad', 'happy')");
        });
        auto conn = co_await engine.connect();
        auto copy = co_await az::copy_out(conn, az::text("SELECT ARRAY['sad', 'happy']::copied_mood[] AS moods")
                                                    .columns<std::vector<std::string>>("moods"));
        const auto moods = co_await copy.scalar_one();
        CHECK(moods == std::vector<std::string>{"sad", "happy"});
        co_await conn.exec_driver_sql("DROP TYPE copied_mood");
        co_await conn.commit();
    });
}

TEST_CASE("The server waits while the rows of a COPY are not read", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto other = co_await engine.connect();
        other.execution_options(az::Isolation::autocommit);
        auto copy = co_await az::copy_out(conn, series("5000000"));
        const auto first = co_await copy.next();
        CHECK(first->get<0>() == 1);
        const auto waiting = az::text(
                                 "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY (SELECT i::int%' "
                                 "AND state = 'active' AND wait_event = 'ClientWrite'")
                                 .columns<std::int64_t>("count");
        std::int64_t stopped = 0;
        for (int i = 0; i < 200 && stopped == 0; ++i) {
            co_await wait(std::chrono::milliseconds(20));
            stopped = (co_await other.scalar(waiting)).value_or(0);
        }
        CHECK(stopped == 1);
        std::int64_t sum = 1;
        std::int64_t rows = 1;
        auto parts = copy.partitions(1'000);
        while (const auto part = co_await parts.next()) {
            for (const auto& row : *part) sum += row.get<0>();
            rows += static_cast<std::int64_t>(part->size());
        }
        CHECK(rows == 5'000'000);
        CHECK(sum == 5'000'000LL * 5'000'001 / 2);
    });
}

TEST_CASE("A copy that is broken off fails its transaction, and the connection is used again", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        for (const bool closed : {true, false}) {
            {
                auto copy = co_await az::copy_out(conn, series("100000000"));
                const auto first = co_await copy.next();
                CHECK(first.has_value());
                if (closed) co_await copy.close();
            }
            const auto failed = co_await failure<az::InternalError>(conn.execute(az::text("SELECT 1")));
            CHECK((failed && failed->sqlstate() == "25P02"));
            co_await conn.rollback();
        }
        auto copy = co_await az::copy_out(conn, series("100000000"));
        const auto uncommitted = co_await failure<az::InternalError>(conn.commit());
        CHECK(uncommitted.has_value());
        const auto closed = co_await failure<az::ResourceClosedError>(copy.next());
        CHECK(closed.has_value());
        const auto one = co_await conn.scalar(az::text("SELECT 1").columns<std::int32_t>("one"));
        CHECK(one == 1);
    });
}

TEST_CASE("A connection that is checked in during a copy is clean at the next check-out", "[engine]") {
    az::EngineOptions options;
    options.pool_size = 1;
    options.max_overflow = 0;
    on_postgresql(options, [](az::AsyncEngine engine) -> az::task<void> {
        for (int i = 0; i < 3; ++i) {
            auto conn = co_await engine.connect();
            auto copy = co_await az::copy_out(conn, series("100000000"));
            const auto first = co_await copy.next();
            CHECK(first.has_value());
        }
        auto conn = co_await engine.connect();
        const auto one = co_await conn.scalar(az::text("SELECT 1").columns<std::int32_t>("one"));
        CHECK(one == 1);
    });
}

TEST_CASE("While rows are copied out the connection refuses everything else", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto copy = co_await az::copy_out(conn, series("5000"));
        const auto refused = co_await failure<az::InvalidRequestError>(conn.execute(az::text("SELECT 1")));
        CHECK(refused.has_value());
        const auto rows = co_await copy.all();
        CHECK(rows.size() == 5'000);
        const auto one = co_await conn.scalar(az::text("SELECT 1").columns<std::int32_t>("one"));
        CHECK(one == 1);
    });
}

TEST_CASE("An error after the first rows is thrown when they have been read", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto copy = co_await az::copy_out(
            conn, az::text("SELECT 1 / (2500 - i) AS i FROM generate_series(1, 5000) AS i").columns<std::int32_t>("i"));
        std::size_t rows = 0;
        std::optional<az::DataError> error;
        try {
            while (co_await copy.next()) ++rows;
        } catch (const az::DataError& caught) {
            error = caught;
        }
        CHECK(rows == 2'000);
        CHECK((error && error->sqlstate() == "22012"));
        co_await conn.rollback();
        const auto one = co_await conn.scalar(az::text("SELECT 1").columns<std::int32_t>("one"));
        CHECK(one == 1);
    });
}

TEST_CASE("Waiting for the rows of a copy can be cancelled and has its time", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto slow = az::text(
                              "SELECT i, pg_sleep(CASE WHEN i > 1900 THEN 60 ELSE 0 END)::text AS nothing FROM "
                              "generate_series(1, 4000) AS i")
                              .columns<std::int32_t, std::string>("i", "nothing");
        {
            auto copy = co_await az::copy_out(conn, slow, az::timeout(std::chrono::milliseconds(300)));
            const auto first = co_await copy.fetchmany(1'000);
            CHECK(first.size() == 1'000);
            const auto late = co_await failure<az::TimeoutError>(copy.next());
            CHECK(late.has_value());
        }
        co_await conn.rollback();
        {
            auto copy = co_await az::copy_out(conn, slow);
            const auto first = co_await copy.fetchmany(1'000);
            CHECK(first.size() == 1'000);
            asio::cancellation_signal signal;
            bool ended = false;
            bool failed = false;
            const auto next = [&]() -> az::task<void> { co_await copy.next(); };
            asio::co_spawn(co_await asio::this_coro::executor, next(),
                           asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& error) {
                               ended = true;
                               failed = error != nullptr;
                           }));
            co_await wait(std::chrono::milliseconds(100));
            signal.emit(asio::cancellation_type::terminal);
            for (int i = 0; i < 100 && !ended; ++i) co_await wait(std::chrono::milliseconds(20));
            CHECK(failed);
        }
        co_await conn.rollback();
        const auto one = co_await conn.scalar(az::text("SELECT 1").columns<std::int32_t>("one"));
        CHECK(one == 1);
    });
}

TEST_CASE("A copy whose server process dies throws an error with the reason", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto other = co_await engine.connect();
        auto copy = co_await az::copy_out(conn, series("100000000"));
        co_await other.execute(
            az::text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE "
                     "'COPY (SELECT i::int%' AND pid <> pg_backend_pid()"));
        std::optional<az::OperationalError> lost;
        try {
            while (co_await copy.next()) {
            }
        } catch (const az::OperationalError& error) {
            lost = error;
        }
        CHECK((lost && lost->connection_lost()));
    });
}

TEST_CASE("A query with values in it isn't copied, for COPY has no parameters", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto error =
            co_await failure<az::InvalidRequestError>(az::copy_out(conn, select(users).where(users.name == "ada")));
        CHECK(error.has_value());
        const auto rows = co_await conn.execute(select(users));
        CHECK(rows.all().size() == 3);
    });
}
