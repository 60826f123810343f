#include "engine/each_database.hpp"
#include "language/tables.hpp"

#include <tuple>

// Rows for statements whose parameters have no types, and values in addition to the rows.

using namespace language;
using azoth_tests::failure;

namespace {

az::task<void> make_pairs(az::AsyncConnection& conn) {
    co_await conn.exec_driver_sql("DROP TABLE IF EXISTS language_pairs");
    co_await conn.exec_driver_sql("CREATE TABLE language_pairs (a BIGINT, b VARCHAR(20))");
}

az::task<std::vector<std::optional<std::string>>> pairs(az::AsyncConnection& conn) {
    const auto rows = az::text("SELECT a || '-' || coalesce(b, '') FROM language_pairs ORDER BY a")
                          .columns<std::optional<std::string>>();
    co_return co_await values<std::optional<std::string>>(conn, rows);
}

const auto insert_pair = az::text("INSERT INTO language_pairs (a, b) VALUES (:a, :b)");

}  // namespace

TEST_CASE("values with types of their own can be rows of a text", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        co_await make_pairs(conn);
        const std::vector<std::tuple<az::Value, az::Value>> rows{
            {az::Value(1), az::Value(nullptr)}, {az::Value(2), az::Value("x")}, {az::Value(std::int64_t{3}), {}}};
        co_await conn.execute(insert_pair, rows);
        CHECK((co_await pairs(conn)) == listed<std::optional<std::string>>("1-", "2-x", "3-"));
        const std::vector<std::tuple<az::Value, std::nullptr_t>> nothing{{az::Value(4), nullptr}};
        co_await conn.execute(insert_pair, nothing);
        CHECK((co_await pairs(conn)).size() == 4);
    });
}

TEST_CASE("rows of values with different types are converted or throw", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        co_await make_pairs(conn);
        const std::vector<std::tuple<az::Value, az::Value>> rows{{az::Value(1), az::Value("x")},
                                                                 {az::Value("2"), az::Value(7)}};
        co_await conn.execute(insert_pair, rows);
        CHECK((co_await pairs(conn)) == listed<std::optional<std::string>>("1-x", "2-7"));
        const std::vector<std::tuple<az::Value, az::Value>> wrong{{az::Value(3), az::Value("x")},
                                                                  {az::Value("four"), az::Value("y")}};
        const auto error = co_await failure<az::DataError>(conn.execute(insert_pair, wrong));
        REQUIRE(error.has_value());
        CHECK_THAT(std::string(error->what()), ContainsSubstring("row 2, column 'a'"));
        co_await conn.rollback();
    });
}

TEST_CASE("a value given in addition to rows is used for each row", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect&) -> az::task<void> {
        co_await make_pairs(conn);
        const std::vector<std::int64_t> rows{1, 2};
        co_await conn.execute(insert_pair, rows, az::named("b", "same"));
        CHECK((co_await pairs(conn)) == listed<std::optional<std::string>>("1-same", "2-same"));
        const auto change = update(things)
                                .values(things.n = az::bindparam<std::int32_t>("n"))
                                .where(things.id == az::bindparam<std::int32_t>("which"));
        const std::vector<std::int32_t> which{1, 2};
        co_await conn.execute(change, which, az::named("n", 9));
        CHECK((co_await values<std::int32_t>(conn, select(things.n))) == listed<std::int32_t>(9, 9));
        const auto error = co_await failure<az::ArgumentError>(conn.execute(change, which, az::named("m", 9)));
        CHECK(error.has_value());
        co_await conn.rollback();
    });
}
