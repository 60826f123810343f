#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/forms.hpp>
#include <azoth/sql/delete.hpp>
#include <azoth/sql/extension.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/traverse.hpp>
#include <azoth/sql/update.hpp>

using namespace shop;
using az::ExtensionPoint;
using az::literal;
using az::SqlWriter;

namespace {

az::Extension words(ExtensionPoint point, std::string text) {
    return az::extension(point, [text = std::move(text)](SqlWriter& out) { out.write(text); });
}

}  // namespace

TEST_CASE("a select takes the user's clauses at four points", "[unit]") {
    const auto statement = select(users.id)
                               .distinct()
                               .where(users.age > 3)
                               .order_by(users.id)
                               .ext(words(ExtensionPoint::post_select, "/* select */"))
                               .ext(words(ExtensionPoint::pre_columns, "/* columns */"))
                               .ext(words(ExtensionPoint::post_criteria, "/* criteria */"))
                               .ext(words(ExtensionPoint::post_body, "/* body */"));
    CHECK(pg(statement) ==
          "SELECT /* select */ DISTINCT /* columns */ users.id FROM users WHERE users.age > $1 /* criteria */ ORDER BY "
          "users.id /* body */");
}

TEST_CASE("insert, update and delete take the user's clauses at one point each", "[unit]") {
    CHECK(pg(insert(accounts)
                 .values(accounts.id = 3)
                 .ext(words(ExtensionPoint::post_values, "ON CONFLICT DO NOTHING"))) ==
          "INSERT INTO accounts (id) VALUES ($1) ON CONFLICT DO NOTHING");
    CHECK(pg(update(users).values(users.age = 3).ext(words(ExtensionPoint::post_criteria, "WHERE CURRENT OF c"))) ==
          "UPDATE users SET age=$1 WHERE CURRENT OF c");
    CHECK(pg(delete_from(users).ext(words(ExtensionPoint::post_criteria, "WHERE CURRENT OF c")).returning(users.id)) ==
          "DELETE FROM users WHERE CURRENT OF c RETURNING users.id");
}

TEST_CASE("a point that a statement does not have throws", "[unit]") {
    CHECK_THROWS_WITH(select(users.id).ext(words(ExtensionPoint::post_values, "x")),
                      "a SELECT has no extension point post_values");
    CHECK_THROWS_AS(insert(users).ext(words(ExtensionPoint::post_body, "x")), az::ArgumentError);
    CHECK_THROWS_AS(update(users).ext(words(ExtensionPoint::post_select, "x")), az::ArgumentError);
    CHECK_THROWS_AS(delete_from(users).ext(words(ExtensionPoint::pre_columns, "x")), az::ArgumentError);
}

TEST_CASE("the arguments of an extension are compiled where it writes them", "[unit]") {
    const auto page = [](std::int64_t size) {
        return az::extension(
            ExtensionPoint::post_body,
            [](SqlWriter& out) {
                if (out.dialect() == "postgresql") {
                    out.write("FETCH FIRST ").argument(0).write(" ROWS ONLY");
                } else {
                    out.write("LIMIT ").argument(0);
                }
            },
            literal(size));
    };
    const auto statement = select(users.id).where(users.age > 3).ext(page(5));
    CHECK(pg(statement) == "SELECT users.id FROM users WHERE users.age > $1 FETCH FIRST $2 ROWS ONLY");
    CHECK(lite(statement) == "SELECT users.id FROM users WHERE users.age > ? LIMIT ?");
    CHECK(on_postgresql(statement).binds.size() == 2);
}

TEST_CASE("replacing tables also replaces those in an extension", "[unit]") {
    const auto limit = literal(std::int64_t{5});
    const auto statement = select(users.id).ext(az::extension(
        ExtensionPoint::post_body, [](SqlWriter& out) { out.write("LIMIT ").argument(0); }, limit));
    const az::Expr<std::int64_t> none = az::literal_column<std::int64_t>("0");
    CHECK(lite(replace(statement, limit, none)) == "SELECT users.id FROM users LIMIT 0");
}
