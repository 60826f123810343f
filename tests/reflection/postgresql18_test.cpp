#include "server_version.hpp"
#include "support.hpp"
#include <azoth/postgresql/dialect.hpp>
#include <azoth/reflection/diff.hpp>
#include <azoth/sql/ddl_compiler.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sqlite/dialect.hpp>

// What PostgreSQL 18 added to tables: virtual columns, keys WITHOUT OVERLAPS and with PERIOD, NOT ENFORCED, and NOT
// NULL with a name.

namespace {

using namespace azoth;
using namespace azoth_tests;

struct Bookings {
    Column<std::int32_t> id{"id", primary_key, autoincrement(false), NotNullConstraint("bookings_have_ids")};
    Column<Range<std::int32_t>> seats{"seats"};
    Column<Range<std::int64_t>> during{"during"};
    Column<std::int32_t> price{"price", NotNullConstraint("priced")};
    Column<std::optional<std::int32_t>> twice{"twice", Computed("price * 2").persisted(false)};
    Column<std::optional<std::int32_t>> kept{"kept", Computed("price + 1").persisted()};
};

struct Guests {
    Column<std::int32_t> id{"id", primary_key, autoincrement(false)};
    Column<Range<std::int32_t>> seats{"seats"};
    Column<Range<std::int64_t>> during{"during"};
    Column<std::optional<std::int32_t>> booking{"booking"};
};

struct Shop {
    MetaData meta;
    Table<Bookings> bookings{"bookings", meta,
                             UniqueConstraint("seats", "during").without_overlaps().name("one_at_a_time"),
                             CheckConstraint("price > 0").not_enforced().name("ck_price")};
    Table<Guests> guests{
        "guests", meta,
        ForeignKeyConstraint({"seats", "during"}, {"bookings.seats", "bookings.during"}).period().name("fk_during"),
        ForeignKeyConstraint({"booking"}, {"bookings.id"}).not_enforced().name("fk_booking")};
};

std::vector<std::string> plain_shop() {
    return {
        "CREATE TABLE bookings (id integer PRIMARY KEY, seats int4range NOT NULL, during int8range NOT NULL, price "
        "integer, twice integer, kept integer)",
        "CREATE TABLE guests (id integer PRIMARY KEY, seats int4range NOT NULL, during int8range NOT NULL, booking "
        "integer)"};
}

std::string ddl_of(const MetaData& meta, const Dialect& dialect, int server_version) {
    CompileOptions options;
    options.server_version = server_version;
    std::string text;
    for (const std::string& sql : dialect.ddl_compiler(options)->create_all(meta, ExistingObjects(), {})) {
        text += sql + ";\n";
    }
    return text;
}

}  // namespace

TEST_CASE("DDL has virtual columns, temporal keys, constraints that are not enforced and named NOT NULL", "[unit]") {
    const Shop shop;
    const std::string text = ddl_of(shop.meta, postgresql::dialect(), 180004);
    for (const char* const expected :
         {"id INTEGER CONSTRAINT bookings_have_ids NOT NULL", "price INTEGER CONSTRAINT priced NOT NULL",
          "twice INTEGER GENERATED ALWAYS AS (price * 2) VIRTUAL",
          "kept INTEGER GENERATED ALWAYS AS (price + 1) STORED",
          "CONSTRAINT one_at_a_time UNIQUE (seats, during WITHOUT OVERLAPS)",
          "CONSTRAINT ck_price CHECK (price > 0) NOT ENFORCED",
          "FOREIGN KEY(seats, PERIOD during) REFERENCES bookings (seats, PERIOD during)",
          "FOREIGN KEY(booking) REFERENCES bookings (id) NOT ENFORCED"}) {
        CHECK_THAT(text, ContainsSubstring(expected));
    }
}

TEST_CASE("DDL of a temporal primary key says WITHOUT OVERLAPS", "[unit]") {
    MetaData meta;
    const Table<> stays{"stays", meta, Column{"room", Integer()}, Column{"during", UserDefinedType("daterange")},
                        PrimaryKeyConstraint("room", "during").without_overlaps()};
    CHECK_THAT(ddl_of(meta, postgresql::dialect(), 0),
               ContainsSubstring("PRIMARY KEY (room, during WITHOUT OVERLAPS)"));
}

TEST_CASE("DDL says in one sentence which version of PostgreSQL it needs", "[unit]") {
    const auto needs = [](auto... items) {
        MetaData meta;
        const Table<> table{"t", meta, Column{"a", Integer(), primary_key}, Column{"b", Integer()}, items...};
        std::string message;
        try {
            ddl_of(meta, postgresql::dialect(), 170010);
        } catch (const UnsupportedCompilationError& error) {
            message = error.what();
        }
        try {
            ddl_of(meta, sqlite::dialect(), 3040001);
        } catch (const UnsupportedCompilationError& error) {
            message += std::string(" | ") + error.what();
        }
        return message;
    };
    CHECK(needs(UniqueConstraint("a", "b").without_overlaps()) ==
          "WITHOUT OVERLAPS needs PostgreSQL 18 | sqlite has no WITHOUT OVERLAPS");
    CHECK(needs(CheckConstraint("a > 0").not_enforced()) ==
          "NOT ENFORCED needs PostgreSQL 18 | sqlite has no NOT ENFORCED");
    CHECK(needs(ForeignKeyConstraint({"a", "b"}, {"t.a", "t.b"}).period()) ==
          "PERIOD needs PostgreSQL 18 | sqlite has no PERIOD");
    CHECK(needs(Column{"c", Integer(), Computed("b * 2").persisted(false)}) ==
          "GENERATED ALWAYS AS ... VIRTUAL needs PostgreSQL 18");
}

TEST_CASE("a server that is too old says in one sentence which it has to be", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        const Shop shop;
        const auto found = co_await conn.exec_driver_sql("SELECT current_setting('server_version_num')::int");
        const bool old = found.one().get<std::int32_t>(0) < 180000;
        std::string message;
        try {
            co_await shop.meta.create_all(conn);
        } catch (const UnsupportedCompilationError& error) {
            message = error.what();
        }
        CHECK(message == (old ? "GENERATED ALWAYS AS ... VIRTUAL needs PostgreSQL 18" : ""));
    });
}

TEST_CASE("tables of PostgreSQL 18 are made again of what was reflected", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 18)) co_return;
        const Shop shop;
        co_await shop.meta.create_all(conn);
        const ReflectedSchema before = co_await read_all(conn);
        const ReflectedTable& bookings = *before.find("bookings");
        CHECK(bookings.find("twice")->computed_sql == "(price * 2)");
        CHECK_FALSE(bookings.find("twice")->computed_stored);
        CHECK(bookings.find("kept")->computed_stored);
        CHECK(bookings.find("price")->not_null.name == "priced");
        CHECK(bookings.find("seats")->not_null.name.empty());
        CHECK(bookings.unique_constraints.at(0).without_overlaps);
        CHECK(bookings.checks.at(0).not_enforced);
        CHECK_FALSE(bookings.checks.at(0).not_valid);
        CHECK(bookings.exclusions.empty());
        CHECK(bookings.indexes.empty());
        const ReflectedTable& guests = *before.find("guests");
        CHECK(guests.foreign_keys.at(0).not_enforced);
        CHECK(guests.foreign_keys.at(1).period);
        MetaData meta;
        add_reflected(meta, before);
        co_await meta.drop_all(conn);
        co_await meta.create_all(conn);
        check_equal(before, co_await read_all(conn));
    });
}

TEST_CASE("a temporal primary key is reflected", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 18)) co_return;
        co_await conn.exec_driver_sql(
            "CREATE TABLE stays (room int4range, during daterange, PRIMARY KEY (room, during WITHOUT OVERLAPS))");
        const ReflectedSchema schema = co_await read_all(conn);
        CHECK(schema.tables.at(0).primary_key.without_overlaps);
        CHECK(schema.tables.at(0).primary_key.columns == std::vector<std::string>{"room", "during"});
        CHECK_THAT(schema_header(schema),
                   ContainsSubstring("az::PrimaryKeyConstraint(\"room\", \"during\").without_overlaps()"));
    });
}

TEST_CASE("a header declares what PostgreSQL 18 has", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 18)) co_return;
        const Shop shop;
        co_await shop.meta.create_all(conn);
        co_await conn.exec_driver_sql("ALTER TABLE guests ADD CONSTRAINT booked NOT NULL booking NOT VALID");
        const std::string text = schema_header(co_await read_all(conn));
        for (const char* const expected :
             {"price{\"price\", az::NotNullConstraint(\"priced\")};", "az::Computed(\"(price * 2)\").persisted(false)",
              "az::NotNullConstraint(\"booked\").not_valid(),",
              "az::UniqueConstraint(\"seats\", \"during\").without_overlaps().name(\"one_at_a_time\")",
              "az::CheckConstraint(\"(price > 0)\").name(\"ck_price\").not_enforced()",
              "az::ForeignKeyConstraint({\"seats\", \"during\"}, {\"bookings.seats\", "
              "\"bookings.during\"}).period().name(\"fk_during\")",
              ".name(\"fk_booking\").not_enforced()"}) {
            CHECK_THAT(text, ContainsSubstring(expected));
        }
    });
}

TEST_CASE("a plain table becomes one of PostgreSQL 18 and a plain one again", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 18)) co_return;
        const Shop shop;
        co_await execute_all(conn, plain_shop());
        co_await conn.commit();
        const ReflectedSchema before = co_await read_all(conn);
        const SchemaDiff found = co_await diff(shop.meta, conn);
        std::vector<std::string> changes;
        for (const SchemaChange& change : found.changes) changes.push_back(to_string(change));
        const std::vector<std::string> expected{
            "alter column bookings.id: not null named bookings_have_ids",
            "alter column bookings.price: not null (may lose data)",
            "alter column bookings.twice: computed none to (price * 2) (may lose data)",
            "alter column bookings.kept: computed none to (price + 1) (may lose data)",
            "add unique bookings.one_at_a_time",
            "add check bookings.ck_price",
            "add foreign key guests.fk_booking",
            "add foreign key guests.fk_during"};
        CHECK(changes == expected);
        co_await execute_all(conn, found.up);
        co_await conn.commit();
        const SchemaDiff none = co_await diff(shop.meta, conn);
        for (const SchemaChange& change : none.changes) CHECK(to_string(change).empty());
        co_await execute_all(conn, found.down);
        co_await conn.commit();
        const ReflectedSchema after = co_await read_all(conn);
        CHECK(compare(before, after, postgresql::dialect()).changes.empty());
    });
}

TEST_CASE("a column becomes virtual, stored and plain", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 18)) co_return;
        const std::string columns[] = {"b integer GENERATED ALWAYS AS (a * 2) VIRTUAL",
                                       "b integer GENERATED ALWAYS AS (a * 2) STORED", "b integer"};
        for (const std::string& from : columns) {
            for (const std::string& to : columns) {
                if (from == to) continue;
                CAPTURE(from, to);
                co_await conn.exec_driver_sql("DROP TABLE IF EXISTS t");
                co_await conn.exec_driver_sql("CREATE TABLE t (a integer, " + to + ')');
                const ReflectedSchema wanted = co_await read_all(conn);
                co_await conn.exec_driver_sql("DROP TABLE t");
                co_await conn.exec_driver_sql("CREATE TABLE t (a integer, " + from + ')');
                const ReflectedSchema before = co_await read_all(conn);
                const SchemaDiff found = compare(before, wanted, postgresql::dialect());
                CHECK(found.changes.size() == 1);
                co_await execute_all(conn, found.up);
                check_equal(co_await read_all(conn), wanted);
            }
        }
    });
}

TEST_CASE("NOT NULL is added without looking at the rows", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        if (!co_await has_postgresql(conn, 18)) co_return;
        co_await conn.exec_driver_sql("CREATE TABLE t (a integer)");
        co_await conn.exec_driver_sql("INSERT INTO t VALUES (NULL)");
        co_await conn.commit();
        MetaData meta;
        const Table<> table{"t", meta, Column{"a", Integer(), NotNullConstraint("a_given").not_valid()}};
        const SchemaDiff found = co_await diff(meta, conn);
        const std::vector<std::string> expected{"ALTER TABLE t ADD CONSTRAINT a_given NOT NULL a NOT VALID"};
        CHECK(found.up == expected);
        CHECK_FALSE(found.loses_data());
        co_await execute_all(conn, found.up);
        co_await conn.commit();
        const ReflectedSchema after = co_await read_all(conn);
        CHECK(after.tables.at(0).columns.at(0).not_null == NotNullInfo{"a_given", true});
        CHECK((co_await diff(meta, conn)).changes.empty());
    });
}

TEST_CASE("a NOT NULL constraint with the name that PostgreSQL makes has none", "[postgresql][reflection]") {
    in_schema([](AsyncConnection& conn) -> task<void> {
        const std::string wide(60, 'w');
        co_await conn.exec_driver_sql(
            "CREATE TABLE " + wide + " (" + wide +
            " integer NOT NULL, \"größe größe größe "
            "größe größe größe\" integer NOT NULL, t_a integer NOT NULL, id serial PRIMARY KEY)");
        co_await conn.exec_driver_sql(
            "CREATE TABLE t (a integer NOT NULL, CONSTRAINT t_b_not_null CHECK (a > 0), b "
            "integer NOT NULL)");
        const ReflectedSchema schema = co_await read_all(conn);
        for (const ReflectedTable& table : schema.tables) {
            for (const ReflectedColumn& column : table.columns) {
                CAPTURE(column.name);
                CHECK_FALSE(column.nullable);
                CHECK(column.not_null == NotNullInfo{});
            }
        }
    });
}
