#include "catch.hpp"
#include "each_database.hpp"
#include "schema.hpp"
#include "support.hpp"

#include <ranges>
#include <sstream>

namespace az = azoth;
using namespace azoth_tests;

namespace {

static_assert(std::ranges::random_access_range<Users>);
static_assert(std::ranges::sized_range<Users>);

template <class S>
az::task<az::Result<az::Dynamic>> dynamic_result(std::string url, S sql) {
    auto engine = az::create_async_engine(url);
    co_await fill(engine);
    auto conn = co_await engine.connect();
    co_return co_await conn.exec_driver_sql(sql);
}

}  // namespace

TEST_CASE("A result outlives its connection and prints as SQLAlchemy's does", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    CHECK(printed(result) == "[(1, 'ada', 'ada@example.org'), (2, 'grace', NULL), (3, 'edsger', NULL)]");
    CHECK(printed(result[0]) == "(1, 'ada', 'ada@example.org')");
    CHECK(result.size() == 3);
    CHECK(result.rowcount() == 3);
    CHECK(result.keys() == std::vector<std::string>{"id", "name", "email"});
}

TEST_CASE("Rows come apart in structured bindings, with the types that were selected", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    std::string seen;
    for (auto [id, name, email] : result) {
        static_assert(std::same_as<decltype(id), std::int64_t>);
        static_assert(std::same_as<decltype(name), std::string>);
        static_assert(std::same_as<decltype(email), std::optional<std::string>>);
        seen += std::to_string(id) + name + email.value_or("-") + ' ';
    }
    CHECK(seen == "1adaada@example.org 2grace- 3edsger- ");
}

TEST_CASE("A row is read by column, by name and by position", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    const auto row = result[0];
    static_assert(std::same_as<decltype(row[users.name]), std::string>);
    CHECK(row[users.name] == "ada");
    CHECK(row[users.email] == "ada@example.org");
    CHECK(row["name"].as<std::string>() == "ada");
    CHECK(row[0].as<std::int64_t>() == 1);
    CHECK(row.get<std::string>("name") == "ada");
    CHECK(row.get<std::int16_t>(0) == 1);
    CHECK(row.tuple() ==
          std::tuple(std::int64_t{1}, std::string("ada"), std::optional<std::string>("ada@example.org")));
    CHECK(result[1]["email"].is_null());
}

TEST_CASE("A row is read by column if the column was selected under a label or through an alias", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto name = run([](std::string where) -> az::task<std::string> {
        auto engine = az::create_async_engine(where);
        co_await fill(engine);
        auto conn = co_await engine.connect();
        const auto other = users.alias("other");
        auto result = co_await conn.execute(
            select(users.name.label("called"), other.email).where(users.id == other.id, users.id == 1));
        const auto row = result.one();
        co_return row[users.name] + row[other.email].value() + row["called"].as<std::string>();
    }(url));
    CHECK(name == "adaada@example.orgada");
}

TEST_CASE("A column that the row does not have is named in the error", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    CHECK_THROWS_MATCHES(result[0]["nope"], az::NoSuchColumnError,
                         Message("Could not locate column in row for column 'nope'"));
    CHECK_THROWS_AS(result[0][7], az::NoSuchColumnError);
    const auto names = run([](std::string where) -> az::task<az::Result<std::string>> {
        auto engine = az::create_async_engine(where);
        co_await fill(engine);
        auto conn = co_await engine.connect();
        co_return co_await conn.execute(select(users.name));
    }(url));
    CHECK_THROWS_MATCHES(names[0][users.id], az::NoSuchColumnError,
                         Message("Could not locate column in row for column 'engine_users.id'"));
}

TEST_CASE("A name that several columns have is ambiguous", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto result = run(dynamic_result(url, "SELECT 1 AS n, 2 AS n"));
    CHECK_THROWS_AS(result[0]["n"], az::AmbiguousColumnError);
    CHECK(result[0][1].as<int>() == 2);
}

TEST_CASE("Rows taken out of a result live on without it", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    std::optional<az::Row<std::int64_t, std::string, std::optional<std::string>>> first;
    std::vector<az::Row<std::int64_t, std::string, std::optional<std::string>>> all;
    {
        const Users result = run(all_users(url));
        first = result.first();
        all = result.all();
    }
    const auto [id, name, email] = *first;
    CHECK(name == "ada");
    CHECK(all.size() == 3);
    CHECK(all[2].get<1>() == "edsger");
    CHECK(printed(all[2]) == "(3, 'edsger', NULL)");
}

TEST_CASE("one(), one_or_none() and first() count the rows", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        co_await fill(engine);
        auto conn = co_await engine.connect();
        const auto many = co_await conn.execute(select(users.name).order_by(users.id));
        const auto one = co_await conn.execute(select(users.name).where(users.id == 2));
        const auto none = co_await conn.execute(select(users.name).where(users.id == 99));
        CHECK(one.one().get<0>() == "grace");
        CHECK(one.one_or_none().has_value());
        CHECK(many.first().has_value());
        CHECK_FALSE(none.first().has_value());
        CHECK_FALSE(none.one_or_none().has_value());
        CHECK_THROWS_MATCHES(none.one(), az::NoResultFound, Message("No row was found when one was required"));
        CHECK_THROWS_MATCHES(many.one(), az::MultipleResultsFound,
                             Message("Multiple rows were found when exactly one was required"));
        CHECK_THROWS_MATCHES(many.one_or_none(), az::MultipleResultsFound,
                             Message("Multiple rows were found when one or none was required"));
        CHECK(many.scalar() == "ada");
        CHECK_FALSE(none.scalar().has_value());
        CHECK(one.scalar_one() == "grace");
        CHECK_THROWS_AS(many.scalar_one(), az::MultipleResultsFound);
    }(url));
}

TEST_CASE("A column's values are a range of their own", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    CHECK(result.scalars<1>().all() == std::vector<std::string>{"ada", "grace", "edsger"});
    std::int64_t sum = 0;
    for (const std::int64_t id : result.scalars()) sum += id;
    CHECK(sum == 6);
    CHECK(result.scalars<2>()[1] == std::nullopt);
}

TEST_CASE("Results work with the standard library's views", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    std::string names;
    for (const auto& row : result | std::views::drop(1) | std::views::reverse) names += row[users.name] + ' ';
    CHECK(names == "edsger grace ");
    CHECK(std::ranges::distance(result | std::views::take(2)) == 2);
}

TEST_CASE("Rows become aggregates field by field", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    const std::vector<User> people = result.as<User>();
    CHECK(people.size() == 3);
    CHECK(people[0].name == "ada");
    CHECK(people[1].email == std::nullopt);
    CHECK(result[2].as<User>().id == 3);
    const auto dynamic = run(dynamic_result(url, "SELECT id, name FROM engine_users"));
    CHECK_THROWS_MATCHES(dynamic.as<User>(), az::DataError, Message("the rows have 2 columns where 3 are expected"));
}

TEST_CASE("NULL read as a type that is not optional is an error that names the column", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    struct Strict {
        std::int64_t id;
        std::string name;
        std::string email;
    };
    CHECK(result[0].as<Strict>().email == "ada@example.org");
    CHECK_THROWS_MATCHES(result[1].as<Strict>(), az::DataError,
                         Message("column 'email' is NULL but is read as a type that is not optional"));
}

TEST_CASE("A value of another type is an error that names the column", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const Users result = run(all_users(url));
    CHECK_THROWS_MATCHES(result[0].get<std::int64_t>("name"), az::DataError,
                         Catch::Matchers::Predicate<az::DataError>([](const az::DataError& error) {
                             return std::string_view(error.what()).starts_with("column 'name': ") &&
                                    error.column() == "name";
                         }));
}

TEST_CASE("Reading rows of a statement without rows throws", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto result = run(dynamic_result(url, "UPDATE engine_users SET email = NULL"));
    CHECK_FALSE(result.returns_rows());
    CHECK(result.rowcount() == 3);
    CHECK_THROWS_AS(result.all(), az::ResourceClosedError);
    CHECK_THROWS_AS(result.one(), az::ResourceClosedError);
}

TEST_CASE("Values of raw SQL are typed at run time", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    const auto result = run(dynamic_result(url, "SELECT id, name, email FROM engine_users ORDER BY id"));
    CHECK(result[0]["id"].as<std::int64_t>() == 1);
    CHECK(result[0][users.name] == "ada");
    CHECK(result.scalar()->as<std::int64_t>() == 1);
    CHECK(result[1]["email"].is_null());
    CHECK(printed(result[1]) == "(2, 'grace', NULL)");
}

TEST_CASE("An INSERT of one row knows the key that the database gave it", "[engine]") {
    const auto url = GENERATE(from_range(urls()));
    run([](std::string where) -> az::task<void> {
        auto engine = az::create_async_engine(where);
        co_await fill(engine);
        auto conn = co_await engine.connect();
        const auto numbered = co_await conn.execute(insert(users).values(users.name = "barbara"));
        CHECK_FALSE(numbered.returns_rows());
        CHECK(numbered.rowcount() == 1);
        CHECK(numbered.inserted_primary_key().at(0).as<std::int64_t>() == 4);
        const auto given = co_await conn.execute(insert(users).values(users.id = 70, users.name = "leslie"));
        CHECK(given.inserted_primary_key().at(0).as<std::int64_t>() == 70);
        const auto read = co_await conn.execute(select(users.id));
        CHECK_THROWS_AS(read.inserted_primary_key(), az::InvalidRequestError);
    }(url));
}

TEST_CASE("The scalar of a NULL is nothing, whatever type it is read as", "[engine]") {
    on_each_database([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto null = az::text("SELECT NULL AS a").columns<std::int64_t>();
        const auto result = co_await conn.execute(null);
        CHECK_FALSE(result.scalar().has_value());
        CHECK_FALSE(result.scalar_one_or_none().has_value());
        CHECK_THROWS_AS(result.scalar_one(), az::DataError);
        const auto value = co_await conn.scalar(null);
        CHECK_FALSE(value.has_value());
        const auto alone = co_await engine.scalar(null);
        CHECK_FALSE(alone.has_value());
        auto first = co_await conn.stream(null);
        const auto streamed = co_await first.scalar();
        CHECK_FALSE(streamed.has_value());
        auto only = co_await conn.stream(null);
        const auto none = co_await only.scalar_one_or_none();
        CHECK_FALSE(none.has_value());
        const auto highest = co_await conn.scalar(select(az::func::max(users.id)).where(users.id < 0));
        CHECK_FALSE(highest.has_value());
        const auto dynamic = co_await conn.scalar(az::text("SELECT NULL AS a"));
        CHECK_FALSE(dynamic.has_value());
        const bool synchronous = co_await conn.run_sync([](az::Connection& sync) {
            return sync.scalar(az::text("SELECT NULL AS a").columns<std::int64_t>()).has_value();
        });
        CHECK_FALSE(synchronous);
    });
}
