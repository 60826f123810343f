#include "catch.hpp"
#include "schema/dialects.hpp"

#include <cstdint>
#include <optional>
#include <string>

using namespace azoth;

TEST_CASE("an integer key is SERIAL on PostgreSQL and plain columns have their types", "[unit]") {
    MetaData meta;
    const Table gadgets{"gadgets",
                        meta,
                        Column{"id", Integer(), primary_key},
                        Column{"name", String(50), not_null},
                        Column{"notes", Text()},
                        Column{"weight", Float()},
                        Column{"ratio", Double()},
                        Column{"cost", Numeric(12, 4)},
                        Column{"big", BigInteger()},
                        Column{"small", SmallInteger()},
                        Column{"active", Boolean()}};
    CHECK(
        postgresql_text(CreateTable(gadgets)) ==
        "CREATE TABLE gadgets ( id SERIAL NOT NULL, name VARCHAR(50) NOT NULL, notes TEXT, weight FLOAT, ratio DOUBLE "
        "PRECISION, cost NUMERIC(12, 4), big BIGINT, small SMALLINT, active BOOLEAN, PRIMARY KEY (id) )");
    CHECK(sqlite_text(CreateTable(gadgets)) ==
          "CREATE TABLE gadgets ( id INTEGER NOT NULL, name VARCHAR(50) NOT NULL, notes TEXT, weight FLOAT, ratio "
          "DOUBLE, "
          "cost NUMERIC(12, 4), big BIGINT, small SMALLINT, active BOOLEAN, PRIMARY KEY (id) )");
}

TEST_CASE("dates, times, binaries, documents and UUIDs have each database's names", "[unit]") {
    MetaData meta;
    const Table samples{"samples",
                        meta,
                        Column{"id", Uuid(), primary_key},
                        Column{"d", Date()},
                        Column{"t", Time()},
                        Column{"ts", DateTime()},
                        Column{"tz", DateTime(with_timezone)},
                        Column{"span", interval_type()},
                        Column{"raw", LargeBinary()},
                        Column{"doc", Json()}};
    CHECK(
        postgresql_text(CreateTable(samples)) ==
        "CREATE TABLE samples ( id UUID NOT NULL, d DATE, t TIME WITHOUT TIME ZONE, ts TIMESTAMP WITHOUT TIME ZONE, tz "
        "TIMESTAMP WITH TIME ZONE, span INTERVAL, raw BYTEA, doc JSON, PRIMARY KEY (id) )");
    CHECK(sqlite_text(CreateTable(samples)) ==
          "CREATE TABLE samples ( id CHAR(32) NOT NULL, d DATE, t TIME, ts DATETIME, tz DATETIME, span DATETIME, raw "
          "BLOB, "
          "doc JSON, PRIMARY KEY (id) )");
}

TEST_CASE("a type may have no size or another spelling", "[unit]") {
    MetaData meta;
    const Table odds{"odds",
                     meta,
                     Column{"a", String()},
                     Column{"b", Numeric()},
                     Column{"c", Char(3)},
                     Column{"d", String(7)},
                     Column{"e", Numeric(6, 2).spelled("DECIMAL")},
                     Column{"f", Real()},
                     Column{"g", DateTime().spelled("TIMESTAMP")},
                     Column{"h", BigInteger()},
                     Column{"i", String(20)},
                     Column{"j", Text()},
                     Column{"k", Float(53)}};
    CHECK(postgresql_text(CreateTable(odds)) ==
          "CREATE TABLE odds ( a VARCHAR, b NUMERIC, c CHAR(3), d VARCHAR(7), e DECIMAL(6, 2), f REAL, g TIMESTAMP "
          "WITHOUT "
          "TIME ZONE, h BIGINT, i VARCHAR(20), j TEXT, k FLOAT(53) )");
    CHECK(sqlite_text(CreateTable(odds)) ==
          "CREATE TABLE odds ( a VARCHAR, b NUMERIC, c CHAR(3), d VARCHAR(7), e DECIMAL(6, 2), f REAL, g TIMESTAMP, h "
          "BIGINT, i VARCHAR(20), j TEXT, k FLOAT )");
}

TEST_CASE("PostgreSQL's own types are written in DDL", "[unit]") {
    MetaData meta;
    const Table types{"pg_types",
                      meta,
                      Column{"a", Jsonb()},
                      Column{"b", Array(Integer())},
                      Column{"c", Array(String(10), 2)},
                      Column{"d", SqlType(TypeKind::inet)},
                      Column{"g", SqlType(TypeKind::tsvector)},
                      Column{"h", SqlType(TypeKind::date_range)},
                      Column{"k", SqlType(TypeKind::bit, 8)},
                      Column{"l", SqlType(TypeKind::varbit)},
                      Column{"m", SqlType(TypeKind::money)},
                      Column{"n", SqlType(TypeKind::oid)},
                      Column{"o", interval_type("DAY TO SECOND", 3)},
                      Column{"p", DateTime(with_timezone, 3)},
                      Column{"q", Time(0)}};
    CHECK(
        postgresql_text(CreateTable(types)) ==
        "CREATE TABLE pg_types ( a JSONB, b INTEGER[], c VARCHAR(10)[][], d INET, g TSVECTOR, h DATERANGE, k BIT(8), l "
        "BIT "
        "VARYING, m MONEY, n OID, o INTERVAL DAY TO SECOND (3), p TIMESTAMP(3) WITH TIME ZONE, q TIME(0) WITHOUT TIME "
        "ZONE )");
    CHECK_THROWS_AS(sqlite_text(CreateTable(types)), UnsupportedCompilationError);
}

TEST_CASE("small and big keys are numbered, too", "[unit]") {
    MetaData meta;
    const Table small{"s1", meta, Column{"id", SmallInteger(), primary_key}};
    const Table big{"s2", meta, Column{"id", BigInteger(), primary_key}};
    CHECK(postgresql_text(CreateTable(small)) == "CREATE TABLE s1 ( id SMALLSERIAL NOT NULL, PRIMARY KEY (id) )");
    CHECK(postgresql_text(CreateTable(big)) == "CREATE TABLE s2 ( id BIGSERIAL NOT NULL, PRIMARY KEY (id) )");
    CHECK(sqlite_text(CreateTable(big)) == "CREATE TABLE s2 ( id INTEGER NOT NULL, PRIMARY KEY (id) )");
}

TEST_CASE("a key with several columns, another type, or without autoincrement is not numbered", "[unit]") {
    MetaData meta;
    const Table countries{"countries", meta, Column{"code", Char(2), primary_key},
                          Column{"number", Integer(), autoincrement(false), not_null, unique}};
    CHECK(postgresql_text(CreateTable(countries)) ==
          "CREATE TABLE countries ( code CHAR(2) NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (code), UNIQUE "
          "(number) )");
    const Table fixed{"fixed", meta, Column{"id", Integer(), primary_key, autoincrement(false)}};
    CHECK(postgresql_text(CreateTable(fixed)) == "CREATE TABLE fixed ( id INTEGER NOT NULL, PRIMARY KEY (id) )");
    const Table pairs{"pairs", meta, Column{"a", Integer(), primary_key}, Column{"b", Integer(), primary_key}};
    CHECK(postgresql_text(CreateTable(pairs)) ==
          "CREATE TABLE pairs ( a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b) )");
    const Table chosen{"chosen", meta, Column{"a", Integer(), primary_key},
                       Column{"b", Integer(), primary_key, autoincrement(true)}};
    CHECK(postgresql_text(CreateTable(chosen)) ==
          "CREATE TABLE chosen ( a INTEGER NOT NULL, b SERIAL NOT NULL, PRIMARY KEY (b, a) )");
}

TEST_CASE("a primary key of several columns can have a name", "[unit]") {
    MetaData meta;
    const Table seats{"seats",
                      meta,
                      Column{"hall", Integer(), not_null},
                      Column{"row", Integer(), not_null},
                      Column{"number", Integer(), not_null},
                      PrimaryKeyConstraint("hall", "row", "number").name("pk_seats")};
    CHECK(postgresql_text(CreateTable(seats)) ==
          "CREATE TABLE seats ( hall INTEGER NOT NULL, row INTEGER NOT NULL, number INTEGER NOT NULL, CONSTRAINT "
          "pk_seats "
          "PRIMARY KEY (hall, row, number) )");
    CHECK(sqlite_text(CreateTable(seats)) ==
          "CREATE TABLE seats ( hall INTEGER NOT NULL, \"row\" INTEGER NOT NULL, number INTEGER NOT NULL, CONSTRAINT "
          "pk_seats "
          "PRIMARY KEY (hall, \"row\", number) )");
}

TEST_CASE("unique and CHECK constraints are allowed at columns and at the table", "[unit]") {
    MetaData meta;
    const Table coupons{"coupons",
                        meta,
                        Column{"id", Integer(), primary_key},
                        Column{"code", String(12), unique},
                        Column{"percent", Integer(), CheckConstraint("percent > 0")},
                        Column{"starts", Date()},
                        Column{"ends", Date()},
                        UniqueConstraint("code", "starts").name("uq_coupon_code_start"),
                        CheckConstraint("starts < ends").name("ck_coupon_period")};
    const std::string rest =
        " code VARCHAR(12), percent INTEGER CHECK (percent > 0), starts DATE, ends DATE, PRIMARY KEY (id), CONSTRAINT "
        "uq_coupon_code_start UNIQUE (code, starts), CONSTRAINT ck_coupon_period CHECK (starts < ends), UNIQUE (code) "
        ")";
    CHECK(postgresql_text(CreateTable(coupons)) == "CREATE TABLE coupons ( id SERIAL NOT NULL," + rest);
    CHECK(sqlite_text(CreateTable(coupons)) == "CREATE TABLE coupons ( id INTEGER NOT NULL," + rest);
}

TEST_CASE("foreign keys have actions and names", "[unit]") {
    MetaData meta;
    const Table parent{"parent", meta, Column{"id", Integer(), primary_key}, Column{"code", String(5), unique}};
    const Table child{
        "child", meta, Column{"id", Integer(), primary_key},
        Column{"parent_id", Integer(), ForeignKey("parent.id").on_delete("CASCADE").on_update("RESTRICT"), not_null},
        Column{"parent_code", String(5), ForeignKey("parent.code").name("fk_child_code").on_delete("SET NULL")}};
    CHECK(
        postgresql_text(CreateTable(child)) ==
        "CREATE TABLE child ( id SERIAL NOT NULL, parent_id INTEGER NOT NULL, parent_code VARCHAR(5), PRIMARY KEY "
        "(id), "
        "FOREIGN KEY(parent_id) REFERENCES parent (id) ON DELETE CASCADE ON UPDATE RESTRICT, CONSTRAINT fk_child_code "
        "FOREIGN KEY(parent_code) REFERENCES parent (code) ON DELETE SET NULL )");
}

TEST_CASE("a foreign key of several columns can have MATCH, columns to set NULL and a check time", "[unit]") {
    MetaData meta;
    const Table seats{"seats", meta, Column{"hall", Integer(), primary_key}, Column{"number", Integer(), primary_key}};
    const Table tickets{"tickets", meta, Column{"hall", Integer()}, Column{"seat", Integer()},
                        ForeignKeyConstraint({"hall", "seat"}, {"seats.hall", "seats.number"})
                            .name("fk_seat")
                            .match("FULL")
                            .on_delete("SET NULL", "seat")
                            .deferrable()
                            .initially("DEFERRED")};
    CHECK(postgresql_text(CreateTable(tickets)) ==
          "CREATE TABLE tickets ( hall INTEGER, seat INTEGER, CONSTRAINT fk_seat FOREIGN KEY(hall, seat) REFERENCES "
          "seats "
          "(hall, number) MATCH FULL ON DELETE SET NULL (seat) DEFERRABLE INITIALLY DEFERRED )");
}

TEST_CASE("an unknown action does not reach the text", "[unit]") {
    MetaData meta;
    const Table parent{"parent", meta, Column{"id", Integer(), primary_key}};
    const Table child{"child", meta,
                      Column{"p", Integer(), ForeignKey(parent["id"]).on_delete("CASCADE; DROP TABLE x")}};
    CHECK_THROWS_AS(postgresql_text(CreateTable(child)), CompileError);
}

TEST_CASE("keys and unique constraints can be deferred on PostgreSQL only", "[unit]") {
    MetaData meta;
    const Table ranks{"ranks",
                      meta,
                      Column{"id", Integer()},
                      Column{"place", Integer()},
                      PrimaryKeyConstraint("id").deferrable(),
                      UniqueConstraint("place").name("uq_place").deferrable().initially("IMMEDIATE")};
    CHECK(postgresql_text(CreateTable(ranks)) ==
          "CREATE TABLE ranks ( id SERIAL NOT NULL, place INTEGER, PRIMARY KEY (id) DEFERRABLE, CONSTRAINT uq_place "
          "UNIQUE "
          "(place) DEFERRABLE INITIALLY IMMEDIATE )");
    CHECK_THROWS_AS(sqlite_text(CreateTable(ranks)), UnsupportedCompilationError);
}

TEST_CASE("identity columns have their sequence options", "[unit]") {
    MetaData meta;
    const Table tickets{"tickets", meta,
                        Column{"id", Integer(), Identity().always().start(100).increment(5), primary_key},
                        Column{"seq", BigInteger(), Identity().minvalue(1).maxvalue(900).cycle().cache(10)}};
    CHECK(postgresql_text(CreateTable(tickets)) ==
          "CREATE TABLE tickets ( id INTEGER GENERATED ALWAYS AS IDENTITY (INCREMENT BY 5 START WITH 100), seq BIGINT "
          "GENERATED BY DEFAULT AS IDENTITY (MINVALUE 1 MAXVALUE 900 CACHE 10 CYCLE), PRIMARY KEY (id) )");
    CHECK_THROWS_AS(sqlite_text(CreateTable(tickets)), UnsupportedCompilationError);
}

TEST_CASE("SQLite numbers an identity key as it does any integer key", "[unit]") {
    MetaData meta;
    const Table plain{"plain", meta, Column{"id", Integer(), Identity(), primary_key}};
    CHECK(sqlite_text(CreateTable(plain)) == "CREATE TABLE plain ( id INTEGER NOT NULL, PRIMARY KEY (id) )");
}

TEST_CASE("computed columns are stored if the database has no virtual ones", "[unit]") {
    struct Rects {
        azoth::Column<int> id{"id", primary_key};
        azoth::Column<std::optional<int>> w{"w"};
        azoth::Column<std::optional<int>> h{"h"};
        azoth::Column<std::optional<int>> area{"area", Computed(w* h)};
        azoth::Column<std::optional<int>> half{"half", Computed("(w * h) / 2").persisted()};
    };
    MetaData meta;
    const Table<Rects> rects{"rects", meta};
    CHECK(postgresql_text(CreateTable(rects)) ==
          "CREATE TABLE rects ( id SERIAL NOT NULL, w INTEGER, h INTEGER, area INTEGER GENERATED ALWAYS AS (w * h) "
          "STORED, "
          "half INTEGER GENERATED ALWAYS AS ((w * h) / 2) STORED, PRIMARY KEY (id) )");
    CHECK(sqlite_text(CreateTable(rects)) ==
          "CREATE TABLE rects ( id INTEGER NOT NULL, w INTEGER, h INTEGER, area INTEGER GENERATED ALWAYS AS (w * h), "
          "half "
          "INTEGER GENERATED ALWAYS AS ((w * h) / 2) STORED, PRIMARY KEY (id) )");
}

TEST_CASE("server defaults are literals, numbers, booleans and expressions", "[unit]") {
    MetaData meta;
    const Table t{"t",
                  meta,
                  Column{"a", String(), server_default("it's")},
                  Column{"b", Integer(), server_default(-1)},
                  Column{"c", Boolean(), server_default(true)},
                  Column{"d", DateTime(), server_default(literal_column<std::string>("now()"))}};
    CHECK(postgresql_text(CreateTable(t)) ==
          "CREATE TABLE t ( a VARCHAR DEFAULT 'it''s', b INTEGER DEFAULT -1, c BOOLEAN DEFAULT true, d TIMESTAMP "
          "WITHOUT TIME "
          "ZONE DEFAULT now() )");
    CHECK(sqlite_text(CreateTable(t)) ==
          "CREATE TABLE t ( a VARCHAR DEFAULT 'it''s', b INTEGER DEFAULT (-1), c BOOLEAN DEFAULT 1, d DATETIME DEFAULT "
          "(now()) )");
}

TEST_CASE("names are quoted if necessary", "[unit]") {
    MetaData meta;
    const Table log{"Order Log",
                    meta,
                    Column{"Id", Integer(), primary_key},
                    Column{"user", String(10), server_default("nobody")},
                    Column{"camelCase", Integer(), CheckConstraint("\"camelCase\" > 0").name("ck Camel")},
                    UniqueConstraint("user", "camelCase").name("UQ both")};
    CHECK(postgresql_text(CreateTable(log)) ==
          "CREATE TABLE \"Order Log\" ( \"Id\" SERIAL NOT NULL, \"user\" VARCHAR(10) DEFAULT 'nobody', \"camelCase\" "
          "INTEGER "
          "CONSTRAINT \"ck Camel\" CHECK (\"camelCase\" > 0), PRIMARY KEY (\"Id\"), CONSTRAINT \"UQ both\" UNIQUE "
          "(\"user\", "
          "\"camelCase\") )");
    CHECK(
        sqlite_text(CreateTable(log)) ==
        "CREATE TABLE \"Order Log\" ( \"Id\" INTEGER NOT NULL, user VARCHAR(10) DEFAULT 'nobody', \"camelCase\" "
        "INTEGER "
        "CONSTRAINT \"ck Camel\" CHECK (\"camelCase\" > 0), PRIMARY KEY (\"Id\"), CONSTRAINT \"UQ both\" UNIQUE (user, "
        "\"camelCase\") )");
}

TEST_CASE("quote() forces or forbids quotes around a table's and a column's name", "[unit]") {
    MetaData meta;
    const Table t{"plain", meta, azoth::quote(true), Column{"MixedCase", Integer(), azoth::quote(false)}};
    CHECK(postgresql_text(CreateTable(t)) == "CREATE TABLE \"plain\" ( MixedCase INTEGER )");
}

TEST_CASE("a foreign key to another schema is left out on SQLite", "[unit]") {
    MetaData meta;
    const Table users{"users", meta, Column{"id", Integer(), primary_key}};
    const Table notes{"notes",
                      meta,
                      Column{"id", Integer(), primary_key},
                      Column{"user_id", ForeignKey("users.id")},
                      Column{"event_id", ForeignKey("audit.events.id")},
                      schema("audit")};
    const Table events{"events", meta, Column{"id", Integer(), primary_key}, schema("audit")};
    CHECK(postgresql_text(CreateTable(notes)) ==
          "CREATE TABLE audit.notes ( id SERIAL NOT NULL, user_id INTEGER, event_id INTEGER, PRIMARY KEY (id), FOREIGN "
          "KEY(user_id) REFERENCES users (id), FOREIGN KEY(event_id) REFERENCES audit.events (id) )");
    CHECK(
        sqlite_text(CreateTable(notes)) ==
        "CREATE TABLE audit.notes ( id INTEGER NOT NULL, user_id INTEGER, event_id INTEGER, PRIMARY KEY (id), FOREIGN "
        "KEY(event_id) REFERENCES events (id) )");
}

TEST_CASE("tables can be temporary, unlogged, and created only if missing", "[unit]") {
    MetaData meta;
    const Table scratch{"scratch", meta, Column{"n", Integer()}, temporary};
    CHECK(postgresql_text(CreateTable(scratch).if_not_exists()) ==
          "CREATE TEMPORARY TABLE IF NOT EXISTS scratch ( n INTEGER )");
    const Table cache{"cache", meta, Column{"n", Integer()}, azoth::postgresql::unlogged};
    CHECK(postgresql_text(CreateTable(cache)) == "CREATE UNLOGGED TABLE cache ( n INTEGER )");
}

TEST_CASE("PostgreSQL ignores SQLite's table options", "[unit]") {
    MetaData meta;
    const Table kv{"kv",
                   meta,
                   Column{"k", Text(), primary_key},
                   Column{"v", LargeBinary()},
                   azoth::sqlite::without_rowid,
                   azoth::sqlite::strict};
    const Table automatic{"auto", meta, Column{"id", Integer(), primary_key}, Column{"x", Text()},
                          azoth::sqlite::autoincrement};
    CHECK(postgresql_text(CreateTable(kv)) == "CREATE TABLE kv ( k TEXT NOT NULL, v BYTEA, PRIMARY KEY (k) )");
    CHECK(sqlite_text(CreateTable(kv)) ==
          "CREATE TABLE kv ( k TEXT NOT NULL, v BLOB, PRIMARY KEY (k) ) WITHOUT ROWID, STRICT");
    CHECK(sqlite_text(CreateTable(automatic)) ==
          "CREATE TABLE auto ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, x TEXT )");
}

TEST_CASE("PostgreSQL's table options follow the columns", "[unit]") {
    MetaData meta;
    const Table base{"base", meta, Column{"at", Date()}};
    const Table t{"t",
                  meta,
                  Column{"at", Date()},
                  azoth::postgresql::inherits("base"),
                  azoth::postgresql::access_method("heap"),
                  azoth::postgresql::with("fillfactor", 70),
                  azoth::postgresql::tablespace("Fast")};
    CHECK(postgresql_text(CreateTable(t)) ==
          "CREATE TABLE t ( at DATE ) INHERITS ( base ) USING heap WITH (fillfactor = 70) TABLESPACE \"Fast\"");
    const Table parts{"parts", meta, Column{"at", Date()}, azoth::postgresql::partition_by("RANGE (at)")};
    CHECK(postgresql_text(CreateTable(parts)) == "CREATE TABLE parts ( at DATE ) PARTITION BY RANGE (at)");
    const Table one{"parts_rest", meta, azoth::postgresql::partition_of("parts", "DEFAULT"),
                    CheckConstraint("at > '2000-01-01'").name("ck_at")};
    CHECK(postgresql_text(CreateTable(one)) ==
          "CREATE TABLE parts_rest PARTITION OF parts ( CONSTRAINT ck_at CHECK (at > '2000-01-01') ) DEFAULT");
    const Table gone{"gone", meta, Column{"x", Integer()}, temporary, azoth::postgresql::on_commit("DELETE ROWS")};
    CHECK(postgresql_text(CreateTable(gone)) == "CREATE TEMPORARY TABLE gone ( x INTEGER ) ON COMMIT DELETE ROWS");
    CHECK_THROWS_AS(sqlite_text(CreateTable(parts)), UnsupportedCompilationError);
}

TEST_CASE("unique constraints can include columns and treat NULLs as equal", "[unit]") {
    MetaData meta;
    const Table slots{"slots",
                      meta,
                      Column{"id", Integer(), primary_key},
                      Column{"a", Integer()},
                      Column{"b", Integer()},
                      UniqueConstraint("a").name("uq_a").nulls_not_distinct(),
                      UniqueConstraint("b").name("uq_b").include("a")};
    CHECK(postgresql_text(CreateTable(slots)) ==
          "CREATE TABLE slots ( id SERIAL NOT NULL, a INTEGER, b INTEGER, PRIMARY KEY (id), CONSTRAINT uq_a UNIQUE "
          "NULLS NOT "
          "DISTINCT (a), CONSTRAINT uq_b UNIQUE (b) INCLUDE (a) )");
    CHECK_THROWS_AS(sqlite_text(CreateTable(slots)), UnsupportedCompilationError);
}

TEST_CASE("an exclusion compares columns and expressions with operators", "[unit]") {
    struct Stays {
        azoth::Column<std::string> room{"room"};
        azoth::Column<Value> during{"during", SqlType(TypeKind::date_range)};
        azoth::Column<bool> cancelled{"cancelled"};
    };
    MetaData meta;
    const Table<Stays> stays{"stays", meta, [](const Stays& t) {
                                 return ExcludeConstraint()
                                     .element(t.room, "=")
                                     .element(t.during, "&&")
                                     .where(t.cancelled == false)
                                     .name("ex_stays");
                             }};
    CHECK(
        postgresql_text(CreateTable(stays)) ==
        "CREATE TABLE stays ( room VARCHAR NOT NULL, during DATERANGE, cancelled BOOLEAN NOT NULL, CONSTRAINT ex_stays "
        "EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (cancelled = false) )");
    CHECK_THROWS_AS(sqlite_text(CreateTable(stays)), UnsupportedCompilationError);
}

TEST_CASE("SQLite's constraints have their conflict resolutions", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, Column{"a", Integer(), not_null, azoth::sqlite::on_conflict_not_null("IGNORE")},
                  UniqueConstraint("a").on_conflict("REPLACE")};
    CHECK(sqlite_text(CreateTable(t)) ==
          "CREATE TABLE t ( a INTEGER NOT NULL ON CONFLICT IGNORE, UNIQUE (a) ON CONFLICT REPLACE )");
}

TEST_CASE("an enumeration is a type, a CHECK, or only text", "[unit]") {
    MetaData meta;
    const Table lamps{"lamps",
                      meta,
                      Column{"id", Integer(), primary_key},
                      Column{"color", Enum("lamp_color", {"red", "amber", "it's green"})},
                      Column{"mode", Enum("lamp_mode", {"on", "off"}).not_native().with_check()},
                      Column{"size", Enum("", {"s", "m", "xl"}).not_native().with_length(12)}};
    CHECK(create_all(meta, azoth::postgresql::dialect()) ==
          "CREATE TYPE lamp_color AS ENUM ('red', 'amber', 'it''s green'); CREATE TABLE lamps ( id SERIAL NOT NULL, "
          "color "
          "lamp_color, mode VARCHAR(3), size VARCHAR(12), PRIMARY KEY (id), CONSTRAINT lamp_mode CHECK (mode IN ('on', "
          "'off')) )");
    CHECK(create_all(meta, azoth::sqlite::dialect()) ==
          "CREATE TABLE lamps ( id INTEGER NOT NULL, color VARCHAR(10), mode VARCHAR(3), size VARCHAR(12), PRIMARY KEY "
          "(id), "
          "CONSTRAINT lamp_mode CHECK (mode IN ('on', 'off')) )");
    CHECK(drop_all(meta, azoth::postgresql::dialect()) == "DROP TABLE lamps; DROP TYPE lamp_color");
}

TEST_CASE("a boolean that is stored as a number has a CHECK", "[unit]") {
    MetaData meta;
    const Table switches{"switches", meta, Column{"id", Integer(), primary_key},
                         Column{"on", Boolean().with_check("ck_on"), not_null}};
    CHECK(postgresql_text(CreateTable(switches)) ==
          "CREATE TABLE switches ( id SERIAL NOT NULL, \"on\" BOOLEAN NOT NULL, PRIMARY KEY (id) )");
    CHECK(sqlite_text(CreateTable(switches)) ==
          "CREATE TABLE switches ( id INTEGER NOT NULL, \"on\" BOOLEAN NOT NULL, PRIMARY KEY (id), CONSTRAINT ck_on "
          "CHECK "
          "(\"on\" IN (0, 1)) )");
}

TEST_CASE("a domain can have a CHECK, a default and NOT NULL", "[unit]") {
    MetaData meta;
    const Table places{
        "places", meta, Column{"id", Integer(), primary_key},
        Column{"zip", Domain("zip_code", String(5)).check("VALUE ~ '^[0-9]+$'").not_null().default_value("00000")}};
    CHECK(create_all(meta, azoth::postgresql::dialect()) ==
          "CREATE DOMAIN zip_code AS VARCHAR(5) DEFAULT '00000' NOT NULL CHECK (VALUE ~ '^[0-9]+$'); CREATE TABLE "
          "places ( id "
          "SERIAL NOT NULL, zip zip_code, PRIMARY KEY (id) )");
    CHECK(sqlite_text(CreateTable(places)) ==
          "CREATE TABLE places ( id INTEGER NOT NULL, zip VARCHAR(5), PRIMARY KEY (id) )");
}

TEST_CASE("a column can have another type on one database", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, Column{"tags", Array(Text()).with_variant(Json(), "sqlite")}};
    CHECK(postgresql_text(CreateTable(t)) == "CREATE TABLE t ( tags TEXT[] )");
    CHECK(sqlite_text(CreateTable(t)) == "CREATE TABLE t ( tags JSON )");
}

TEST_CASE("a collation follows the type", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, Column{"a", String(5).with_collation("de_DE"), not_null}};
    CHECK(postgresql_text(CreateTable(t)) == "CREATE TABLE t ( a VARCHAR(5) COLLATE \"de_DE\" NOT NULL )");
}

TEST_CASE("a column without a type cannot be created", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, Column{"a"}};
    CHECK_THROWS_AS(postgresql_text(CreateTable(t)), CompileError);
}
