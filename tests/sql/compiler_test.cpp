#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/param.hpp>
#include <azoth/sql/compare.hpp>
#include <azoth/sql/custom.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/text.hpp>
#include <azoth/sql/traverse.hpp>
#include <azoth/sql/update.hpp>

#include <sstream>
#include <string>

using namespace shop;

namespace {

az::CompileOptions literals() {
    az::CompileOptions options;
    options.literal_binds = true;
    return options;
}

struct Odd {
    az::Column<int> id{"id"};
    az::Column<int> order{"order"};
    az::Column<int> price{"Unit Price"};
    az::Column<int> percent{"percent%"};
    az::Column<int> half{"half\"quote"};
    az::Column<int> size{"größe"};
    az::Column<int> digit{"1st"};
    az::Column<int> dollar{"a$b"};
    az::Column<int> underscore{"_y"};
};

az::MetaData odd_metadata;
const az::Table<Odd> odd{"Line Items", odd_metadata};

}  // namespace

TEST_CASE("identifiers are quoted if the dialect's rules require it", "[unit]") {
    CHECK(pg(select(odd)) ==
          "SELECT \"Line Items\".id, \"Line Items\".\"order\", \"Line Items\".\"Unit Price\", \"Line "
          "Items\".\"percent%\", \"Line Items\".\"half\"\"quote\", \"Line Items\".\"größe\", \"Line Items\".\"1st\", "
          "\"Line Items\".a$b, \"Line Items\"._y FROM \"Line Items\"");
    CHECK(pg(select(users.id.label("over"))) == "SELECT users.id AS \"over\" FROM users");
    CHECK(lite(select(users.id.label("over"))) == "SELECT users.id AS over FROM users");
}

TEST_CASE("an identifier that the database would truncate throws", "[unit]") {
    CHECK_THROWS_AS(pg(select(users.id.label(std::string(64, 'x')))), az::IdentifierError);
    CHECK_NOTHROW(lite(select(users.id.label(std::string(64, 'x')))));
    CHECK_THROWS_AS(pg(select(users.id.label(std::string_view("a\0b", 3)))), az::IdentifierError);
    CHECK_THROWS_AS(pg(select(users.id.label(""))), az::IdentifierError);
}

TEST_CASE("made-up names are shortened to the database's limit", "[unit]") {
    az::MetaData meta;
    const az::Table<> wide{std::string(60, 'w').c_str(), meta, az::Column{"id", az::Integer()}};
    const auto one = wide.alias();
    const auto two = wide.alias();
    const std::string prefix(57, 'w');
    CHECK(pg(select(one["id"], two["id"])) == "SELECT " + prefix + "_1.id, " + prefix + "_2.id AS id_1 FROM " +
                                                  std::string(60, 'w') + " AS " + prefix + "_1, " +
                                                  std::string(60, 'w') + " AS " + prefix + "_2");
}

TEST_CASE("values can be written as literals", "[unit]") {
    const auto statement =
        update(users).where(users.name == "O'Neil").values(users.age = nullptr, users.fullname = "a\\b");
    CHECK(pg(statement, literals()) == "UPDATE users SET fullname=E'a\\\\b', age=NULL WHERE users.name = 'O''Neil'");
    CHECK(on_postgresql(statement, literals()).binds.empty());
    CHECK_THROWS_AS(pg(select(users.id).where(users.id == az::bindparam("later")), literals()), az::CompileError);
}

TEST_CASE("schema_translate replaces the schemas of a statement", "[unit]") {
    az::CompileOptions options;
    options.schema_translate = {{"audit", "tenant 1"}};
    CHECK(pg(select(events.id), options) == "SELECT \"tenant 1\".events.id FROM \"tenant 1\".events");
    options.schema_translate = {{"audit", ""}, {"", "audit"}};
    CHECK(pg(select(events.id), options) == "SELECT events.id FROM events");
    CHECK(pg(insert(users).values(users.name = "x"), options) ==
          "INSERT INTO audit.users (name) VALUES ($1) RETURNING audit.users.id");
}

TEST_CASE("a compiled statement knows its columns and parameters", "[unit]") {
    const az::Compiled compiled =
        on_postgresql(select(users.id, users.age.label("years")).where(users.name == "x", users.age > 3));
    REQUIRE(compiled.columns.size() == 2);
    CHECK(compiled.columns[0] == users.id.node().get());
    CHECK(compiled.text->columns[1].name == "years");
    CHECK(compiled.text->columns[1].type.kind() == az::TypeKind::integer);
    CHECK(compiled.text->kind == az::StatementKind::select);
    REQUIRE(compiled.binds.size() == 2);
    CHECK(compiled.binds[0]->value.as<std::string>() == "x");
    CHECK(compiled.binds[1]->value.as<int>() == 3);
}

TEST_CASE("a parameter that occurs twice is sent once if the dialect can", "[unit]") {
    const auto limit = az::bindparam("amount", 250.0);
    const auto statement = select(orders.id, (orders.total - limit).label("rest")).where(orders.total >= limit);
    CHECK(pg(statement) == "SELECT orders.id, orders.total - $1 AS rest FROM orders WHERE orders.total >= $1");
    CHECK(on_sqlite(statement).binds.size() == 2);
    CHECK(folded(statement.to_string()) ==
          "SELECT orders.id, orders.total - :amount AS rest FROM orders WHERE orders.total >= :amount");
}

TEST_CASE("one name with two values throws", "[unit]") {
    const auto statement =
        select(orders.id).where(orders.total >= az::bindparam("x", 1.0), orders.total <= az::bindparam("x", 2.0));
    CHECK_THROWS_WITH(pg(statement), "parameter \"x\" has two different values");
}

TEST_CASE("a parameter's value can be made at each execution", "[unit]") {
    const auto statement = select(orders.id).where(orders.id == az::bindparam("n", [] { return 5; }));
    CHECK(on_postgresql(statement).binds[0]->function != nullptr);
    CHECK(pg(statement) == "SELECT orders.id FROM orders WHERE orders.id = $1");
}

TEST_CASE("a statement prints its SQL", "[unit]") {
    std::ostringstream out;
    out << select(users.id).where(users.name == "x", users.name != "y");
    CHECK(folded(out.str()) == "SELECT users.id FROM users WHERE users.name = :name_1 AND users.name != :name_2");
    CHECK(folded(insert(users).values(users.name = "x").to_string()) == "INSERT INTO users (name) VALUES (:name)");
}

TEST_CASE("a statement can be written in several lines", "[unit]") {
    az::CompileOptions options;
    options.pretty = true;
    const auto busy = select(orders.user_id).where(orders.total > 1.0).group_by(orders.user_id);
    const auto statement = select(users.id, az::literal_column<std::string>("'a  FROM b'").label("text"))
                               .join(addresses, addresses.user_id == users.id)
                               .where(users.id.in_(busy), users.name.in_("x", "y"))
                               .order_by(users.id);
    CHECK(on_postgresql(statement, options).text->sql == R"(SELECT users.id, 'a  FROM b' AS text
FROM users
    JOIN addresses ON addresses.user_id = users.id
WHERE users.id IN (
    SELECT orders.user_id
    FROM orders
    WHERE orders.total > $1
    GROUP BY orders.user_id
) AND users.name IN ($2, $3)
ORDER BY users.id)");
}

TEST_CASE("statements with the same structure are equal", "[unit]") {
    const auto build = [](int id) {
        const auto u = users.alias();
        return select(u.id, u.name).where(u.id == id, u.name.like("a%"));
    };
    CHECK(az::same(build(1), build(1)));
    CHECK(az::hash(build(1)) == az::hash(build(1)));
    CHECK_FALSE(az::same(build(1), build(2)));
}

TEST_CASE("statements with any difference are not equal", "[unit]") {
    const auto base = select(users.id).where(users.id == 1);
    CHECK_FALSE(az::same(base, select(users.name).where(users.id == 1)));
    CHECK_FALSE(az::same(base, select(users.id).where(users.id != 1)));
    CHECK_FALSE(az::same(base, base.limit(1)));
    CHECK_FALSE(az::same(base, select(users.id).where(accounts.id == 1)));
    const auto u = users.alias();
    const auto v = users.alias();
    CHECK_FALSE(az::same(select(u.id, u.name), select(u.id, v.name)));
    CHECK_FALSE(az::same(insert(users).values(users.name = "x"), insert(users).values(users.name = "x").inline_()));
    CHECK_FALSE(az::same(az::text("SELECT 1"), az::text("SELECT 2")));
}

TEST_CASE("an expression may write itself differently for each dialect", "[unit]") {
    const auto first = az::custom<std::string>(
        [](az::SqlWriter& out) {
            if (out.dialect() == "sqlite") {
                out.write("substr(").argument(0).write(", 1, ").argument(1).write(")");
            } else {
                out.write("left(").argument(0).write(", ").argument(1).write(")");
            }
        },
        users.name, az::literal(3));
    CHECK(pg(select(users.id).where(first == "abc")) == "SELECT users.id FROM users WHERE left(users.name, $1) = $2");
    CHECK(lite(select(users.id).where(first == "abc")) ==
          "SELECT users.id FROM users WHERE substr(users.name, 1, ?) = ?");
}

TEST_CASE("an expression that a dialect does not support throws", "[unit]") {
    const auto nowhere = az::custom<int>([](az::SqlWriter& out) { out.unsupported("teleport"); });
    CHECK_THROWS_WITH(pg(select(nowhere)), "postgresql has no teleport");
    CHECK_THROWS_AS(pg(select(nowhere)), az::UnsupportedCompilationError);
    CHECK_THAT(select(nowhere).to_string(), ContainsSubstring("can't be written"));
}

TEST_CASE("an expression is replaced at every occurrence", "[unit]") {
    const auto statement = select(users.id, users.name).where(users.name == "x").order_by(users.name.desc());
    CHECK(pg(az::replace(statement, users.name, az::literal_column<std::string>("now()"))) ==
          "SELECT users.id, now() FROM users WHERE now() = $1 ORDER BY now() DESC");
    CHECK_THAT(pg(statement), StartsWith("SELECT users.id, users.name FROM users"));
}

TEST_CASE("replacing a table replaces its columns", "[unit]") {
    const auto sub = select(users.id, users.name).where(users.age > 3).subquery("s");
    const auto statement = select(sub[users.name]).where(sub[users.id] == 1);
    CHECK(
        pg(az::replace(statement, users, users.alias("u"))) ==
        "SELECT s.name FROM (SELECT u.id AS id, u.name AS name FROM users AS u WHERE u.age > $1) AS s WHERE s.id = $2");
}

TEST_CASE("a visitor sees every node of a statement once", "[unit]") {
    std::size_t tables = 0;
    std::size_t parameters = 0;
    az::for_each_node(select(users.id, users.name).where(users.id == 1, users.name == "x"),
                      [&](const az::ast::Node& node) {
                          if (dynamic_cast<const az::ast::FromClause*>(&node) != nullptr) ++tables;
                          if (dynamic_cast<const az::ast::BindParameter*>(&node) != nullptr) ++parameters;
                      });
    CHECK(tables == 1);
    CHECK(parameters == 2);
}

TEST_CASE("a parameter may be a literal at each execution", "[unit]") {
    const auto statement = select(users.id).where(users.id == az::bindparam("n", 5).literal_execute(), users.age == 7);
    CHECK(pg(statement) == "SELECT users.id FROM users WHERE users.id = 5 AND users.age = $1");
}
