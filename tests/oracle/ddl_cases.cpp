#include "oracle/groups.hpp"
#include "oracle/schema_statements.hpp"
#include <azoth/azoth.hpp>
#include <azoth/postgresql/types.hpp>

#include <vector>

namespace oracle {

using namespace azoth;
using Statements = std::vector<Statement>;
namespace pg = azoth::postgresql;

// The tables of a case live as long as the program: a statement knows its table, and a table its MetaData.

namespace {

void add_type_cases(Cases& cases) {
    cases.add("ddl-001", [] {
        static MetaData metadata;
        static const Table gadgets{"gadgets",
                                   metadata,
                                   Column{"id", Integer(), primary_key},
                                   Column{"name", String(50), not_null},
                                   Column{"notes", Text()},
                                   Column{"weight", Float()},
                                   Column{"ratio", Double()},
                                   Column{"cost", Numeric(12, 4)},
                                   Column{"big", BigInteger()},
                                   Column{"small", SmallInteger()},
                                   Column{"active", Boolean()}};
        return CreateTable(gadgets);
    });
    cases.add("ddl-002", [] {
        static MetaData metadata;
        static const Table samples{"samples",
                                   metadata,
                                   Column{"id", Uuid(), primary_key},
                                   Column{"d", Date()},
                                   Column{"t", Time()},
                                   Column{"ts", DateTime()},
                                   Column{"tz", DateTime(with_timezone)},
                                   Column{"span", interval_type()},
                                   Column{"raw", LargeBinary()},
                                   Column{"raw9", LargeBinary()},
                                   Column{"doc", Json()}};
        return CreateTable(samples);
    });
    cases.add("ddl-003", [] {
        static MetaData metadata;
        static const Table odds{"odds",
                                metadata,
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
        return CreateTable(odds);
    });
    cases.add("ddl-004", [] {
        static MetaData metadata;
        static const Table types{"pg_types",
                                 metadata,
                                 Column{"a", Jsonb()},
                                 Column{"b", Array(Integer())},
                                 Column{"c", Array(String(10), 2)},
                                 Column{"d", pg::Inet()},
                                 Column{"e", pg::Cidr()},
                                 Column{"f", pg::MacAddr()},
                                 Column{"g", pg::TsVector()},
                                 Column{"h", pg::DateRange()},
                                 Column{"i", pg::NumRange()},
                                 Column{"j", pg::TsTzRange()},
                                 Column{"k", pg::Bit(8)},
                                 Column{"l", pg::VarBit()},
                                 Column{"m", pg::Money()},
                                 Column{"n", pg::OidType()},
                                 Column{"o", pg::Interval("DAY TO SECOND", 3)},
                                 Column{"p", DateTime(with_timezone, 3)},
                                 Column{"q", Time(0)},
                                 Column{"r", Double()}};
        return CreateTable(types);
    });
}

void add_key_cases(Cases& cases) {
    cases.add("ddl-005", [] {
        static MetaData metadata;
        static const Table small{"s1", metadata, Column{"id", SmallInteger(), primary_key}, Column{"x", Integer()}};
        static const Table big{"s2", metadata, Column{"id", BigInteger(), primary_key}, Column{"x", Integer()}};
        return Statements{CreateTable(small), CreateTable(big)};
    });
    cases.add("ddl-006", [] {
        static MetaData metadata;
        static const Table countries{"countries", metadata, Column{"code", Char(2), primary_key},
                                     Column{"number", Integer(), autoincrement(false), not_null, unique}};
        return CreateTable(countries);
    });
    cases.add("ddl-007", [] {
        static MetaData metadata;
        static const Table fixed{"fixed", metadata, Column{"id", Integer(), primary_key, autoincrement(false)}};
        return CreateTable(fixed);
    });
    cases.add("ddl-008", [] {
        static MetaData metadata;
        static const Table seats{"seats",
                                 metadata,
                                 Column{"hall", Integer(), not_null},
                                 Column{"row", Integer(), not_null},
                                 Column{"number", Integer(), not_null},
                                 PrimaryKeyConstraint("hall", "row", "number").name("pk_seats")};
        return CreateTable(seats);
    });
    cases.add("ddl-010", [] {
        static MetaData metadata;
        static const Table coupons{"coupons",
                                   metadata,
                                   Column{"id", Integer(), primary_key},
                                   Column{"code", String(12), unique},
                                   Column{"percent", Integer(), CheckConstraint("percent > 0")},
                                   Column{"starts", Date()},
                                   Column{"ends", Date()},
                                   UniqueConstraint("code", "starts").name("uq_coupon_code_start"),
                                   CheckConstraint("starts < ends").name("ck_coupon_period")};
        return CreateTable(coupons);
    });
    cases.add("ddl-012", [] {
        static MetaData metadata;
        static const Table parent{"parent", metadata, Column{"id", Integer(), primary_key},
                                  Column{"code", String(5), unique}};
        static const Table child{
            "child", metadata, Column{"id", Integer(), primary_key},
            Column{"parent_id", Integer(), ForeignKey("parent.id").on_delete("CASCADE").on_update("RESTRICT"),
                   not_null},
            Column{"parent_code", String(5), ForeignKey("parent.code").name("fk_child_code").on_delete("SET NULL")}};
        return Statements{CreateTable(parent), CreateTable(child)};
    });
    cases.add("ddl-014", [] {
        static MetaData metadata;
        static const Table ranks{"ranks",
                                 metadata,
                                 Column{"id", Integer()},
                                 Column{"place", Integer()},
                                 PrimaryKeyConstraint("id").deferrable(),
                                 UniqueConstraint("place").deferrable().initially("IMMEDIATE").name("uq_place")};
        return CreateTable(ranks);
    });
    cases.add("ddl-015", [] {
        static MetaData metadata;
        static const Table tickets{"tickets", metadata,
                                   Column{"id", Integer(), Identity().always().start(100).increment(5), primary_key},
                                   Column{"seq", BigInteger(), Identity().minvalue(1).maxvalue(900).cycle().cache(10)}};
        return CreateTable(tickets);
    });
    cases.add("ddl-016", [] {
        static MetaData metadata;
        static const Table rects{"rects",
                                 metadata,
                                 Column{"id", Integer(), primary_key},
                                 Column{"w", Integer()},
                                 Column{"h", Integer()},
                                 Column{"area", Integer(), Computed("w * h")},
                                 Column{"half", Integer(), Computed("(w * h) / 2").persisted()}};
        return CreateTable(rects);
    });
}

void add_table_cases(Cases& cases) {
    cases.add("ddl-017", [](const Dialect& dialect) {
        static MetaData metadata;
        static const Table planets{"planets", metadata,
                                   Column{"id", Integer(), primary_key, comment("the planet's number")},
                                   Column{"name", String(20), comment("plain name")}, comment("all of 'em")};
        return create_all(dialect, metadata);
    });
    cases.add("ddl-018", [](const Dialect& dialect) {
        static MetaData metadata;
        static const Table lamps{"lamps",
                                 metadata,
                                 Column{"id", Integer(), primary_key},
                                 Column{"color", Enum("lamp_color", {"red", "amber", "it's green"})},
                                 Column{"mode", Enum("lamp_mode", {"on", "off"}).not_native().with_check()},
                                 Column{"size", Enum("", {"s", "m", "xl"}).not_native().with_length(12)}};
        return create_all(dialect, metadata);
    });
    cases.add("ddl-019", [] {
        static MetaData metadata;
        static const Table switches{"switches", metadata, Column{"id", Integer(), primary_key},
                                    Column{"on", Boolean().with_check("ck_on"), not_null}};
        return CreateTable(switches);
    });
    cases.add("ddl-020", [] {
        static MetaData metadata;
        static const Table log{"Order Log",
                               metadata,
                               Column{"Id", Integer(), primary_key},
                               Column{"user", String(10), server_default("nobody")},
                               Column{"camelCase", Integer(), CheckConstraint("\"camelCase\" > 0").name("ck Camel")},
                               UniqueConstraint("user", "camelCase").name("UQ both")};
        return CreateTable(log);
    });
    cases.add("ddl-021", [] {
        static MetaData metadata;
        static const Table users{"users", metadata, Column{"id", Integer(), primary_key}};
        static const Table notes{"notes",
                                 metadata,
                                 Column{"id", Integer(), primary_key},
                                 Column{"user_id", ForeignKey("users.id")},
                                 Column{"event_id", ForeignKey("audit.events.id")},
                                 schema("audit")};
        static const Table events{"events", metadata, Column{"id", Integer(), primary_key}, schema("audit")};
        return CreateTable(notes);
    });
    cases.add("ddl-022", [] {
        static MetaData metadata;
        static const Table scratch{"scratch", metadata, Column{"n", Integer()}, temporary};
        static const Table users{"users", metadata, Column{"n", Integer()}};
        return Statements{CreateTable(scratch).if_not_exists(), CreateTable(users).if_not_exists()};
    });
    cases.add("ddl-024", [] {
        static MetaData metadata;
        static const Table kv{"kv", metadata, Column{"k", Text(), primary_key}, Column{"v", LargeBinary()},
                              sqlite::without_rowid};
        static const Table numbered{"auto", metadata, Column{"id", Integer(), primary_key}, Column{"x", Text()},
                                    sqlite::autoincrement};
        static const Table strict{"strict", metadata, Column{"id", Integer(), primary_key}, Column{"x", Text()},
                                  sqlite::strict};
        return Statements{CreateTable(kv), CreateTable(numbered), CreateTable(strict)};
    });
    cases.add("ddl-031", [] {
        static MetaData metadata;
        static const Table slots{"slots",
                                 metadata,
                                 Column{"id", Integer(), primary_key},
                                 Column{"a", Integer()},
                                 Column{"b", Integer()},
                                 UniqueConstraint("a").name("uq_a").nulls_not_distinct(),
                                 UniqueConstraint("b").name("uq_b").include("a")};
        return CreateTable(slots);
    });
}

void add_order_cases(Cases& cases) {
    cases.add("ddl-027", [](const Dialect& dialect) {
        static MetaData metadata;
        static const Table leaf{"z_leaf", metadata, Column{"id", Integer(), primary_key},
                                Column{"b_id", ForeignKey("b_mid.id")}};
        static const Table mid{"b_mid", metadata, Column{"id", Integer(), primary_key},
                               Column{"m_id", ForeignKey("m_root.id")}};
        static const Table root{"m_root", metadata, Column{"id", Integer(), primary_key},
                                Column{"self_id", ForeignKey("m_root.id")}};
        static const Table lone{"a_lone", metadata, Column{"id", Integer(), primary_key}};
        return create_and_drop_all(dialect, metadata);
    });
    cases.add("ddl-028", [](const Dialect& dialect) {
        static MetaData metadata;
        static const Table teams{"teams", metadata, Column{"id", Integer(), primary_key},
                                 Column{"captain_id", ForeignKey("players.id").use_alter().name("fk_captain")}};
        static const Table players{"players", metadata, Column{"id", Integer(), primary_key},
                                   Column{"team_id", ForeignKey("teams.id").name("fk_team")}};
        return create_and_drop_all(dialect, metadata);
    });
    cases.add("ddl-029", [](const Dialect& dialect) {
        static MetaData metadata;
        static const Table c1{"c1", metadata, Column{"id", Integer(), primary_key},
                              Column{"next", ForeignKey("c2.id").name("fk_c1")}};
        static const Table c2{"c2", metadata, Column{"id", Integer(), primary_key},
                              Column{"next", ForeignKey("c3.id").name("fk_c2")}};
        static const Table c3{"c3", metadata, Column{"id", Integer(), primary_key},
                              Column{"next", ForeignKey("c1.id").name("fk_c3")}};
        return create_all(dialect, metadata);
    });
}

}  // namespace

void add_ddl_cases(Cases& cases) {
    add_type_cases(cases);
    add_key_cases(cases);
    add_table_cases(cases);
    add_order_cases(cases);
}

}  // namespace oracle
