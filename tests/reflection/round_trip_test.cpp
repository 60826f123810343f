#include "postgresql_schema.hpp"
#include "server_version.hpp"
#include "sqlite_schema.hpp"
#include "support.hpp"

// Reflection is right if tables created from it are reflected in the same way.

namespace {

using namespace azoth;
using namespace azoth_tests;

task<void> round_trip(AsyncConnection& conn) {
    const ReflectedSchema before = co_await read_all(conn);
    MetaData meta;
    add_reflected(meta, before);
    co_await meta.drop_all(conn);
    const ReflectedSchema none = co_await read_all(conn);
    CHECK(none.tables.empty());
    CHECK(none.types.empty());
    CHECK(none.sequences.empty());
    co_await meta.create_all(conn);
    const ReflectedSchema after = co_await read_all(conn);
    check_equal(before, after);
}

}  // namespace

TEST_CASE("a PostgreSQL schema created from its reflection is equal", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 15)) co_return;
        co_await execute_all(conn, postgresql_schema());
        // A new table has no rows that a constraint would not check.
        co_await conn.exec_driver_sql("ALTER TABLE to_pairs VALIDATE CONSTRAINT unchecked");
        co_await round_trip(conn);
    });
}

TEST_CASE("a SQLite schema created from its reflection is equal", "[sqlite][reflection]") {
    in_sqlite([](AsyncConnection& conn) -> task<void> {
        co_await execute_all(conn, sqlite_schema());
        co_await round_trip(conn);
    });
}
