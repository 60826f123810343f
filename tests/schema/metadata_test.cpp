#include "catch.hpp"
#include "schema/dialects.hpp"

#include <string>
#include <vector>

using namespace azoth;

namespace {

std::vector<std::string> names(const std::vector<TablePtr>& tables) {
    std::vector<std::string> result;
    for (const TablePtr& table : tables) result.push_back(table->full_name());
    return result;
}

Column<Value> key() { return Column<Value>("id", Integer(), primary_key); }
template <class... Options>
Column<Value> points(const char* name, const Options&... options) {
    return Column<Value>(name, options...);
}

}  // namespace

TEST_CASE("tables are sorted after the tables to which they refer, level by level", "[unit]") {
    MetaData meta;
    const Table leaf{"z_leaf", meta, key(), points("b_id", ForeignKey("b_mid.id"))};
    const Table mid{"b_mid", meta, key(), points("m_id", ForeignKey("m_root.id"))};
    const Table root{"m_root", meta, key(), points("self_id", ForeignKey("m_root.id"))};
    const Table lone{"a_lone", meta, key()};
    CHECK(names(meta.sorted_tables()) == std::vector<std::string>{"m_root", "a_lone", "b_mid", "z_leaf"});
    CHECK(drop_all(meta, azoth::postgresql::dialect()) ==
          "DROP TABLE z_leaf; DROP TABLE b_mid; DROP TABLE a_lone; DROP TABLE m_root");
}

TEST_CASE("a cycle of foreign keys cannot be sorted, but created", "[unit]") {
    MetaData meta;
    const Table c1{"c1", meta, key(), points("next", ForeignKey("c2.id").name("fk_c1"))};
    const Table c2{"c2", meta, key(), points("next", ForeignKey("c3.id").name("fk_c2"))};
    const Table c3{"c3", meta, key(), points("next", ForeignKey("c1.id").name("fk_c3"))};
    CHECK_THROWS_AS(meta.sorted_tables(), CircularDependencyError);
    CHECK(create_all(meta, azoth::postgresql::dialect()) ==
          "CREATE TABLE c1 ( id SERIAL NOT NULL, next INTEGER, PRIMARY KEY (id) ); CREATE TABLE c2 ( id SERIAL NOT "
          "NULL, next "
          "INTEGER, PRIMARY KEY (id) ); CREATE TABLE c3 ( id SERIAL NOT NULL, next INTEGER, PRIMARY KEY (id) ); ALTER "
          "TABLE c1 "
          "ADD CONSTRAINT fk_c1 FOREIGN KEY(next) REFERENCES c2 (id); ALTER TABLE c2 ADD CONSTRAINT fk_c2 FOREIGN "
          "KEY(next) "
          "REFERENCES c3 (id); ALTER TABLE c3 ADD CONSTRAINT fk_c3 FOREIGN KEY(next) REFERENCES c1 (id)");
    CHECK(drop_all(meta, azoth::postgresql::dialect()) ==
          "ALTER TABLE c1 DROP CONSTRAINT fk_c1; ALTER TABLE c2 DROP CONSTRAINT fk_c2; ALTER TABLE c3 DROP CONSTRAINT "
          "fk_c3; "
          "DROP TABLE c3; DROP TABLE c2; DROP TABLE c1");
    CHECK(create_all(meta, azoth::sqlite::dialect()).find("CONSTRAINT fk_c3 FOREIGN KEY(next) REFERENCES c1 (id) )") !=
          std::string::npos);
    CHECK(drop_all(meta, azoth::sqlite::dialect()) ==
          "PRAGMA defer_foreign_keys = ON; DROP TABLE c3; DROP TABLE c2; DROP TABLE c1");
}

TEST_CASE("a key with use_alter() is added by ALTER", "[unit]") {
    MetaData meta;
    const Table teams{"teams", meta, key(),
                      points("captain_id", ForeignKey("players.id").use_alter().name("fk_captain"))};
    const Table players{"players", meta, key(), points("team_id", ForeignKey("teams.id").name("fk_team"))};
    CHECK(create_all(meta, azoth::postgresql::dialect()) ==
          "CREATE TABLE teams ( id SERIAL NOT NULL, captain_id INTEGER, PRIMARY KEY (id) ); CREATE TABLE players ( id "
          "SERIAL "
          "NOT NULL, team_id INTEGER, PRIMARY KEY (id), CONSTRAINT fk_team FOREIGN KEY(team_id) REFERENCES teams (id) "
          "); ALTER "
          "TABLE teams ADD CONSTRAINT fk_captain FOREIGN KEY(captain_id) REFERENCES players (id)");
    CHECK(drop_all(meta, azoth::postgresql::dialect()) ==
          "ALTER TABLE teams DROP CONSTRAINT fk_captain; DROP TABLE players; DROP TABLE teams");
    CHECK(
        create_all(meta, azoth::sqlite::dialect()) ==
        "CREATE TABLE teams ( id INTEGER NOT NULL, captain_id INTEGER, PRIMARY KEY (id), CONSTRAINT fk_captain FOREIGN "
        "KEY(captain_id) REFERENCES players (id) ); CREATE TABLE players ( id INTEGER NOT NULL, team_id INTEGER, "
        "PRIMARY KEY "
        "(id), CONSTRAINT fk_team FOREIGN KEY(team_id) REFERENCES teams (id) )");
    CHECK(drop_all(meta, azoth::sqlite::dialect()) ==
          "PRAGMA defer_foreign_keys = ON; DROP TABLE players; DROP TABLE teams");
}

TEST_CASE("a cycle of unnamed keys cannot be dropped", "[unit]") {
    MetaData meta;
    const Table a{"a", meta, key(), points("b_id", ForeignKey("b.id"))};
    const Table b{"b", meta, key(), points("a_id", ForeignKey("a.id"))};
    CHECK_NOTHROW(create_all(meta, azoth::postgresql::dialect()));
    CHECK_THROWS_AS(drop_all(meta, azoth::postgresql::dialect()), CircularDependencyError);
}

TEST_CASE("existing tables are not created, and missing ones not dropped", "[unit]") {
    MetaData meta;
    const Table a{"a", meta, Column{"m", Enum("mood", {"x"})}};
    const Table b{"b", meta, schema("s"), Column{"n", Integer()}};
    meta.add(Sequence("counter"));
    ExistingObjects existing;
    existing.add("r", "s.b");
    existing.add("t", "mood");
    const Dialect& dialect = azoth::postgresql::dialect();
    CHECK(joined(dialect.create_all(meta, existing)) == "CREATE SEQUENCE counter; CREATE TABLE a ( m mood )");
    CHECK(joined(dialect.drop_all(meta, existing)) == "DROP TABLE s.b; DROP TYPE mood");
}

TEST_CASE("some of the tables can be created and dropped", "[unit]") {
    MetaData meta;
    const Table a{"a", meta, Column{"m", Enum("mood", {"x"})}};
    const Table b{"b", meta, Column{"n", Integer()}};
    const Dialect& dialect = azoth::postgresql::dialect();
    CHECK(joined(dialect.create_all(meta, ExistingObjects(), {meta.tables()[1]})) == "CREATE TABLE b ( n INTEGER )");
    CHECK(joined(dialect.drop_all(meta, ExistingObjects::everything(), {meta.tables()[0]})) == "DROP TABLE a");
}

TEST_CASE("partitions, inheriting tables and declared dependents follow the tables that they need", "[unit]") {
    MetaData meta;
    const Table part{"part", meta, azoth::postgresql::partition_of("whole", "DEFAULT")};
    const Table heir{"heir", meta, azoth::postgresql::inherits("part2"), Column{"x", Integer()}};
    const Table after{"after", meta, depends_on("heir"), Column{"x", Integer()}};
    const Table whole{"whole", meta, Column{"x", Integer()}, azoth::postgresql::partition_by("LIST (x)")};
    const Table part2{"part2", meta, Column{"x", Integer()}};
    CHECK(names(meta.sorted_tables()) == std::vector<std::string>{"whole", "part2", "part", "heir", "after"});
}

TEST_CASE("hooks surround their object, for their dialects", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, Column{"x", Integer()}, after_create(DDL("ANALYZE %(table)s")),
                  before_drop(DDL("-- goodbye %(fullname)s").execute_if("sqlite"))};
    meta.listen(DdlEvent::before_create, DDL("CREATE EXTENSION hstore").execute_if("postgresql"));
    meta.listen(DdlEvent::after_drop, DDL("VACUUM"));
    CHECK(create_all(meta, azoth::postgresql::dialect()) ==
          "CREATE EXTENSION hstore; CREATE TABLE t ( x INTEGER ); ANALYZE t");
    CHECK(create_all(meta, azoth::sqlite::dialect()) == "CREATE TABLE t ( x INTEGER ); ANALYZE t");
    CHECK(drop_all(meta, azoth::postgresql::dialect()) == "DROP TABLE t; VACUUM");
    CHECK(drop_all(meta, azoth::sqlite::dialect()) == "-- goodbye t; DROP TABLE t; VACUUM");
}

TEST_CASE("the error for a foreign key without target names the target", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, points("x", Integer(), ForeignKey("nowhere.id"))};
    CHECK_THROWS_WITH(meta.sorted_tables(),
                      "a foreign key of table \"t\" refers to nowhere.id, which this MetaData does not have");
    CHECK_THROWS_AS(postgresql_text(CreateTable(t)), NoReferencedTableError);
}

TEST_CASE("a foreign key may refer to another MetaData's table", "[unit]") {
    MetaData theirs;
    MetaData ours;
    const Table parent{"parent", theirs, key()};
    const Table child{"child", ours, points("parent_id", ForeignKey(parent["id"]))};
    CHECK(create_all(ours, azoth::sqlite::dialect()) ==
          "CREATE TABLE child ( parent_id INTEGER, FOREIGN KEY(parent_id) REFERENCES parent (id) )");
}

TEST_CASE("a target's name means the MetaData's schema, then the table's own", "[unit]") {
    MetaData meta("shop");
    const Table parent{"parent", meta, key()};
    const Table local{"local", meta, schema("audit"), key()};
    const Table child{"child", meta, schema("audit"), points("a", ForeignKey("parent.id")),
                      points("b", ForeignKey("local.id"))};
    const auto keys = resolve_foreign_keys(dynamic_cast<const ast::TableNode&>(*child.from_clause()));
    REQUIRE(keys.size() == 2);
    CHECK(keys[0].table->full_name() == "shop.parent");
    CHECK(keys[1].table->full_name() == "audit.local");
}

TEST_CASE("a removed table is forgotten, and a table may outlive its MetaData", "[unit]") {
    ast::FromPtr kept;
    {
        MetaData meta;
        const Table t{"t", meta, Column{"x", Integer()}};
        const Table u{"u", meta, Column{"x", Integer()}};
        meta.remove(dynamic_cast<const ast::TableNode&>(*u.from_clause()));
        CHECK(meta.find("u") == nullptr);
        CHECK(meta.find("t") == t.from_clause().get());
        kept = t.from_clause();
    }
    CHECK(sqlite_text(CreateTable(Table<>(kept))) == "CREATE TABLE t ( x INTEGER )");
}

TEST_CASE("columns of a reflected and a declared schema compare equal", "[unit]") {
    MetaData one;
    MetaData two;
    const auto build = [](MetaData& meta) {
        return Table{"t",
                     meta,
                     Column{"x", Integer(), unique},
                     UniqueConstraint("x").name("u"),
                     Index("ix", "x"),
                     azoth::sqlite::strict};
    };
    const auto a = build(one);
    const auto b = build(two);
    const auto& first = dynamic_cast<const ast::TableNode&>(*a.from_clause());
    const auto& second = dynamic_cast<const ast::TableNode&>(*b.from_clause());
    CHECK(first.constraints == second.constraints);
    CHECK(first.indexes == second.indexes);
    CHECK(first.options == second.options);
}

TEST_CASE("a table is copied with its keys into another MetaData and schema", "[unit]") {
    struct Items {
        azoth::Column<int> id{"id", primary_key};
        azoth::Column<std::optional<int>> parent{"parent", ForeignKey("items.id"), indexed};
        azoth::Column<std::optional<int>> user{"user_id", ForeignKey("other.users.id")};
    };
    MetaData meta;
    MetaData copies;
    const Table users{"users", meta, schema("other"), Column<Value>("id", Integer(), primary_key)};
    const Table<Items> items{"items", meta};
    const auto their_users = users.to_metadata(copies);
    const auto copy = items.to_metadata(copies, "archive");
    CHECK(copy.id.node()->plain_column()->from == copy.from_clause().get());
    CHECK(
        create_all(copies, azoth::postgresql::dialect()) ==
        "CREATE TABLE other.users ( id SERIAL NOT NULL, PRIMARY KEY (id) ); CREATE TABLE archive.items ( id SERIAL NOT "
        "NULL, "
        "parent INTEGER, user_id INTEGER, PRIMARY KEY (id), FOREIGN KEY(parent) REFERENCES archive.items (id), FOREIGN "
        "KEY(user_id) REFERENCES other.users (id) ); CREATE INDEX ix_items_parent ON archive.items (parent)");
    CHECK(create_all(meta, azoth::postgresql::dialect()).find("REFERENCES items (id)") != std::string::npos);
}
