#include "catch.hpp"
#include "schema/dialects.hpp"
#include <azoth/sql/ddl_script.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/sql/view.hpp>

#include <cstdint>
#include <optional>
#include <string>

using namespace azoth;

namespace {

struct Orders {
    azoth::Column<int> id{"id", primary_key};
    azoth::Column<int> user_id{"user_id"};
    azoth::Column<std::string> status{"status", String(12)};
    azoth::Column<int> total{"total"};
};

}  // namespace

TEST_CASE("an index has columns with directions", "[unit]") {
    MetaData meta;
    const Table<Orders> orders{"orders", meta};
    CHECK(postgresql_text(CreateIndex(Index("ix_status", orders.status))) ==
          "CREATE INDEX ix_status ON orders (status)");
    CHECK(postgresql_text(CreateIndex(Index("ix_total", orders.total.desc(), orders.id.asc().nulls_last()).unique())) ==
          "CREATE UNIQUE INDEX ix_total ON orders (total DESC, id ASC NULLS LAST)");
    CHECK(sqlite_text(CreateIndex(Index("ix_status", orders.status))) == "CREATE INDEX ix_status ON orders (status)");
}

TEST_CASE("PostgreSQL needs an index's expressions in parentheses", "[unit]") {
    MetaData meta;
    const Table<Orders> orders{"orders", meta};
    const CreateIndex product(Index("ix_value", orders.id * orders.total, orders.user_id));
    CHECK(postgresql_text(product) == "CREATE INDEX ix_value ON orders ((id * total), user_id)");
    CHECK(sqlite_text(product) == "CREATE INDEX ix_value ON orders (id * total, user_id)");
    const CreateIndex backwards(Index("ix_value", (orders.id * orders.total).desc()));
    CHECK(postgresql_text(backwards) == "CREATE INDEX ix_value ON orders ((id * total) DESC)");
}

TEST_CASE("a partial index has a condition", "[unit]") {
    MetaData meta;
    const Table<Orders> orders{"orders", meta};
    const CreateIndex open(Index("ix_open_orders", orders.user_id).where(orders.status == "new" && orders.total > 10));
    CHECK(postgresql_text(open) ==
          "CREATE INDEX ix_open_orders ON orders (user_id) WHERE status = 'new' AND total > 10");
    CHECK(sqlite_text(open) == "CREATE INDEX ix_open_orders ON orders (user_id) WHERE status = 'new' AND total > 10");
}

TEST_CASE("PostgreSQL's index options are in the order of its grammar", "[unit]") {
    MetaData meta;
    const Table<Orders> orders{"orders", meta};
    const Index everything = Index("ix_all", orders.status)
                                 .unique()
                                 .using_("btree")
                                 .ops("status", "text_pattern_ops")
                                 .include("total", "id")
                                 .with("fillfactor", 70)
                                 .tablespace("Fast")
                                 .nulls_not_distinct()
                                 .where(orders.total > 1)
                                 .concurrently();
    CHECK(
        postgresql_text(CreateIndex(everything).if_not_exists()) ==
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix_all ON orders USING btree (status text_pattern_ops) INCLUDE "
        "(total, id) NULLS NOT DISTINCT WITH (fillfactor = 70) TABLESPACE \"Fast\" WHERE total > 1");
    CHECK(postgresql_text(DropIndex(everything).if_exists()) == "DROP INDEX CONCURRENTLY IF EXISTS ix_all");
    CHECK_THROWS_AS(sqlite_text(CreateIndex(everything)), UnsupportedCompilationError);
}

TEST_CASE("an index is in the schema of its table", "[unit]") {
    MetaData meta;
    const Table events{"events", meta, schema("audit"), Column{"at", DateTime()}};
    const Index index("ix_events_at", events["at"]);
    CHECK(postgresql_text(CreateIndex(index)) == "CREATE INDEX ix_events_at ON audit.events (at)");
    CHECK(postgresql_text(DropIndex(index)) == "DROP INDEX audit.ix_events_at");
    CHECK(sqlite_text(CreateIndex(index)) == "CREATE INDEX audit.ix_events_at ON events (at)");
    CHECK(sqlite_text(DropIndex(index)) == "DROP INDEX audit.ix_events_at");
}

TEST_CASE("an index made from names needs its table", "[unit]") {
    MetaData meta;
    const Table<Orders> orders{"orders", meta};
    CHECK_THROWS_AS(CreateIndex(Index("ix", "status")), ArgumentError);
    CHECK(postgresql_text(CreateIndex(orders, Index("", "status"))) ==
          "CREATE INDEX ix_orders_status ON orders (status)");
}

TEST_CASE("constraints can be added and dropped separately", "[unit]") {
    MetaData meta;
    const Table loose{"loose", meta, Column{"id", Integer()}, Column{"owner", Integer()}, Column{"code", Text()}};
    const Table users{"users", meta, Column{"id", Integer(), primary_key}};
    const UniqueConstraint code = UniqueConstraint(loose["code"]).name("uq_loose_code");
    const ForeignKeyConstraint owner = ForeignKeyConstraint({loose["owner"]}, {"users.id"})
                                           .name("fk_loose_owner")
                                           .on_delete("SET DEFAULT")
                                           .not_valid();
    CHECK(postgresql_text(AddConstraint(code)) == "ALTER TABLE loose ADD CONSTRAINT uq_loose_code UNIQUE (code)");
    CHECK(postgresql_text(AddConstraint(owner)) ==
          "ALTER TABLE loose ADD CONSTRAINT fk_loose_owner FOREIGN KEY(owner) REFERENCES users (id) ON DELETE SET "
          "DEFAULT NOT "
          "VALID");
    CHECK(postgresql_text(AddConstraint(PrimaryKeyConstraint(loose["id"]).name("pk_loose"))) ==
          "ALTER TABLE loose ADD CONSTRAINT pk_loose PRIMARY KEY (id)");
    CHECK(postgresql_text(AddConstraint(CheckConstraint(loose["id"] > 0).name("ck"))) ==
          "ALTER TABLE loose ADD CONSTRAINT ck CHECK (id > 0)");
    CHECK(postgresql_text(AddConstraint(loose, UniqueConstraint("id"))) == "ALTER TABLE loose ADD UNIQUE (id)");
    CHECK(postgresql_text(DropConstraint(owner).cascade()) ==
          "ALTER TABLE loose DROP CONSTRAINT fk_loose_owner CASCADE");
    CHECK(postgresql_text(DropConstraint(code).if_exists()) ==
          "ALTER TABLE loose DROP CONSTRAINT IF EXISTS uq_loose_code");
    CHECK(postgresql_text(DropConstraint(loose, "x")) == "ALTER TABLE loose DROP CONSTRAINT x");
    CHECK_THROWS_AS(sqlite_text(AddConstraint(code)), UnsupportedCompilationError);
    CHECK_THROWS_AS(postgresql_text(DropConstraint(UniqueConstraint(loose["id"]))), CompileError);
}

TEST_CASE("a sequence has its options", "[unit]") {
    CHECK(postgresql_text(CreateSequence(Sequence("seq_plain"))) == "CREATE SEQUENCE seq_plain");
    CHECK(postgresql_text(CreateSequence(Sequence("seq_full")
                                             .start(10)
                                             .increment(5)
                                             .minvalue(5)
                                             .maxvalue(1000)
                                             .cycle()
                                             .cache(3)
                                             .data_type(Integer()))) ==
          "CREATE SEQUENCE seq_full AS INTEGER INCREMENT BY 5 START WITH 10 MINVALUE 5 MAXVALUE 1000 CACHE 3 CYCLE");
    CHECK(postgresql_text(CreateSequence(Sequence("s").schema("audit").start(7)).if_not_exists()) ==
          "CREATE SEQUENCE IF NOT EXISTS audit.s START WITH 7");
    CHECK(postgresql_text(DropSequence(Sequence("s").schema("audit")).if_exists()) ==
          "DROP SEQUENCE IF EXISTS audit.s");
    CHECK_THROWS_AS(sqlite_text(CreateSequence(Sequence("s"))), UnsupportedCompilationError);
}

TEST_CASE("a sequence's next value is an expression", "[unit]") {
    const Sequence numbers = Sequence("Odd numbers").schema("audit");
    CHECK(postgresql_text(select((numbers.next_value() + 100).label("n"))) ==
          "SELECT nextval('audit.\"Odd numbers\"') + $1 AS n");
    CHECK_THROWS_AS(sqlite_text(select(numbers.next_value())), UnsupportedCompilationError);
}

TEST_CASE("a sequence that numbers a column is created before the table", "[unit]") {
    MetaData meta;
    const Sequence numbers("numbers");
    const Table t{"t", meta, Column{"id", Integer(), numbers, primary_key, server_default(numbers.next_value())}};
    CHECK(
        create_all(meta, azoth::postgresql::dialect()) ==
        "CREATE SEQUENCE numbers; CREATE TABLE t ( id INTEGER DEFAULT nextval('numbers') NOT NULL, PRIMARY KEY (id) )");
    CHECK(drop_all(meta, azoth::postgresql::dialect()) == "DROP TABLE t; DROP SEQUENCE numbers");
}

TEST_CASE("schemas are created and dropped", "[unit]") {
    CHECK(postgresql_text(CreateSchema("reports")) == "CREATE SCHEMA reports");
    CHECK(postgresql_text(CreateSchema("Old Stuff").if_not_exists()) == "CREATE SCHEMA IF NOT EXISTS \"Old Stuff\"");
    CHECK(postgresql_text(DropSchema("Old Stuff").cascade()) == "DROP SCHEMA \"Old Stuff\" CASCADE");
    CHECK(postgresql_text(DropSchema("reports").if_exists()) == "DROP SCHEMA IF EXISTS reports");
    CHECK_THROWS_AS(sqlite_text(CreateSchema("reports")), UnsupportedCompilationError);
}

TEST_CASE("types are created and dropped", "[unit]") {
    const Enum mood("mood", {"sad", "ok"}, "audit");
    CHECK(postgresql_text(CreateType(mood)) == "CREATE TYPE audit.mood AS ENUM ('sad', 'ok')");
    CHECK(postgresql_text(DropType(mood).if_exists()) == "DROP TYPE IF EXISTS audit.mood");
    CHECK(postgresql_text(CreateType(Domain("tall", Integer()).check("VALUE > 2", "ck_tall"))) ==
          "CREATE DOMAIN tall AS INTEGER CONSTRAINT ck_tall CHECK (VALUE > 2)");
    CHECK(postgresql_text(DropType(Domain("tall", Integer()))) == "DROP DOMAIN tall");
}

TEST_CASE("tables are dropped", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, Column{"x", Integer()}};
    CHECK(postgresql_text(DropTable(t)) == "DROP TABLE t");
    CHECK(sqlite_text(DropTable(t).if_exists()) == "DROP TABLE IF EXISTS t");
    CHECK(postgresql_text(DropTable(t).cascade()) == "DROP TABLE t CASCADE");
}

TEST_CASE("comments are set and dropped", "[unit]") {
    MetaData meta;
    const CheckConstraint known = CheckConstraint("total > 0").name("orders_status_known").comment("known states");
    const Table orders{"orders", meta, Column{"note", Text(), comment("it's free text")}, known,
                       comment("every order")};
    CHECK(postgresql_text(SetTableComment(orders)) == "COMMENT ON TABLE orders IS 'every order'");
    CHECK(postgresql_text(SetColumnComment(orders["note"])) == "COMMENT ON COLUMN orders.note IS 'it''s free text'");
    CHECK(postgresql_text(SetConstraintComment(orders, known)) ==
          "COMMENT ON CONSTRAINT orders_status_known ON orders IS 'known states'");
    CHECK(postgresql_text(DropTableComment(orders)) == "COMMENT ON TABLE orders IS NULL");
    CHECK_THROWS_AS(sqlite_text(SetTableComment(orders)), UnsupportedCompilationError);
}

TEST_CASE("a table's comments are statements after it if the database has comments", "[unit]") {
    MetaData meta;
    const Table planets{"planets", meta, Column{"id", Integer(), primary_key, comment("the planet's number")},
                        comment("all of 'em")};
    CHECK(create_all(meta, azoth::postgresql::dialect()) ==
          "CREATE TABLE planets ( id SERIAL NOT NULL, PRIMARY KEY (id) ); COMMENT ON TABLE planets IS 'all of ''em'; "
          "COMMENT ON "
          "COLUMN planets.id IS 'the planet''s number'");
    CHECK(create_all(meta, azoth::sqlite::dialect()) ==
          "CREATE TABLE planets ( id INTEGER NOT NULL, PRIMARY KEY (id) )");
}

TEST_CASE("raw DDL text is sent unchanged", "[unit]") {
    const DDL free("ALTER TABLE products ADD COLUMN extra INTEGER DEFAULT 5");
    CHECK(postgresql_text(free) == "ALTER TABLE products ADD COLUMN extra INTEGER DEFAULT 5");
    MetaData meta;
    const Table t{"Odd", meta, schema("audit"), Column{"x", Integer()}};
    CHECK(postgresql_text(DDL("GRANT ALL ON %(fullname)s TO r -- 100%% of %(table)s").on(t)) ==
          "GRANT ALL ON audit.\"Odd\" TO r -- 100% of \"Odd\"");
}

TEST_CASE("a DDL statement is not prepared, and its kind is known", "[unit]") {
    const auto text = azoth::postgresql::dialect().compile(CreateSchema("reports")).text;
    CHECK(text->kind == StatementKind::ddl);
    CHECK_FALSE(text->prepare);
    CHECK(CreateSchema("reports").to_string() == "CREATE SCHEMA reports");
}

TEST_CASE("a view has the columns of its query and is created after its tables", "[unit]") {
    MetaData meta;
    struct Big {
        azoth::Column<int> id{"id"};
        azoth::Column<std::string> state{"state"};
    };
    const Table<Orders> orders{"orders", meta};
    const View<Big> big{"big_orders", meta, select(orders.id, orders.status).where(orders.total > 100)};
    const View plain{"all_orders", meta, select(orders.id)};
    CHECK(postgresql_text(CreateView(big).or_replace()) ==
          "CREATE OR REPLACE VIEW big_orders (id, state) AS SELECT orders.id, orders.status FROM orders WHERE "
          "orders.total > "
          "100");
    CHECK(sqlite_text(CreateView(plain).if_not_exists()) ==
          "CREATE VIEW IF NOT EXISTS all_orders AS SELECT orders.id FROM orders");
    CHECK(postgresql_text(DropView(plain)) == "DROP VIEW all_orders");
    CHECK(postgresql_text(select(big.state).where(plain["id"] == big.id)) ==
          "SELECT big_orders.state FROM big_orders, all_orders WHERE all_orders.id = big_orders.id");
    CHECK(drop_all(meta, azoth::sqlite::dialect()) == "DROP VIEW all_orders; DROP VIEW big_orders; DROP TABLE orders");
}

TEST_CASE("a view with another number of columns than its query throws", "[unit]") {
    struct Two {
        azoth::Column<int> a{"a"};
        azoth::Column<int> b{"b"};
    };
    MetaData meta;
    const Table<Orders> orders{"orders", meta};
    CHECK_THROWS_AS(View<Two>("v", meta, select(orders.id)), ArgumentError);
}

TEST_CASE("only PostgreSQL has materialized views", "[unit]") {
    MetaData meta;
    const Table<Orders> orders{"orders", meta};
    const View totals{"totals", meta, select(orders.total), materialized};
    CHECK(postgresql_text(CreateView(totals).with_no_data()) ==
          "CREATE MATERIALIZED VIEW totals AS SELECT orders.total FROM orders WITH NO DATA");
    CHECK(postgresql_text(RefreshView(totals).concurrently()) == "REFRESH MATERIALIZED VIEW CONCURRENTLY totals");
    CHECK(postgresql_text(DropView(totals).if_exists()) == "DROP MATERIALIZED VIEW IF EXISTS totals");
    CHECK_THROWS_AS(sqlite_text(CreateView(totals)), UnsupportedCompilationError);
    CHECK(drop_all(meta, azoth::sqlite::dialect()) == "DROP TABLE orders");
}

TEST_CASE("CREATE TABLE AS writes the query's values as literals", "[unit]") {
    MetaData meta;
    const Table<Orders> orders{"orders", meta};
    const CreateTableAs copy("archive", select(orders.id).where(orders.status == "it's paid"));
    CHECK(postgresql_text(copy.temporary().if_not_exists()) ==
          "CREATE TEMPORARY TABLE IF NOT EXISTS archive AS SELECT orders.id FROM orders WHERE orders.status = 'it''s "
          "paid'");
    CHECK(sqlite_text(copy.schema("audit")) ==
          "CREATE TABLE audit.archive AS SELECT orders.id FROM orders WHERE orders.status = 'it''s paid'");
}

TEST_CASE("schema_translate also applies to DDL", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, schema("dev"), Column{"m", Enum("mood", {"a"}, "dev")},
                  Column{"r", ForeignKey("dev.t.m")}};
    CompileOptions options;
    options.schema_translate = {{"dev", "live"}};
    CHECK(folded(azoth::postgresql::dialect().compile(CreateTable(t), options).text->sql) ==
          "CREATE TABLE live.t ( m live.mood, r live.mood, FOREIGN KEY(r) REFERENCES live.t (m) )");
}

TEST_CASE("a script lists the statements without a database", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, Column{"x", Integer()}};
    CHECK(ddl_script(meta, azoth::sqlite::dialect()) == "CREATE TABLE t (\n\tx INTEGER\n);\n\n");
    CHECK(drop_script(meta, azoth::sqlite::dialect()) == "DROP TABLE t;\n\n");
}
