#include "catch.hpp"
#include "schema.hpp"
#include "support.hpp"

#include <numeric>

namespace az = azoth;
using namespace azoth_tests;

namespace {

struct NumberColumns {
    az::Column<std::int64_t> n{"n", az::primary_key, az::autoincrement(false)};
};
az::MetaData number_meta;
const az::Table<NumberColumns> numbers{"engine_numbers", number_meta};

constexpr std::int64_t count = 2500;

az::task<void> fill_numbers(az::AsyncEngine engine) {
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await number_meta.drop_all(conn);
        co_await number_meta.create_all(conn);
        std::vector<std::int64_t> rows(count);
        std::iota(rows.begin(), rows.end(), 0);
        co_await conn.execute(insert(numbers), rows);
    });
}

template <class Test>
void on_each_numbered(Test test) {
    const auto url = GENERATE(from_range(urls()));
    INFO(url);
    run([](std::string where, Test body) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        co_await fill_numbers(engine);
        co_await body(engine);
        co_await engine.dispose();
    }(url, test));
}

}  // namespace

TEST_CASE("A stream gives every row once, in order, over many windows", "[engine]") {
    on_each_numbered([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto stream = co_await conn.stream(select(numbers).order_by(numbers.n));
        std::int64_t expected = 0;
        bool in_order = true;
        while (auto row = co_await stream.next()) in_order = in_order && row->get<0>() == expected++;
        CHECK(in_order);
        CHECK(expected == count);
        const auto after = co_await stream.next();
        CHECK_FALSE(after.has_value());
    });
}

TEST_CASE("Rows of a stream stay valid when the next batch is fetched", "[engine]") {
    on_each_numbered([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto stream = co_await conn.stream(select(numbers).order_by(numbers.n), az::yield_per(1));
        const auto first = co_await stream.next();
        const auto second = co_await stream.next();
        CHECK(first->get<0>() == 0);
        CHECK((*second)[numbers.n] == 1);
    });
}

TEST_CASE("fetchmany() returns the requested number of rows across batches", "[engine]") {
    on_each_numbered([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto stream = co_await conn.stream(select(numbers).order_by(numbers.n), az::yield_per(7));
        const auto ten = co_await stream.fetchmany(10);
        CHECK(ten.size() == 10);
        CHECK(ten.back().get<0>() == 9);
        const auto thousand = co_await stream.fetchmany(1000);
        CHECK(thousand.size() == 1000);
        CHECK(thousand.back().get<0>() == 1009);
        const auto rest = co_await stream.all();
        CHECK(rest.size() == 1490);
        const auto none = co_await stream.fetchmany(5);
        CHECK(none.empty());
    });
}

TEST_CASE("Other statements run while a stream is open", "[engine]") {
    on_each_numbered([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto stream = co_await conn.stream(select(numbers).order_by(numbers.n), az::yield_per(10));
        std::int64_t sum = 0;
        for (int i = 0; i < 25; ++i) {
            const auto row = co_await stream.next();
            const auto n = co_await conn.scalar(select(numbers.n).where(numbers.n == row->get<0>()));
            sum += n.value_or(-1);
        }
        CHECK(sum == 300);
    });
}

TEST_CASE("A stream that is dropped or closed early leaves the connection usable", "[engine]") {
    on_each_numbered([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        {
            auto dropped = co_await conn.stream(select(numbers));
            co_await dropped.next();
        }
        auto closed = co_await conn.stream(select(numbers));
        co_await closed.close();
        co_await closed.close();
        CHECK(closed.is_closed());
        bool refused = false;
        try {
            co_await closed.next();
        } catch (const az::ResourceClosedError&) {
            refused = true;
        }
        CHECK(refused);
        const auto result = co_await conn.execute(select(numbers));
        CHECK(result.size() == static_cast<std::size_t>(count));
    });
}

TEST_CASE("A stream ends with its transaction and with its connection", "[engine]") {
    on_each_numbered([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto first = co_await conn.stream(select(numbers));
        co_await conn.commit();
        auto second = co_await conn.stream(select(numbers));
        co_await conn.close();
        int refused = 0;
        try {
            co_await first.next();
        } catch (const az::ResourceClosedError&) {
            ++refused;
        }
        try {
            co_await second.next();
        } catch (const az::ResourceClosedError&) {
            ++refused;
        }
        CHECK(refused == 2);
        CHECK(engine.pool().checked_in == 1);
    });
}

TEST_CASE("A stream of no rows is at its end at once, and one of a wrong statement fails at once", "[engine]") {
    on_each_numbered([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        auto empty = co_await conn.stream(select(numbers).where(numbers.n < 0));
        const auto row = co_await empty.next();
        CHECK_FALSE(row.has_value());
        const auto missing = az::text("SELECT n FROM no_such_table").columns<std::int64_t>();
        std::string statement;
        try {
            co_await conn.stream(missing);
        } catch (const az::StatementError& error) {
            statement = error.statement();
        }
        CHECK(statement == "SELECT n FROM no_such_table");
    });
}

TEST_CASE("yield_per needs a row at least", "[unit]") { CHECK_THROWS_AS(az::yield_per(0), az::ArgumentError); }
