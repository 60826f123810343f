#include "catch.hpp"
#include "engine/support.hpp"
#include "server_version.hpp"
#include <azoth/azoth.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

// The DDL is executed on a real database.

namespace {

using namespace azoth;
using azoth_tests::run;

task<void> clear(AsyncConnection& conn) {
    co_await conn.execute(DDL("DROP SCHEMA IF EXISTS ddl_test CASCADE"));
    co_await conn.execute(CreateSchema("ddl_test"));
}

/// Creates everything, creates it again (which must do nothing), drops it, and drops it again.
task<void> create_and_drop(AsyncConnection& conn, const MetaData& meta) {
    co_await meta.create_all(conn);
    co_await meta.create_all(conn);
    co_await meta.drop_all(conn);
    co_await meta.drop_all(conn);
    co_await meta.create_all(conn);
    co_await meta.drop_all(conn);
}

// Outside of the structs: g++ 12 does not compile a braced list in a member's initializer.
const auto color_type = Enum("color", {"red", "it's green"}).with_check();
const Enum room_kind("room_kind", {"hall", "it's small"}, "ddl_test");

struct Rooms {
    azoth::Column<std::int64_t> id{"id", primary_key};
    azoth::Column<std::string> name{"Name of Room", String(40), unique, comment("it's a name")};
    azoth::Column<int> floor{"floor", server_default(0), CheckConstraint("floor < 100").name("ck_floor")};
    azoth::Column<int> width{"width"};
    azoth::Column<int> depth{"depth"};
    azoth::Column<std::optional<int>> area{"area", Computed(width* depth).persisted()};
    azoth::Column<std::optional<std::string>> kind{"select", room_kind};
};

struct Stays {
    azoth::Column<std::int64_t> id{"id", Identity().always().start(10).increment(5), primary_key};
    azoth::Column<std::int64_t> room{"room", ForeignKey("Rooms & more.id").on_delete("CASCADE").name("fk_room")};
    azoth::Column<Value> during{"during", SqlType(TypeKind::date_range), not_null};
    azoth::Column<std::optional<std::string>> zip{
        "zip", Domain("zip_code", String(5), "ddl_test").check("VALUE ~ '^[0-9]+$'", "ck_zip").default_value("00000")};
    azoth::Column<std::optional<std::int64_t>> number{"number", Sequence("stay_numbers").schema("ddl_test").start(7)};
};

}  // namespace

TEST_CASE("PostgreSQL accepts everything that a table can have", "[postgresql]") {
    const std::string url = azoth_tests::postgresql_url();
    if (url.empty()) return;
    MetaData meta("ddl_test");
    const Table<Rooms> rooms{
        "Rooms & more", meta, comment("all of 'em"), azoth::postgresql::with("fillfactor", 70), [](const Rooms& t) {
            return std::tuple(UniqueConstraint(t.floor, t.width).name("uq_rooms").nulls_not_distinct().include(t.depth),
                              CheckConstraint(t.width > 0 && t.depth > 0).name("ck_size").comment("has a size"),
                              Index("ix_rooms_partial", t.floor.desc().nulls_last()).where(t.width > 10),
                              Index("ix_rooms_area", t.width * t.depth).with("fillfactor", 90),
                              Index("ix_rooms_name", t.name).ops(t.name, "text_pattern_ops").include(t.floor));
        }};
    const Table<Stays> stays{"stays", meta, [](const Stays& t) {
                                 return ExcludeConstraint().element(t.during, "&&").name("ex_stays").deferrable();
                             }};
    const Table composite{"composite", meta, azoth::Column{"a", Integer(), not_null},
                          azoth::Column{"b", Integer(), not_null},
                          PrimaryKeyConstraint("a", "b").name("pk_composite").deferrable()};
    const Table pointing{"pointing",
                         meta,
                         azoth::Column{"a", Integer()},
                         azoth::Column{"b", Integer()},
                         UniqueConstraint("a", "b").name("uq_pointing"),
                         ForeignKeyConstraint({"a", "b"}, {"pointing.a", "pointing.b"})
                             .name("fk_self")
                             .match("FULL")
                             .on_delete("SET NULL", "b")
                             .deferrable()
                             .initially("DEFERRED")};
    const Table first{"first", meta, azoth::Column{"id", Integer(), primary_key},
                      azoth::Column{"second_id", ForeignKey("second.id").name("fk_first")}};
    const Table second{"second", meta, azoth::Column{"id", Integer(), primary_key},
                       azoth::Column{"first_id", ForeignKey("first.id").name("fk_second")}};
    const Table measured{"measured", meta, azoth::Column{"at", Date(), not_null}, azoth::Column{"value", Float(53)},
                         azoth::postgresql::partition_by("RANGE (at)")};
    const Table part{
        "measured_2024", meta,
        azoth::postgresql::partition_of("ddl_test.measured", "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')")};
    const Table rest{"measured_rest", meta, azoth::postgresql::partition_of("ddl_test.measured", "DEFAULT")};
    const Table parent{"parent", meta, azoth::postgresql::unlogged, azoth::Column{"x", Integer()}};
    const Table heir{"heir", meta, azoth::postgresql::inherits("ddl_test.parent"), azoth::Column{"y", Jsonb()}};
    const Table gin{"documents",
                    meta,
                    azoth::Column{"body", Jsonb()},
                    azoth::Column{"tags", Array(Text())},
                    Index("ix_body", "body").using_("gin").ops("body", "jsonb_path_ops"),
                    Index("ix_tags", "tags").using_("gin")};
    const View big{"big_rooms", meta, select(rooms.id, rooms.name).where(rooms.width > 100)};
    const View kept{"kept_rooms", meta, select(rooms.id), materialized};
    meta.add(Index("ux_kept", kept["id"]).unique());
    meta.add(Composite("point3", {{"x", Double()}, {"y z", Double()}}, "ddl_test"));
    meta.add(Sequence("alone").schema("ddl_test").increment(-1).maxvalue(10).minvalue(-10).start(5).cycle());
    meta.listen(DdlEvent::after_create, DDL("COMMENT ON SCHEMA ddl_test IS '100%'"));

    run([](const std::string& address, const MetaData& metadata) -> task<void> {
        auto engine = create_async_engine(address);
        auto conn = co_await engine.connect();
        if (!co_await azoth_tests::has_postgresql(conn, 15)) co_return;
        co_await clear(conn);
        co_await create_and_drop(conn, metadata);
        const auto left = co_await conn.execute(text("SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = "
                                                     "c.relnamespace WHERE n.nspname = 'ddl_test'")
                                                    .columns<std::int64_t>());
        CHECK(left.scalar() == 0);
        co_await conn.execute(DropSchema("ddl_test").cascade());
        co_await conn.commit();
    }(url, meta));
}

TEST_CASE("PostgreSQL accepts single elements", "[postgresql]") {
    const std::string url = azoth_tests::postgresql_url();
    if (url.empty()) return;
    MetaData meta("ddl_test");
    const Table t{"loose", meta, azoth::Column{"id", Integer(), not_null, comment("a number")},
                  azoth::Column{"code", Text()}, comment("loose")};
    const UniqueConstraint code = UniqueConstraint(t["code"]).name("uq_code").comment("one of a kind");
    const Index index("ix_code", t["code"]);
    const View seen{"seen", meta, select(t["id"]), materialized};
    const std::vector<Statement> statements{
        CreateTable(t).if_not_exists(),
        AddConstraint(code),
        AddConstraint(PrimaryKeyConstraint(t["id"]).name("pk_loose")),
        AddConstraint(CheckConstraint(t["id"] > 0).name("ck_id").not_valid()),
        SetTableComment(t),
        SetColumnComment(t["id"]),
        SetConstraintComment(code),
        DropColumnComment(t["id"]),
        DropTableComment(t),
        CreateIndex(index).if_not_exists(),
        DropIndex(index).if_exists(),
        CreateView(seen).with_no_data(),
        RefreshView(seen),
        DropView(seen),
        DropConstraint(code).if_exists().cascade(),
        CreateTableAs("copied", select(t["id"]).where(t["code"] == "it's")).schema("ddl_test").with_no_data(),
        CreateType(Enum("mood", {"sad"}, "ddl_test")),
        DropType(Enum("mood", {"sad"}, "ddl_test")).if_exists(),
        CreateSequence(Sequence("s").schema("ddl_test").data_type(Integer())),
        DropSequence(Sequence("s").schema("ddl_test")),
        DropTable(t).if_exists().cascade()};
    run([](const std::string& address, const std::vector<Statement>& all) -> task<void> {
        auto engine = create_async_engine(address);
        auto conn = co_await engine.connect();
        co_await clear(conn);
        co_await conn.commit();
        for (const Statement& statement : all) {
            const std::string sql = engine.dialect().compile(statement).text->sql;
            UNSCOPED_INFO(sql);
            co_await conn.exec_driver_sql(sql);
        }
        co_await conn.execute(DropSchema("ddl_test").cascade());
        co_await conn.commit();
    }(url, statements));
}

TEST_CASE("SQLite accepts everything that a table can have there", "[sqlite]") {
    MetaData meta;
    struct Kinds {
        azoth::Column<std::int64_t> id{"id", primary_key};
        azoth::Column<std::string> name{"Group", String(40).with_collation("NOCASE"), unique};
        azoth::Column<bool> on{"on", Boolean().with_check("ck_on"), server_default(true)};
        azoth::Column<int> width{"width", azoth::sqlite::on_conflict_not_null("ABORT"), server_default(-1)};
        azoth::Column<std::optional<int>> twice{"twice", Computed(width * 2)};
        azoth::Column<std::optional<std::string>> made{"made", server_default(func::lower("ABC"))};
        azoth::Column<std::optional<std::string>> color{"color", color_type};
        azoth::Column<std::optional<std::int64_t>> other{"other", Sequence("ignored"), indexed};
    };
    const Table<Kinds> kinds{"Kinds of things", meta, [](const Kinds& t) {
                                 return std::tuple(
                                     CheckConstraint(t.width > -5).name("ck_width"),
                                     UniqueConstraint(t.name, t.width).on_conflict("IGNORE"),
                                     Index("ix_kinds", t.width.desc(), func::lower(t.name)).where(t.width > 1));
                             }};
    const Table counted{"counted", meta, azoth::Column{"id", Integer(), primary_key}, azoth::sqlite::autoincrement};
    const Table strict{"strictly",
                       meta,
                       azoth::Column{"k", Text(), primary_key},
                       azoth::Column{"v", LargeBinary()},
                       azoth::sqlite::strict,
                       azoth::sqlite::without_rowid};
    const Table first{
        "first", meta, azoth::Column{"id", Integer(), primary_key},
        azoth::Column{"second_id", ForeignKey("second.id").name("fk_first").deferrable().initially("DEFERRED")}};
    const Table second{"second", meta, azoth::Column{"id", Integer(), primary_key},
                       azoth::Column{"first_id", ForeignKey("first.id").on_delete("SET NULL")}};
    const View names{"names", meta, select(kinds.name).where(kinds.width > 3)};
    run([](const MetaData& metadata, const Table<Kinds>& table) -> task<void> {
        auto engine = create_async_engine("sqlite://");
        auto conn = co_await engine.connect();
        co_await create_and_drop(conn, metadata);
        co_await metadata.create_all(conn);
        co_await conn.execute(insert(table).values(table.name = "a", table.width = 4));
        const auto rows = co_await conn.execute(select(table.id, table.on, table.twice, table.made, table.other));
        const auto [id, on, twice, made, other] = rows.one();
        CHECK(id == 1);
        CHECK(on);
        CHECK(twice == 8);
        CHECK(made == "abc");
        CHECK_FALSE(other.has_value());
    }(meta, kinds));
}
