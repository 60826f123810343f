#include "catch.hpp"
#include "each_database.hpp"

namespace az = azoth;
using namespace azoth_tests;

namespace {

// 0 to 999, and a word with ten different values.
const auto thousand = az::text(
                          "WITH RECURSIVE up(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up WHERE n < 999) "
                          "SELECT n, 'w' || (n % 10) AS word FROM up ORDER BY n")
                          .columns<std::int32_t, std::string>();

using Thousand = az::AsyncResult<std::int32_t, std::string>;

template <class Error>
az::task<bool> throws(az::task<std::int32_t> work) {
    try {
        co_await std::move(work);
    } catch (const Error&) {
        co_return true;
    }
    co_return false;
}

}  // namespace

TEST_CASE("A stream's first, one and scalar end its query", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        auto stream = co_await conn.stream(thousand);
        const auto first = co_await stream.first();
        REQUIRE(first);
        CHECK(first->get<1>() == "w0");
        CHECK(stream.is_closed());

        auto scalars = co_await conn.stream(thousand);
        const auto zero = co_await scalars.scalar();
        CHECK(zero == 0);
        CHECK(scalars.is_closed());

        auto many = co_await conn.stream(thousand);
        const bool too_many = co_await throws<az::MultipleResultsFound>(many.scalar_one());
        CHECK(too_many);
        CHECK(many.is_closed());

        auto single = co_await conn.stream(az::text("SELECT 7 AS n").columns<std::int32_t>());
        const auto seven = co_await single.one();
        CHECK(seven.get<0>() == 7);
        auto none = co_await conn.stream(az::text("SELECT 7 AS n WHERE 1 = 0").columns<std::int32_t>());
        const bool nothing = co_await throws<az::NoResultFound>(none.scalar_one());
        CHECK(nothing);
        auto perhaps = co_await conn.stream(az::text("SELECT 7 AS n WHERE 1 = 0").columns<std::int32_t>());
        const auto no_row = co_await perhaps.one_or_none();
        CHECK_FALSE(no_row.has_value());
    });
}

TEST_CASE("A stream is read in partitions, whose size yield_per may set", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        auto stream = co_await conn.stream(thousand, az::yield_per(300));
        auto parts = stream.partitions();
        std::vector<std::size_t> sizes;
        while (auto part = co_await parts.next()) sizes.push_back(part->size());
        CHECK(sizes == std::vector<std::size_t>{300, 300, 300, 100});
    });
}

TEST_CASE("A partition is a Result, independent of the batches of its rows, and outlives its stream", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        std::vector<az::Result<std::int32_t, std::string>> kept;
        {
            auto stream = co_await conn.stream(thousand, az::yield_per(70));
            const auto first = co_await stream.next();
            CHECK(first.has_value());
            auto parts = stream.partitions(333);
            while (auto part = co_await parts.next()) kept.push_back(*std::move(part));
        }
        CHECK(kept.size() == 3);
        std::int32_t next = 1;
        bool right = true;
        for (const auto& part : kept) {
            for (const auto& [n, word] : part) {
                right = right && n == next && word == "w" + std::to_string(next % 10);
                ++next;
            }
        }
        CHECK(right);
        CHECK(next == 1'000);
    });
}

TEST_CASE("Scalars and mappings are other views of a stream's rows", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        auto stream = co_await conn.stream(thousand);
        CHECK(stream.keys() == std::vector<std::string>{"n", "word"});
        auto words = stream.scalars<1>();
        const auto word = co_await words.next();
        CHECK(word == "w0");
        auto mappings = stream.mappings();
        const auto row = co_await mappings.next();
        REQUIRE(row);
        CHECK((*row)["word"].as<std::string>() == "w1");
        const auto rest = co_await stream.scalars().all();
        CHECK(rest.size() == 998);
    });
}

TEST_CASE("The unique rows of a stream are unique over all batches", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        auto stream = co_await conn.stream(thousand, az::yield_per(20));
        auto words = stream.scalars<1>();
        const auto unique = co_await words.unique().all();
        CHECK(unique.size() == 10);

        auto keyed = co_await conn.stream(thousand, az::yield_per(20));
        const auto rows = co_await keyed.unique([](const auto& row) { return row.template get<0>() / 100; }).all();
        CHECK(rows.size() == 10);
        CHECK(rows.back().get<0>() == 900);
    });
}

TEST_CASE("Some columns of a stream are a stream", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        auto stream = co_await conn.stream(thousand, az::yield_per(400));
        auto words = stream.columns("word", "n");
        const auto rows = co_await words.all();
        CHECK(rows.size() == 1000);
        CHECK(rows.back().to_string() == "('w9', 999)");
    });
}

TEST_CASE("A frozen stream gives its rows again and again, after the connection is closed", "[engine]") {
    on_each_connection([](az::AsyncConnection& conn) -> az::task<void> {
        auto stream = co_await conn.stream(thousand, az::yield_per(64));
        co_await stream.next();
        const auto frozen = co_await stream.freeze();
        co_await conn.close();
        CHECK(frozen().size() == 999);
        CHECK(frozen()[998].get<0>() == 999);
        CHECK(frozen().scalars<1>().unique().size() == 10);
    });
}
