#include "catch.hpp"
#include "each_database.hpp"

#include <string>
#include <vector>

namespace az = azoth;
using namespace azoth_tests;

TEST_CASE("What is read into a string is the server's text of it, also of types without a binary form", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        const std::vector<std::pair<const char*, const char*>> all{
            {"SELECT 'pg_catalog.pg_class'::regclass", "pg_class"},
            {"SELECT 'pg_catalog.now'::regproc", "now"},
            {"SELECT 'now()'::regprocedure", "now()"},
            {"SELECT 'english'::regconfig", "english"},
            {"SELECT current_user::regrole", "azoth"},
            {"SELECT 'pg_catalog'::regnamespace", "pg_catalog"},
            {"SELECT 'int4'::regtype", "integer"},
            {"SELECT '123'::xid", "123"},
            {"SELECT '=r/azoth'::aclitem", "=r/azoth"},
            {"SELECT ARRAY['=r/azoth'::aclitem]", "{=r/azoth}"},
            {"SELECT 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'::uuid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
            {"SELECT '{\"a\": 1}'::jsonb", "{\"a\": 1}"},
        };
        for (const auto& [sql, expected] : all) {
            INFO(sql);
            auto conn = co_await engine.connect();
            const auto statement = az::text(sql).columns<std::string>();
            for (int again = 0; again < 2; ++again) {
                const auto value = co_await conn.scalar(statement);  // in a transaction
                CHECK(value == expected);
            }
            auto stream = co_await conn.stream(statement);
            const auto row = co_await stream.one();
            CHECK(row.get<0>() == expected);
            const auto alone = co_await engine.scalar(statement);
            CHECK(alone == expected);
        }
    });
}

TEST_CASE("Text is compared with columns of other types", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        const auto statement =
            az::text("SELECT oid, oid::regclass, relacl FROM pg_class WHERE oid = 'pg_type'::regclass")
                .columns<az::Oid, std::string, std::optional<std::string>>();
        const auto row = co_await engine.one(statement);
        CHECK(row.get<0>() == 1247);
        CHECK(row.get<1>() == "pg_type");
        CHECK(row.get<2>().has_value());
    });
}

TEST_CASE("A dynamic row holds a type without a binary form as text", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        const auto statement = az::text("SELECT 7 AS n, '=r/azoth'::aclitem AS acl");
        for (int again = 0; again < 3; ++again) {
            const auto row = co_await engine.one(statement);
            CHECK(row["n"].as<std::int32_t>() == 7);
            CHECK(row["acl"].as<std::string>() == "=r/azoth");
        }
        // In a transaction the first attempt fails the transaction; later executions request text.
        auto conn = co_await engine.connect();
        co_await conn.scalar(az::text("SELECT 1"));
        const auto in_transaction = az::text("SELECT '=r/azoth'::aclitem AS other");
        const auto error = co_await failure<az::DatabaseError>(conn.scalar(in_transaction));
        REQUIRE(error.has_value());
        CHECK(error->sqlstate() == "42883");
        CHECK_THAT(std::string(error->hint()), ContainsSubstring("cast the value to text"));
        co_await conn.rollback();
        const auto value = co_await conn.scalar(in_transaction);
        REQUIRE(value.has_value());
        CHECK(value->as<std::string>() == "=r/azoth");
    });
}

TEST_CASE("A wrong number of columns is reported as such", "[engine]") {
    on_postgresql([](az::AsyncEngine engine) -> az::task<void> {
        auto conn = co_await engine.connect();
        const auto three = az::text("SELECT 1, 'a'").columns<std::int32_t, std::string, std::string>();
        const auto error = co_await failure<az::DataError>(conn.execute(three));
        REQUIRE(error.has_value());
        CHECK(error->message() == "the rows have 2 columns where 3 are expected");
        co_await conn.rollback();
        const auto one = az::text("SELECT 'a', 'b'").columns<std::string>();
        const auto other = co_await failure<az::DataError>(conn.execute(one));
        REQUIRE(other.has_value());
        CHECK(other->message() == "the rows have 2 columns where 1 are expected");
    });
}
