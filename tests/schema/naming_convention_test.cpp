#include "catch.hpp"
#include "schema/dialects.hpp"
#include "sql/md5.hpp"

#include <string>

using namespace azoth;

namespace {

NamingConvention every_kind() {
    NamingConvention convention;
    convention.ix = "ix_%(column_0_label)s";
    convention.uq = "uq_%(table_name)s_%(column_0_N_name)s";
    convention.ck = "ck_%(table_name)s_%(constraint_name)s";
    convention.fk = "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s_%(referred_column_0_name)s";
    convention.pk = "pk_%(table_name)s";
    return convention;
}

std::string upper(const NamedInfo&, const ast::TableNode& table) { return "T" + table.table_name; }

}  // namespace

TEST_CASE("a naming convention names unnamed constraints and indexes", "[unit]") {
    MetaData meta(every_kind());
    const Table users{"users", meta, Column{"id", Integer(), primary_key}};
    const Table t{"t",
                  meta,
                  Column{"id", Integer(), primary_key},
                  Column{"user_id", ForeignKey("users.id"), unique},
                  Column{"a", Integer(), CheckConstraint("a > 0").name("positive")},
                  Column{"b", Integer(), indexed},
                  UniqueConstraint("a", "b"),
                  UniqueConstraint("b").name("mine")};
    CHECK(
        joined(azoth::postgresql::dialect().create_all(meta, ExistingObjects(), {meta.tables()[1]})) ==
        "CREATE TABLE t ( id SERIAL NOT NULL, user_id INTEGER, a INTEGER CONSTRAINT ck_t_positive CHECK (a > 0), b "
        "INTEGER, "
        "CONSTRAINT pk_t PRIMARY KEY (id), CONSTRAINT uq_t_a_b UNIQUE (a, b), CONSTRAINT mine UNIQUE (b), CONSTRAINT "
        "uq_t_user_id UNIQUE (user_id), CONSTRAINT fk_t_user_id_users_id FOREIGN KEY(user_id) REFERENCES users (id) ); "
        "CREATE INDEX ix_t_b ON t (b)");
}

TEST_CASE("conv() excludes a name from the convention", "[unit]") {
    MetaData meta(every_kind());
    const Table t{"t", meta, Column{"a", Integer(), CheckConstraint("a > 0").name(conv("final"))}};
    CHECK(sqlite_text(CreateTable(t)) == "CREATE TABLE t ( a INTEGER CONSTRAINT final CHECK (a > 0) )");
}

TEST_CASE("a convention that uses a constraint's name throws if there is none", "[unit]") {
    MetaData meta(every_kind());
    CHECK_THROWS_WITH((Table{"t", meta, Column{"a", Integer()}, CheckConstraint("a > 0")}),
                      "the naming convention needs a constraint's name, and a constraint of table \"t\" has none");
}

TEST_CASE("a convention may define tokens, and unknown ones throw", "[unit]") {
    NamingConvention convention;
    convention.uq = "%(upper)s_100%%_%(column_1_name)s_%(column_0N_label)s";
    convention.token("upper", upper);
    MetaData meta(convention);
    const Table t{"t", meta, schema("s"), Column{"a", Integer()}, Column{"b", Integer()}, UniqueConstraint("a", "b")};
    CHECK(sqlite_text(CreateTable(t)) ==
          "CREATE TABLE s.t ( a INTEGER, b INTEGER, CONSTRAINT \"Tt_100%_b_s_t_as_t_b\" UNIQUE (a, b) )");
    NamingConvention wrong;
    wrong.uq = "%(tabel_name)s";
    MetaData other(wrong);
    CHECK_THROWS_WITH((Table{"t", other, Column{"a", Integer()}, UniqueConstraint("a")}),
                      "unknown token \"%(tabel_name)s\" in a naming convention");
}

TEST_CASE("a name that is too long is shortened with its hash", "[unit]") {
    const std::string table(40, 't');
    const std::string column(40, 'c');
    MetaData meta;
    const Table t{table, meta, Column<Value>(column, Integer(), indexed)};
    const std::string full = "ix_" + table + '_' + column;
    CHECK(create_all(meta, azoth::postgresql::dialect())
              .find("CREATE INDEX " + full.substr(0, 55) + '_' + md5_hex(full).substr(28) + " ON ") !=
          std::string::npos);
    CHECK(create_all(meta, azoth::sqlite::dialect()).find("CREATE INDEX " + full + " ON ") != std::string::npos);
}

TEST_CASE("an explicit name is not shortened", "[unit]") {
    MetaData meta;
    const Table t{"t", meta, Column{"a", Integer()}, UniqueConstraint("a").name(std::string(64, 'n'))};
    CHECK_THROWS_AS(postgresql_text(CreateTable(t)), IdentifierError);
    CHECK_NOTHROW(sqlite_text(CreateTable(t)));
}

TEST_CASE("MD5 has the results of RFC 1321", "[unit]") {
    CHECK(md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
    CHECK(md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
    CHECK(md5_hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890") ==
          "57edf4a22be3c955ac49da2e2107b67a");
}
