#pragma once

#include "catch.hpp"
#include "engine/support.hpp"
#include <azoth/azoth.hpp>
#include <azoth/reflection.hpp>

#include <string>
#include <vector>

namespace azoth_tests {

/// Executes statements in order.
inline azoth::task<void> execute_all(azoth::AsyncConnection& conn, std::vector<std::string> statements) {
    for (std::string& sql : statements) co_await conn.exec_driver_sql(std::move(sql));
}

/// Runs test(conn) on PostgreSQL, if there is a server, in a schema of its own, to which the search path points.
template <class Test>
void in_schema(Test test) {
    const std::string url = postgresql_url();
    if (url.empty()) return;
    run([](std::string where, Test body) -> azoth::task<void> {
        auto engine = azoth::create_async_engine(where);
        {
            auto conn = co_await engine.connect();
            std::vector<std::string> statements;
            statements.emplace_back("DROP SCHEMA IF EXISTS reflected CASCADE");
            statements.emplace_back("CREATE SCHEMA reflected");
            statements.emplace_back("SET search_path = reflected");
            co_await execute_all(conn, std::move(statements));
            co_await conn.commit();
            co_await body(conn);
            co_await conn.rollback();
            co_await conn.exec_driver_sql("DROP SCHEMA reflected CASCADE");
            co_await conn.commit();
            conn.invalidate();
        }
        co_await engine.dispose();
    }(url, test));
}

/// The same on an empty SQLite database.
template <class Test>
void in_sqlite(Test test) {
    run([](Test body) -> azoth::task<void> {
        auto engine = azoth::create_async_engine("sqlite://");
        {
            auto conn = co_await engine.connect();
            co_await body(conn);
        }
        co_await engine.dispose();
    }(test));
}

/// The reflection of tables without a schema.
inline azoth::task<azoth::ReflectedSchema> read_all(azoth::AsyncConnection& conn) {
    auto inspector = azoth::inspect(conn);
    co_return *co_await inspector.get_schema();
}

/// Fails if two schemas differ, table by table.
inline void check_equal(const azoth::ReflectedSchema& a, const azoth::ReflectedSchema& b) {
    REQUIRE(a.tables.size() == b.tables.size());
    for (std::size_t i = 0; i < a.tables.size(); ++i) {
        const azoth::ReflectedTable& x = a.tables[i];
        const azoth::ReflectedTable& y = b.tables[i];
        CAPTURE(x.name, y.name);
        REQUIRE(x.columns.size() == y.columns.size());
        for (std::size_t c = 0; c < x.columns.size(); ++c) {
            CAPTURE(x.columns[c].name, x.columns[c].type_sql, y.columns[c].type_sql, x.columns[c].default_sql,
                    y.columns[c].default_sql);
            CHECK(x.columns[c] == y.columns[c]);
        }
        CHECK(x.primary_key == y.primary_key);
        CHECK(x.foreign_keys == y.foreign_keys);
        CHECK(x.unique_constraints == y.unique_constraints);
        CHECK(x.checks == y.checks);
        CHECK(x.exclusions == y.exclusions);
        CHECK(x.indexes == y.indexes);
        CHECK(x.options == y.options);
        CAPTURE(x.definition_sql, y.definition_sql);
        CHECK(x.definition_sql == y.definition_sql);
        CHECK(x == y);
    }
    CHECK(a.sequences == b.sequences);
    CHECK(a.types == b.types);
}

}  // namespace azoth_tests
