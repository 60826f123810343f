#include "catch.hpp"
#include "schema/dialects.hpp"
#include <azoth/sql/select.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

using namespace azoth;

namespace {

struct Users {
    azoth::Column<std::int64_t> id{"id", primary_key};
    azoth::Column<std::string> name{"name", String(50), unique};
    azoth::Column<std::optional<std::string>> email{"email", comment("where to write")};
    azoth::Column<std::optional<int>> age{"age", not_null};
    azoth::Column<int> rank{"rank", null};
};

const ColumnInfo& info_of_column(const FromItem& table, std::string_view name) {
    return *table.from_clause()->find(name)->info;
}

const ast::TableNode& node_of(const FromItem& table) {
    return dynamic_cast<const ast::TableNode&>(*table.from_clause());
}

}  // namespace

TEST_CASE("a struct's columns become the table's, in their order", "[unit]") {
    MetaData meta;
    const Table<Users> users{"users", meta};
    const auto& columns = users.from_clause()->columns();
    REQUIRE(columns.size() == 5);
    CHECK(columns[0]->name == "id");
    CHECK(columns[4]->name == "rank");
    CHECK(users.name.node().get() == columns[1].get());
    CHECK(users["name"].node() == users.name.node());
    CHECK(columns[1]->type == String(50));
    CHECK(info_of_column(users, "email").comment == "where to write");
}

TEST_CASE("a column accepts NULL if its C++ type does, unless set otherwise", "[unit]") {
    MetaData meta;
    const Table<Users> users{"users", meta};
    CHECK_FALSE(info_of_column(users, "id").is_nullable());
    CHECK_FALSE(info_of_column(users, "name").is_nullable());
    CHECK(info_of_column(users, "email").is_nullable());
    CHECK_FALSE(info_of_column(users, "age").is_nullable());
    CHECK(info_of_column(users, "rank").is_nullable());
}

TEST_CASE("a column without a C++ type accepts NULL unless it is a key", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, azoth::Column{"id", Integer(), primary_key}, azoth::Column{"a", Integer()},
                  azoth::Column{"b", Integer(), not_null}};
    CHECK_FALSE(info_of_column(t, "id").is_nullable());
    CHECK(info_of_column(t, "a").is_nullable());
    CHECK_FALSE(info_of_column(t, "b").is_nullable());
}

TEST_CASE("one struct can be the shape of several tables", "[unit]") {
    MetaData meta;
    const Table<Users> users{"users", meta};
    const Table<Users> archive{"archive", meta, schema("old")};
    CHECK(users.id.node() != archive.id.node());
    CHECK(archive.id.node()->plain_column()->from == archive.from_clause().get());
    CHECK(node_of(archive).full_name() == "old.archive");
}

TEST_CASE("two tables of a MetaData cannot have the same name", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, azoth::Column{"x", Integer()}};
    CHECK_THROWS_AS((Table{"t", meta, azoth::Column{"x", Integer()}}), ArgumentError);
    CHECK_NOTHROW(Table{"t", meta, schema("other"), azoth::Column{"x", Integer()}});
}

TEST_CASE("two columns of a table cannot have the same name", "[unit]") {
    MetaData meta;
    CHECK_THROWS_AS((Table{"t", meta, azoth::Column{"x", Integer()}, azoth::Column{"x", Text()}}), ArgumentError);
    CHECK(meta.tables().empty());
}

TEST_CASE("tables and columns need names", "[unit]") {
    MetaData meta;
    CHECK_THROWS_AS((Table{"", meta}), ArgumentError);
    CHECK_THROWS_AS((azoth::Column{"", Integer()}), ArgumentError);
}

TEST_CASE("the error for an unknown column names it", "[unit]") {
    MetaData meta;
    const Table<Users> users{"users", meta};
    CHECK_THROWS_WITH(users["nme"], "\"users\" has no column \"nme\"");
}

TEST_CASE("an alias has its own columns, derived from the table's", "[unit]") {
    MetaData meta;
    const Table<Users> users{"users", meta};
    const auto boss = users.alias("boss");
    CHECK(boss.name.node() != users.name.node());
    CHECK(boss[users.name].node() == boss.name.node());
    CHECK(postgresql_text(select(users.name, boss.name).where(users.id == boss.id)) ==
          "SELECT users.name, boss.name AS name_1 FROM users, users AS boss WHERE users.id = boss.id");
    const Table other{"other", meta, azoth::Column{"name", Text()}};
    CHECK_THROWS_AS(boss[azoth::Column<std::string>(other["name"].node())], NoSuchColumnError);
}

TEST_CASE("a table is in its MetaData's schema unless it has its own", "[unit]") {
    MetaData meta("shop");
    const Table a{"a", meta, azoth::Column{"x", Integer()}};
    const Table b{"b", meta, schema("other"), azoth::Column{"x", Integer()}};
    const Table c{"c", meta, schema(""), azoth::Column{"x", Integer()}};
    CHECK(node_of(a).full_name() == "shop.a");
    CHECK(node_of(b).full_name() == "other.b");
    CHECK(node_of(c).full_name() == "c");
    CHECK(meta.schemas() == std::vector<std::string>{"shop", "other"});
}

TEST_CASE("the database numbers a single integer key", "[unit]") {
    MetaData meta;
    using azoth::Column;
    const auto numbered = [](const FromItem& table) { return node_of(table).autoincrement_column() != nullptr; };
    CHECK(numbered(Table{"a", meta, Column{"id", Integer(), primary_key}}));
    CHECK_FALSE(numbered(Table{"b", meta, Column{"id", Text(), primary_key}}));
    CHECK_FALSE(numbered(Table{"c", meta, Column{"id", Integer(), primary_key, autoincrement(false)}}));
    CHECK_FALSE(numbered(Table{"d", meta, Column{"id", Integer(), primary_key, ForeignKey("a.id")}}));
    CHECK(numbered(Table{
        "e", meta,
        Column{"id", Integer(), primary_key, ForeignKey("a.id"), autoincrement(Autoincrement::ignore_foreign_key)}}));
    CHECK_FALSE(numbered(Table{"f", meta, Column{"id", Integer(), primary_key, server_default(7)}}));
    CHECK_FALSE(numbered(Table{"g", meta, Column{"a", Integer(), primary_key}, Column{"b", Integer(), primary_key}}));
    CHECK(numbered(Table{"h", meta, Column{"a", Integer(), primary_key},
                         Column{"b", Integer(), primary_key, autoincrement(true)}}));
    CHECK(numbered(Table{"i", meta, Column{"id", Integer(), Identity(), primary_key}}));
    CHECK_FALSE(numbered(
        Table{"j", meta, Column{"id", Integer()}, ForeignKeyConstraint({"id"}, {"a.id"}), PrimaryKeyConstraint("id")}));
}

TEST_CASE("a column without a type has the type of the column to which it refers", "[unit]") {
    MetaData meta;
    const Table child{"child", meta, azoth::Column{"parent_id", ForeignKey("parent.id")}};
    CHECK(child["parent_id"].type().is_null());
    const Table parent{"parent", meta, azoth::Column{"id", Uuid(), primary_key}};
    CHECK(child["parent_id"].type() == Uuid());
    const Table later{"later", meta, azoth::Column{"parent_id", ForeignKey(parent["id"])}};
    CHECK(later["parent_id"].type() == Uuid());
}

TEST_CASE("constraints and indexes are given as a function of the table's columns", "[unit]") {
    MetaData meta;
    const Table<Users> users{"users", meta, [](const Users& t) {
                                 return std::tuple(CheckConstraint(t.rank > 0).name("ck_rank"),
                                                   UniqueConstraint(t.email, t.age), Index("ix_name", t.name.desc()));
                             }};
    const ast::TableNode& node = node_of(users);
    REQUIRE(node.constraints.size() == 3);
    CHECK(std::get<CheckInfo>(node.constraints[0]).name == "ck_rank");
    CHECK(std::get<UniqueInfo>(node.constraints[1]).columns == std::vector<std::string>{"email", "age"});
    CHECK(std::get<UniqueInfo>(node.constraints[2]).columns == std::vector<std::string>{"name"});
    REQUIRE(node.indexes.size() == 1);
    CHECK(joined(azoth::postgresql::dialect().create_table(node, meta))
              .ends_with("CONSTRAINT ck_rank CHECK (rank > 0), UNIQUE (email, age), UNIQUE (name) ); CREATE INDEX "
                         "ix_name ON users (name "
                         "DESC); COMMENT ON COLUMN users.email IS 'where to write'"));
}

TEST_CASE("a dynamic table's function finds its columns by name", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, azoth::Column{"x", Integer()},
                  [](const FromItem& self) { return CheckConstraint(self["x"] > 0); }};
    CHECK(sqlite_text(CreateTable(t)) == "CREATE TABLE t ( x INTEGER, CHECK (x > 0) )");
}

TEST_CASE("a constraint that names an unknown column throws", "[unit]") {
    MetaData meta;
    CHECK_THROWS_WITH((Table{"t", meta, azoth::Column{"x", Integer()}, UniqueConstraint("y")}),
                      "a unique constraint of table \"t\" names column \"y\", which the table does not have");
    CHECK_THROWS_AS((Table{"t", meta, azoth::Column{"x", Integer()}, Index("ix", "y")}), ArgumentError);
    CHECK_THROWS_AS((Table{"t", meta, azoth::Column{"x", Integer()}, PrimaryKeyConstraint("y")}), ArgumentError);
    CHECK(meta.tables().empty());
}

TEST_CASE("a foreign key has as many columns as it refers to", "[unit]") {
    CHECK_THROWS_AS(ForeignKeyConstraint({"a", "b"}, {"t.a"}), ArgumentError);
}

TEST_CASE("a constraint can be added to an existing table", "[unit]") {
    MetaData meta;
    MetaData other;
    const Table t{"t", meta, azoth::Column{"x", Integer()}};
    meta.add(Index("ix_x", t["x"]));
    meta.add(UniqueConstraint(t["x"]).name("uq_x"));
    CHECK(create_all(meta, azoth::sqlite::dialect()) ==
          "CREATE TABLE t ( x INTEGER, CONSTRAINT uq_x UNIQUE (x) ); CREATE INDEX ix_x ON t (x)");
    CHECK_THROWS_AS(other.add(Index("ix_x", t["x"])), ArgumentError);
    CHECK_THROWS_AS(meta.add(Index("ix_x", "x")), ArgumentError);
}

TEST_CASE("an indexed column has an index, a unique one if it is unique", "[unit]") {
    MetaData meta;
    const Table logs{"logs", meta, azoth::Column{"source", String(9), indexed},
                     azoth::Column{"Level", Integer(), indexed, unique}};
    CHECK(create_all(meta, azoth::postgresql::dialect()) ==
          "CREATE TABLE logs ( source VARCHAR(9), \"Level\" INTEGER ); CREATE INDEX ix_logs_source ON logs (source); "
          "CREATE "
          "UNIQUE INDEX \"ix_logs_Level\" ON logs (\"Level\")");
}

TEST_CASE("a constraint or index can be limited to some dialects", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, azoth::Column{"a", Integer(), CheckConstraint("a > 0").ddl_if("sqlite")},
                  UniqueConstraint("a").nulls_not_distinct().ddl_if("postgresql"), Index("ix_a", "a").ddl_if("sqlite")};
    CHECK(create_all(meta, azoth::postgresql::dialect()) ==
          "CREATE TABLE t ( a INTEGER, UNIQUE NULLS NOT DISTINCT (a) )");
    CHECK(create_all(meta, azoth::sqlite::dialect()) ==
          "CREATE TABLE t ( a INTEGER CHECK (a > 0) ); CREATE INDEX ix_a ON t (a)");
}
