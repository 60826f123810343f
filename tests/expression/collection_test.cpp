#include "catch.hpp"
#include "expression/shop.hpp"
#include <azoth/error.hpp>

using namespace shop;

TEST_CASE("an element of JSON can be read as another type", "[unit]") {
    const auto color = products.attributes["color"].as_string();
    static_assert(std::is_same_v<decltype(color), const az::Expr<OptionalText>>);
    CHECK(pg_where(color == "black") == "CAST((products.attributes ->> $1) AS VARCHAR) = $2");
    CHECK(pg(color) == "CAST(products.attributes ->> $1 AS VARCHAR)");
    CHECK(lite_where(color == "black") ==
          "CASE JSON_TYPE(products.attributes, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
          "ELSE CAST(JSON_EXTRACT(products.attributes, ?) AS TEXT) END = ?");
    CHECK(pg(products.attributes["stock"].as_integer() * 2) == "CAST((products.attributes ->> $1) AS INTEGER) * $2");
    CHECK(pg_where(products.attributes["d"].as_numeric(10, 2) < az::Decimal("30.25")) ==
          "CAST((products.attributes ->> $1) AS NUMERIC(10, 2)) < $2");
    CHECK(pg_where(products.attributes["ok"].as_boolean() == true) ==
          "CAST((products.attributes ->> $1) AS BOOLEAN) = true");
    CHECK(lite(color, true) ==
          "CASE JSON_TYPE(products.attributes, '$.\"color\"') WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
          "ELSE CAST(JSON_EXTRACT(products.attributes, '$.\"color\"') AS TEXT) END");
}

TEST_CASE("an element and a path as JSON", "[unit]") {
    CHECK(pg(products.attributes["blade"]) == "products.attributes[$1]");
    CHECK(pg(products.attributes.path("blade", "length")) == "products.attributes #> $1");
    CHECK(pg(documents.meta["tags"]) == "documents.meta -> $1");
    CHECK(pg(documents.meta["review"]["score"]) == "(documents.meta -> $1) -> $2");
    CHECK(lite(documents.meta["review"]["score"]) ==
          "JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(documents.meta, ?)), ?))");
    CHECK(pg(documents.meta.path("tags", 0).as_string()) == "CAST(documents.meta #>> $1 AS VARCHAR)");
    CHECK(pg(documents.meta.path("tags", 0).as_string(), true) ==
          "CAST(documents.meta #>> ARRAY['tags', '0'] AS VARCHAR)");
    CHECK(lite(documents.meta.path("tags", 0), true) == "JSON_QUOTE(JSON_EXTRACT(documents.meta, '$.\"tags\"[0]'))");
}

TEST_CASE("a type without elements throws", "[unit]") {
    CHECK_THROWS_AS(users.name["x"], az::ArgumentError);
    CHECK_THROWS_AS(documents.meta.as_string(), az::ArgumentError);
    CHECK_THROWS_AS(lite(documents.meta["a\"b"]), az::CompileError);
}

TEST_CASE("jsonb is searched, reduced and extended", "[unit]") {
    CHECK(pg_where(products.attributes.contains("{}"), !products.attributes.contains("{}")) ==
          "products.attributes @> $1 AND NOT (products.attributes @> $2)");
    const auto compiled =
        az::postgresql::dialect().compile(select(products.id).where(products.attributes.contains("{}")));
    CHECK(compiled.text->parameter_types.at(0).kind() == az::TypeKind::jsonb);
    CHECK(pg(products.attributes - "blade") == "products.attributes - $1");
    CHECK(pg(products.attributes.delete_path("blade", "edge")) ==
          "products.attributes #- CAST(ARRAY[$1, $2] AS TEXT[])");
    CHECK(pg(products.attributes.concat(az::cast<Text>("{}", az::Jsonb()))) ==
          "products.attributes || CAST($1 AS JSONB)");
    CHECK(pg_where(products.attributes.has_key("a") || products.attributes.has_any(az::array("a", "b"))) ==
          "(products.attributes ? $1) OR (products.attributes ?| ARRAY[$2, $3])");
    CHECK(pg_where(products.attributes.path_exists("$.a")) == "products.attributes @? $1");
    CHECK_THROWS_AS(lite_where(products.attributes.contains("{}")), az::UnsupportedCompilationError);
}

TEST_CASE("arrays are searched, compared and extended", "[unit]") {
    CHECK(pg_where(products.tags.contains(az::array("pro", "heavy")) || products.tags.overlap(az::array("a3")) ||
                   products.tags.contained_by(az::array("steel", "x"))) ==
          "(products.tags @> ARRAY[$1, $2]) OR products.tags && ARRAY[$3] OR (products.tags <@ ARRAY[$4, $5])");
    CHECK(pg_where(products.tags.contains(std::vector<Text>{"steel", "pro"})) == "products.tags @> $1");
    CHECK(pg(products.tags + az::array("new")) == "products.tags || ARRAY[$1]");
    CHECK(pg(az::array(1, 2) + az::array(3)) == "ARRAY[$1, $2] || ARRAY[$3]");
}

TEST_CASE("any and all", "[unit]") {
    CHECK(pg_where("small" == az::any_(products.tags), "iron" != az::all_(products.tags)) ==
          "$1 = ANY (products.tags) AND $2 != ALL (products.tags)");
    CHECK(pg_where(users.name == az::any_(az::array("ada", "x"))) == "users.name = ANY (ARRAY[$1, $2])");
    CHECK(pg_where(users.id == az::any_(select(orders.user_id))) ==
          "users.id = ANY (SELECT orders.user_id FROM orders)");
    CHECK_THROWS_AS(lite_where(users.name == az::any_(products.tags)), az::UnsupportedCompilationError);
}

TEST_CASE("array literals, elements and slices", "[unit]") {
    CHECK(pg(az::array<std::int32_t>()) == "ARRAY[]::INTEGER[]");
    CHECK(pg(az::array(az::array(1, 2), az::array(3, 4))) == "ARRAY[ARRAY[$1, $2], ARRAY[$3, $4]]");
    CHECK(pg(products.tags[1]) == "products.tags[$1]");
    CHECK(pg(products.tags.slice(1, 2)) == "products.tags[$1:$2]");
    CHECK(pg(func::array_remove(products.tags, "x")[1]) == "(array_remove(products.tags, $1))[$2]");
    CHECK(pg(az::array(1, 2)[2]) == "(ARRAY[$1, $2])[$3]");
    static_assert(std::is_same_v<decltype(products.tags[1]), az::ColumnElement<OptionalText>>);
    CHECK_THROWS_AS(lite(az::array(1)), az::UnsupportedCompilationError);
}

TEST_CASE("the values of an array literal are sent in the element type of the other operand", "[unit]") {
    const auto types = [](const az::Condition& condition) {
        std::string names;
        const auto statement = select(az::literal_column<int>("1")).where(condition);
        const az::Compiled compiled = az::postgresql::dialect().compile(statement);
        for (const az::SqlType& type : compiled.text->parameter_types) names += az::to_string(type) + ' ';
        return names;
    };
    const az::Expr<std::vector<std::string>> texts =
        az::literal_column<std::vector<std::string>>("texts", az::Array(az::Text()));
    const az::Expr<std::vector<std::int64_t>> numbers = az::literal_column<std::vector<std::int64_t>>("numbers");
    CHECK(types(texts.contains(az::array("a", "b"))) == "TEXT TEXT ");
    CHECK(types(az::array("a") == texts) == "TEXT ");
    CHECK(types(numbers.contains(az::array(1, 2))) == "BIGINT BIGINT ");
    CHECK(types(az::array("a") == az::array("b")) == "VARCHAR VARCHAR ");
}

TEST_CASE("ranges", "[unit]") {
    const az::Range<local_days> week(local_days(), local_days() + std::chrono::days(7));
    CHECK(pg_where(reservations.during.contains(local_days())) == "reservations.during @> $1");
    CHECK(pg_where(reservations.during.overlaps(week)) == "reservations.during && $1");
    CHECK(pg_where(reservations.during.strictly_left_of(week)) == "reservations.during << $1");
    CHECK(pg_where(reservations.during.strictly_right_of(week)) == "reservations.during >> $1");
    CHECK(pg_where(reservations.during.not_extend_right_of(week)) == "reservations.during &< $1");
    CHECK(pg_where(reservations.during.not_extend_left_of(week)) == "reservations.during &> $1");
    CHECK(pg_where(reservations.during.adjacent_to(week)) == "reservations.during -|- $1");
    CHECK(pg_where(reservations.during.contained_by(week)) == "reservations.during <@ $1");
    const auto range = az::literal(az::Range<int>(2, 6));
    CHECK(pg(range + az::Range<int>(6, 9)) == "$1 + $2");
    CHECK(pg(range * az::Range<int>(4, 8)) == "$1 * $2");
    CHECK(pg(range - az::Range<int>(4, 8)) == "$1 - $2");
    CHECK(pg_where(func::isempty(reservations.during) || reservations.during.overlaps(week)) ==
          "isempty(reservations.during) OR reservations.during && $1");
}

TEST_CASE("hstore", "[unit]") {
    CHECK(pg_where(reservations.extra["color"] == "red") == "(reservations.extra -> $1) = $2");
    CHECK(pg_where(reservations.extra.has_key("color")) == "reservations.extra ? $1");
    CHECK(pg(func::akeys(reservations.extra)) == "akeys(reservations.extra)");
}
