#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/query.hpp>
#include <azoth/sql/select.hpp>

#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace shop;
using azoth::Param;
using azoth::query;

namespace {

std::vector<std::string> cells(const az::Prepared& prepared) {
    std::vector<std::string> all;
    prepared.parameters.for_each(prepared.compiled->text->parameter_types, [&](const az::Cell& cell) {
        all.push_back(cell.is_null() ? "NULL" : std::string(cell.text()));
    });
    return all;
}

std::string int4(char value) { return std::string("\0\0\0", 3) + value; }

const auto user_by_id =
    query([](Param<std::int64_t> id) { return select(users.id, users.name).where(users.id == id); });

}  // namespace

TEST_CASE("a query is a statement whose arguments are given later", "[unit]") {
    const auto bound = user_by_id(7);
    STATIC_REQUIRE(std::is_same_v<decltype(bound)::rows, az::RowTypes<std::int32_t, std::string>>);
    STATIC_REQUIRE(az::Executable<std::remove_const_t<decltype(bound)>>);
    const az::Prepared prepared = az::prepare(bound, az::postgresql::dialect());
    CHECK(folded(prepared.compiled->text->sql) == "SELECT users.id, users.name FROM users WHERE users.id = $1");
    CHECK(prepared.compiled->arguments_in_order);
    REQUIRE(cells(prepared).size() == 1);
    CHECK(cells(prepared)[0].back() == 7);
}

TEST_CASE("a query is compiled once for each dialect", "[unit]") {
    const auto first = az::prepare(user_by_id(1), az::postgresql::dialect()).compiled;
    CHECK(az::prepare(user_by_id(2), az::postgresql::dialect()).compiled == first);
    const auto other = az::prepare(user_by_id(3), az::sqlite::dialect()).compiled;
    CHECK(other != first);
    CHECK(folded(other->text->sql) == "SELECT users.id, users.name FROM users WHERE users.id = ?");
    CHECK(az::prepare(user_by_id(1), az::postgresql::dialect()).compiled == first);
}

TEST_CASE("arguments and a query's own values are in the order of the text", "[unit]") {
    const auto by_name = query([](Param<std::string> name, Param<std::optional<int>> age) {
        return select(users.id).where(users.age == age, users.id > 5, users.name == name);
    });
    const az::Prepared prepared = az::prepare(by_name("ada", std::nullopt), az::postgresql::dialect());
    CHECK(folded(prepared.compiled->text->sql) ==
          "SELECT users.id FROM users WHERE users.age = $1 AND users.id > $2 AND users.name = $3");
    CHECK_FALSE(prepared.compiled->arguments_in_order);
    CHECK(cells(prepared) == std::vector<std::string>{"NULL", int4(5), "ada"});
    CHECK(cells(az::prepare(by_name(std::string_view("x"), 3), az::sqlite::dialect())) ==
          std::vector<std::string>{int4(3), int4(5), "x"});
}

TEST_CASE("a parameter that is used twice is sent once if the dialect can", "[unit]") {
    const auto twice = query(
        [](Param<std::string> name) { return select(users.id).where(users.name == name || users.fullname == name); });
    const az::Prepared on_pg = az::prepare(twice("ada"), az::postgresql::dialect());
    CHECK_THAT(folded(on_pg.compiled->text->sql), EndsWith("WHERE users.name = $1 OR users.fullname = $1"));
    CHECK(on_pg.compiled->arguments_in_order);
    CHECK(cells(on_pg) == std::vector<std::string>{"ada"});
    CHECK(cells(az::prepare(twice("ada"), az::sqlite::dialect())) == std::vector<std::string>{"ada", "ada"});
}

TEST_CASE("a parameter used with two types is sent in its own type", "[unit]") {
    const auto both = query(
        [](Param<std::int64_t> n) { return select(accounts.id).where(accounts.version == n, accounts.balance == n); });
    const az::Prepared prepared = az::prepare(both(std::int64_t{1} << 40), az::postgresql::dialect());
    REQUIRE(prepared.compiled->text->parameter_types.size() == 1);
    CHECK(prepared.compiled->text->parameter_types[0].kind() == az::TypeKind::big_integer);
    CHECK(cells(prepared)[0].size() == 8);
}

TEST_CASE("a parameter that is wider than the column keeps its width", "[unit]") {
    const az::Prepared prepared = az::prepare(user_by_id(std::int64_t{1} << 40), az::postgresql::dialect());
    REQUIRE(cells(prepared).size() == 1);
    CHECK(cells(prepared)[0].size() == 8);
}

TEST_CASE("a query may have no parameters", "[unit]") {
    const auto all = query([] { return select(users.id); });
    CHECK(cells(az::prepare(all(), az::postgresql::dialect())).empty());
}

TEST_CASE("a query may change rows", "[unit]") {
    const auto add = query([](Param<std::string> name) {
        return insert(users).values(users.name = name, users.age = 3).returning(users.id);
    });
    const az::Prepared prepared = az::prepare(add("ada"), az::postgresql::dialect());
    CHECK(folded(prepared.compiled->text->sql) == "INSERT INTO users (name, age) VALUES ($1, $2) RETURNING users.id");
    CHECK(cells(prepared) == std::vector<std::string>{"ada", int4(3)});
}

TEST_CASE("a bound query shows its statement", "[unit]") {
    CHECK(folded(user_by_id(1).to_string()) == "SELECT users.id, users.name FROM users WHERE users.id = :param_1");
}

TEST_CASE("many threads may call one query", "[unit]") {
    const auto shared = query([](Param<int> id) { return select(users.name).where(users.id == id); });
    std::vector<std::shared_ptr<const az::Compiled>> seen(8);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 100; ++round) {
                seen[i] =
                    az::prepare(shared(round), i % 2 == 0 ? az::postgresql::dialect() : az::sqlite::dialect()).compiled;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 2; i < seen.size(); ++i) CHECK(seen[i] == seen[i % 2]);
}
