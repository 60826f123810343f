#include "catch.hpp"
#include "expression/shop.hpp"
#include <azoth/error.hpp>

using namespace shop;

TEST_CASE("LIKE takes a pattern and an escape character", "[unit]") {
    CHECK(pg_where(products.name.like("%Kni_e")) == "products.name LIKE $1");
    CHECK(pg_where(!products.name.like("%Kni_e")) == "products.name NOT LIKE $1");
    CHECK(pg_where(documents.title.like("100/% paper", az::escape('/'))) == "documents.title LIKE $1 ESCAPE '/'");
    CHECK(pg_where(documents.title.like("100\\%", az::escape('\\'))) == "documents.title LIKE $1 ESCAPE E'\\\\'");
}

TEST_CASE("ILIKE compares lower-case text if the database does not have it", "[unit]") {
    CHECK(pg_where(users.email.ilike("%@EXAMPLE.COM")) == "users.email ILIKE $1");
    CHECK(lite_where(users.email.ilike("%@EXAMPLE.COM")) == "lower(users.email) LIKE lower(?)");
    CHECK(lite_where(users.email.not_ilike("x")) == "lower(users.email) NOT LIKE lower(?)");
}

TEST_CASE("startswith, endswith and contains are always in parentheses", "[unit]") {
    CHECK(pg_where(users.fullname.startswith("J"), users.email.endswith(".com"), users.email.contains("@ex")) ==
          "(users.fullname LIKE $1 || '%') AND (users.email LIKE '%' || $2) AND (users.email LIKE '%' || $3 || '%')");
    CHECK(pg_where(users.email.contains(users.name)) == "(users.email LIKE '%' || users.name || '%')");
    CHECK(pg_where(!orders.note.contains("gift")) == "(orders.note NOT LIKE '%' || $1 || '%')");
}

TEST_CASE("autoescape escapes wildcards", "[unit]") {
    const auto test = documents.title.startswith("100%", az::autoescape);
    CHECK(pg_where(test) == "(documents.title LIKE $1 || '%' ESCAPE '/')");
    CHECK(pg(documents.title.contains("0% p/", az::autoescape), true) ==
          "(documents.title LIKE '%' || '0/% p//' || '%' ESCAPE '/')");
    CHECK(pg(products.name.contains("e_b", az::autoescape('!')), true) ==
          "(products.name LIKE '%' || 'e!_b' || '%' ESCAPE '!')");
}

TEST_CASE("case-insensitive forms", "[unit]") {
    const auto test = orders.note.icontains("gift") || orders.note.istartswith("CALL") || orders.note.iendswith("ONLY");
    CHECK(pg_where(test) ==
          "(orders.note ILIKE '%' || $1 || '%') OR (orders.note ILIKE $2 || '%') OR (orders.note ILIKE '%' || $3)");
    CHECK(lite_where(test) ==
          "(lower(orders.note) LIKE '%' || lower(?) || '%') OR (lower(orders.note) LIKE lower(?) || '%') OR "
          "(lower(orders.note) LIKE '%' || lower(?))");
}

TEST_CASE("text is concatenated", "[unit]") {
    CHECK(pg(users.name + " <" + users.email + ">") == "users.name || $1 || users.email || $2");
    CHECK(pg("<" + users.name) == "$1 || users.name");
    CHECK(pg(users.name.concat(users.email)) == "users.name || users.email");
}

TEST_CASE("regular expressions", "[unit]") {
    CHECK(pg_where(users.email.regexp_match("^a")) == "users.email ~ $1");
    CHECK(lite_where(users.email.regexp_match("^a")) == "users.email REGEXP ?");
    CHECK(pg_where(!products.sku.regexp_match("^K")) == "products.sku !~ $1");
    CHECK(lite_where(!products.sku.regexp_match("^K")) == "products.sku NOT REGEXP ?");
    CHECK(pg_where(users.email.regexp_match("^a", "i")) == "users.email ~* $1");
    CHECK(pg_where(documents.body.regexp_match("PAN . WITH", "ix")) == "documents.body ~ CONCAT('(?', 'ix', ')', $1)");
    CHECK(pg(products.sku.regexp_replace("[A-Z]+", "#")) == "REGEXP_REPLACE(products.sku, $1, $2)");
    CHECK(pg(products.sku.regexp_replace("[A-Z]+", "#", "g")) == "REGEXP_REPLACE(products.sku, $1, $2, 'g')");
    CHECK_THROWS_AS(lite_where(users.email.regexp_match("^a", "i")), az::UnsupportedCompilationError);
    CHECK_THROWS_AS(lite(products.sku.regexp_replace("a", "b")), az::UnsupportedCompilationError);
}

TEST_CASE("a collation binds less tightly than a comparison and more than a direction", "[unit]") {
    CHECK(pg_where(az::collate(users.name, "C") > "g") == "(users.name COLLATE \"C\") > $1");
    CHECK(sql(select(users.id).order_by(users.name.collate("C").desc()), az::postgresql::dialect()) ==
          "SELECT users.id FROM users ORDER BY users.name COLLATE \"C\" DESC");
}

TEST_CASE("some functions have a different spelling in each dialect", "[unit]") {
    CHECK(pg(func::char_length(users.fullname)) == "char_length(users.fullname)");
    CHECK(lite(func::char_length(users.fullname)) == "length(users.fullname)");
    CHECK(pg(func::substring(users.fullname, 1, 4)) == "SUBSTRING(users.fullname FROM $1 FOR $2)");
    CHECK(pg(func::substring(users.fullname, 5)) == "SUBSTRING(users.fullname FROM $1)");
    CHECK(lite(func::substring(users.fullname, 1, 4)) == "substring(users.fullname, ?, ?)");
    CHECK(pg(func::aggregate_strings(users.name, "/")) == "string_agg(users.name, $1)");
    CHECK(lite(func::aggregate_strings(users.name, "/")) == "group_concat(users.name, ?)");
}

TEST_CASE("operators that azoth does not know", "[unit]") {
    CHECK(pg_where(users.name.op<bool>("<>")("ada"), users.fullname.bool_op("LIKE")("E%")) ==
          "(users.name <> $1) AND (users.fullname LIKE $2)");
    CHECK(pg(users.id.op("|", 4)(8) * 2) == "(users.id | $1) * $2");
    CHECK(pg(documents.meta.op<OptionalText>("->>")("lang")) == "documents.meta ->> $1");
}

TEST_CASE("full text search", "[unit]") {
    CHECK(pg_where(documents.body.match("pan oil")) == "documents.body @@ plainto_tsquery($1)");
    CHECK(pg_where(documents.body.match("knife", "english")) == "documents.body @@ plainto_tsquery('english', $1)");
    CHECK(lite_where(documents.body.match("pan")) == "documents.body MATCH ?");
    CHECK(pg_where(func::to_tsvector("english", documents.body).bool_op("@@")(func::plainto_tsquery("english", "x"))) ==
          "to_tsvector($1, documents.body) @@ plainto_tsquery($2, $3)");
    const auto query = func::to_tsquery("english", "shear | oil");
    const auto vector = func::to_tsvector("english", documents.title + " " + documents.body);
    CHECK(sql(select(func::ts_headline("english", documents.body, query).label("hit"))
                  .where(vector.bool_op("@@")(query))
                  .order_by(func::ts_rank(vector, query).desc()),
              az::postgresql::dialect()) ==
          "SELECT ts_headline($1, documents.body, to_tsquery($2, $3)) AS hit FROM documents WHERE to_tsvector($4, "
          "documents.title || $5 || documents.body) @@ to_tsquery($2, $3) ORDER BY ts_rank(to_tsvector($4, "
          "documents.title || $5 || documents.body), to_tsquery($2, $3)) DESC");
}
