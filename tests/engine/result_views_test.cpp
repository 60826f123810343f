#include "catch.hpp"
#include "each_database.hpp"
#include "schema.hpp"
#include "support.hpp"
#include <azoth/describe.hpp>

#include <boost/describe/class.hpp>

#include <ranges>

namespace az = azoth;
using namespace azoth_tests;

namespace {

using Strings = std::vector<std::string>;

// Pairs of numbers, some of them twice.
const auto pairs =
    az::text("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y' UNION ALL SELECT 1, 'x' UNION ALL SELECT 1, 'z'")
        .columns<std::int32_t, std::string>();

az::task<az::Result<std::int32_t, std::string>> all_pairs(std::string url) {
    auto engine = az::create_async_engine(url);
    auto conn = co_await engine.connect();
    co_return co_await conn.execute(pairs);
}

struct Person {
    std::optional<std::string> email;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Person, (), (email, name))

struct Nicknamed {
    std::string nickname;
};
BOOST_DESCRIBE_STRUCT(Nicknamed, (), (nickname))

}  // namespace

TEST_CASE("Rows become maps from column names to values", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto mappings = run(all_users(url)).mappings();
    static_assert(std::ranges::random_access_range<az::MappingResult>);
    REQUIRE(mappings.size() == 3);
    const az::RowMapping row = mappings[0];
    CHECK(row.keys() == Strings{"id", "name", "email"});
    CHECK(row["name"].as<std::string>() == "ada");
    CHECK(row.contains("email"));
    CHECK_FALSE(row.contains("age"));
    CHECK_THROWS_AS(row["age"], az::NoSuchColumnError);
    std::string seen;
    for (const auto& [name, value] : mappings[1]) seen.append(name) += value.is_null() ? "=NULL " : " ";
    CHECK(seen == "id name email=NULL ");
    CHECK(row.to_map().at("email").as<std::string>() == "ada@example.org");
    CHECK(mappings.first()->get<std::int64_t>("id") == 1);
    CHECK_THROWS_AS(mappings.one(), az::MultipleResultsFound);
    CHECK(mappings.all().size() == 3);
}

TEST_CASE("Some columns of a result are a result, in the requested order", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    const auto by_column = result.columns(users.name, users.id);
    static_assert(std::same_as<decltype(by_column), const az::Result<std::string, std::int64_t>>);
    CHECK(by_column.to_string() == "[('ada', 1), ('grace', 2), ('edsger', 3)]");
    CHECK(by_column[2][users.id] == 3);
    const auto by_place = result.columns<2, 0>();
    static_assert(std::same_as<decltype(by_place), const az::Result<std::optional<std::string>, std::int64_t>>);
    CHECK(by_place.keys() == Strings{"email", "id"});
    CHECK(result.columns("email", "email").to_string() ==
          "[('ada@example.org', 'ada@example.org'), (NULL, NULL), (NULL, NULL)]");
    CHECK_THROWS_AS(result.columns("age"), az::NoSuchColumnError);
}

TEST_CASE("Unique rows are the first of their kind, by all columns or by a key", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto result = run(all_pairs(url));
    CHECK(result.unique().to_string() == "[(1, 'x'), (2, 'y'), (1, 'z')]");
    CHECK(result.unique([](const auto& row) { return row.template get<0>(); }).to_string() == "[(1, 'x'), (2, 'y')]");
    CHECK(result.scalars<0>().unique().all() == std::vector<std::int32_t>{1, 2});
    CHECK(result.size() == 4);
}

TEST_CASE("A result is read in partitions, from the start or from the last position", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    auto result = run(all_pairs(url));
    const auto parts = result.partitions(3);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].size() == 3);
    CHECK(parts[1].to_string() == "[(1, 'z')]");
    CHECK_THROWS_AS(result.partitions(0), az::ArgumentError);

    CHECK(result.fetchone()->get<1>() == "x");
    CHECK(result.fetchmany(2).size() == 2);
    CHECK(result.fetchmany(2).size() == 1);
    CHECK_FALSE(result.fetchone());
    CHECK(result.all().size() == 4);
}

TEST_CASE("Results are merged if the database sent them in the same types, and frozen for later", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto result = run(all_pairs(url));
    const auto both = result.merge(result.unique());
    CHECK(both.size() == 7);
    CHECK(both[4].to_string() == "(1, 'x')");
    const auto frozen = result.freeze();
    CHECK(frozen().fetchmany(2).size() == 2);
    CHECK(frozen().fetchmany(9).size() == 4);
}

TEST_CASE("Results of other types are not merged", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto some = [](std::string where, std::string sql) -> az::task<az::Result<az::Dynamic>> {
        auto engine = az::create_async_engine(where);
        auto conn = co_await engine.connect();
        co_return co_await conn.exec_driver_sql(sql);
    };
    const auto one = run(some(url, "SELECT 1 AS a"));
    CHECK(one.merge(run(some(url, "SELECT 2 AS b"))).size() == 2);
    CHECK_THROWS_AS(one.merge(run(some(url, "SELECT 1 AS a, 2 AS b"))), az::ArgumentError);
}

TEST_CASE("Values from a temporary result stay valid", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto row = run(all_users(url))[1];
    static_assert(std::same_as<decltype(row), const az::Row<std::int64_t, std::string, std::optional<std::string>>>);
    CHECK(row[users.name] == "grace");
    Strings names;
    for (const auto& user : run(all_users(url)) | std::views::take(2)) names.push_back(user[users.name]);
    CHECK(names == Strings{"ada", "grace"});
}

TEST_CASE("Rows become structs by the names of their fields", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    const std::vector<Person> people = az::by_name<Person>(result);
    REQUIRE(people.size() == 3);
    CHECK(people[0].name == "ada");
    CHECK(people[0].email == "ada@example.org");
    CHECK_FALSE(people[1].email);
    CHECK_THROWS_AS(az::by_name<Nicknamed>(result[0]), az::NoSuchColumnError);
}
