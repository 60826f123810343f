#include "language/tables.hpp"
#include "server_version.hpp"
#include <azoth/json.hpp>
#include <azoth/postgresql/dialect.hpp>
#include <azoth/postgresql/types.hpp>
#include <azoth/sqlite/dialect.hpp>

#include <limits>
#include <map>

// Assignments of an UPDATE to a part of a column's value.

using namespace language;

namespace {

struct Parts {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<az::Value> doc{"doc", az::Jsonb().with_variant(az::Json(), "sqlite")};
    az::Column<std::int32_t> n{"n"};
    az::Column<bool> flag{"flag"};
};
az::MetaData parts_schema;
const az::Table<Parts> parts{"language_parts", parts_schema};

struct Lists {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::vector<std::int32_t>> nums{"nums"};
    az::Column<std::string> plain{"plain", az::Json()};
};
az::MetaData lists_schema;
const az::Table<Lists> lists{"language_lists", lists_schema};

std::string parts_sql(const az::Statement& statement, const az::Dialect& dialect) {
    return az::compile(statement, dialect).text->sql;
}

az::task<std::string> doc_of(az::AsyncConnection& conn, std::int32_t id) {
    const auto text = co_await conn.scalar(az::text("SELECT CAST(doc AS VARCHAR) FROM language_parts WHERE id = :id")
                                               .bind("id", id)
                                               .columns<std::string>());
    std::string compact = text.value_or("NULL");
    std::erase(compact, ' ');
    co_return compact;
}

az::task<void> fill_parts(az::AsyncConnection& conn) {
    co_await parts_schema.drop_all(conn);
    co_await parts_schema.create_all(conn);
    const az::Value doc(std::string_view(R"({"a": 1, "b": [1, 2]})"), az::Jsonb());
    co_await conn.execute(insert(parts).values(parts.id = 1, parts.doc = doc, parts.n = 5, parts.flag = true));
    co_await conn.execute(
        insert(parts).values(parts.id = 2, parts.doc = std::nullopt, parts.n = 6, parts.flag = false));
}

}  // namespace

TEST_CASE("elements of JSON are assigned to by subscript on PostgreSQL, by JSON_SET() on SQLite", "[unit]") {
    const auto change = update(parts).values(parts.doc["a"] = 7, parts.doc["b"][0] = "x", parts.n = 1);
    CHECK(parts_sql(change, az::postgresql::dialect()) == "UPDATE language_parts SET doc[$1]=$2, doc[$3][$4]=$5, n=$6");
    CHECK(parts_sql(change, az::sqlite::dialect()) ==
          "UPDATE language_parts SET doc=JSON_SET(COALESCE(doc, '{}'), ?, JSON(?), ?, JSON(?)), n=?");
    CHECK(parts_sql(update(parts).values(parts.doc["a"] = parts.n + 1), az::postgresql::dialect()) ==
          "UPDATE language_parts SET doc[$1]=to_jsonb(language_parts.n + $2)");
}

TEST_CASE("elements of JSON can be assigned any value", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        if (dialect.name() == "postgresql" && !co_await azoth_tests::has_postgresql(conn, 14)) co_return;
        co_await fill_parts(conn);
        co_await conn.execute(update(parts)
                                  .values(parts.doc["a"] = 7, parts.doc["b"][1] = "say \"hi\"", parts.doc["c"] = true,
                                          parts.doc["d"] = nullptr, parts.doc["e"] = 1.5)
                                  .where(parts.id == 1));
        CHECK((co_await doc_of(conn, 1)) == R"({"a":7,"b":[1,"say\"hi\""],"c":true,"d":null,"e":1.5})");
        co_await conn.execute(update(parts).values(parts.doc["f"] = "two\nlines\\").where(parts.id == 1));
        CHECK((co_await conn.scalar(select(parts.doc["f"].as_string()).where(parts.id == 1))) == "two\nlines\\");
        co_await conn.execute(update(parts).values(parts.doc["f"] = nullptr).where(parts.id == 1));
        const az::Value inner(std::string_view(R"({"k": [1]})"), az::Jsonb());
        co_await conn.execute(update(parts)
                                  .values(parts.doc["a"] = inner, parts.doc["b"] = parts.n + 1,
                                          parts.doc["c"] = parts.flag, parts.doc["d"] = parts.n > 100,
                                          parts.doc["e"] = parts.doc["a"])
                                  .where(parts.id == 1));
        CHECK((co_await doc_of(conn, 1)) == R"({"a":{"k":[1]},"b":6,"c":true,"d":false,"e":7,"f":null})");
    });
}

TEST_CASE("assigning a part of a NULL column creates a document", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        if (dialect.name() == "postgresql" && !co_await azoth_tests::has_postgresql(conn, 14)) co_return;
        co_await fill_parts(conn);
        co_await conn.execute(update(parts).values(parts.doc["new"]["inner"] = 1).where(parts.id == 2));
        CHECK((co_await doc_of(conn, 2)) == R"({"new":{"inner":1}})");
        co_await conn.execute(update(parts).values(parts.doc = std::nullopt).where(parts.id == 2));
        co_await conn.execute(update(parts).values(parts.doc[0] = "first").where(parts.id == 2));
        CHECK((co_await doc_of(conn, 2)) == R"(["first"])");
    });
}

TEST_CASE("parts are assigned once for each of many rows", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        if (dialect.name() == "postgresql" && !co_await azoth_tests::has_postgresql(conn, 14)) co_return;
        co_await fill_parts(conn);
        const auto change = update(parts)
                                .values(parts.doc["a"] = az::bindparam<std::int32_t>("value"))
                                .where(parts.id == az::bindparam<std::int32_t>("which"));
        const std::vector<std::tuple<std::int32_t, std::int32_t>> rows{{10, 1}, {20, 2}};
        co_await conn.execute(change, rows);
        CHECK((co_await doc_of(conn, 1)) == R"({"a":10,"b":[1,2]})");
        CHECK((co_await doc_of(conn, 2)) == R"({"a":20})");
    });
}

TEST_CASE("elements and slices of arrays are assigned to", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        const std::vector<std::int32_t> two{8, 9};
        const auto change = update(lists).values(lists.nums[1] = 7, lists.nums.slice(2, 3) = two);
        if (dialect.name() == "sqlite") {
            CHECK_THROWS_AS(az::compile(change, dialect), az::CompileError);
            co_return;
        }
        co_await lists_schema.drop_all(conn);
        co_await lists_schema.create_all(conn);
        const std::vector<std::int32_t> nums{1, 2, 3, 4};
        co_await conn.execute(insert(lists).values(lists.id = 1, lists.nums = nums, lists.plain = "{}"));
        co_await conn.execute(change);
        CHECK((co_await values<std::vector<std::int32_t>>(conn, select(lists.nums))).front() ==
              listed<std::int32_t>(7, 8, 9, 4));
        co_await conn.execute(update(lists).values(lists.nums[lists.id + 1] = lists.nums[1] + 1));
        CHECK((co_await values<std::vector<std::int32_t>>(conn, select(lists.nums))).front() ==
              listed<std::int32_t>(7, 8, 9, 4));
        co_await conn.rollback();
    });
}

TEST_CASE("assigning an unsuitable value to a part throws", "[unit]") {
    CHECK_THROWS_AS(az::compile(update(lists).values(lists.plain["a"] = 1), az::postgresql::dialect()),
                    az::CompileError);
    CHECK_THROWS_AS(parts.doc["a"] = std::numeric_limits<double>::infinity(), az::DataError);
    CHECK_THROWS_AS(insert(parts).values(parts.doc["a"] = 1), az::ArgumentError);
    CHECK_THROWS_AS(update(lists).values(parts.doc["a"] = 1), az::ArgumentError);
    const az::Value all(std::string_view("{}"), az::Jsonb());
    for (const az::Dialect* const dialect : {&az::postgresql::dialect(), &az::sqlite::dialect()}) {
        CHECK_THROWS_AS(az::compile(update(parts).values(parts.doc = all, parts.doc["a"] = 1), *dialect),
                        az::CompileError);
    }
}
