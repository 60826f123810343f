#include "catch.hpp"
#include "database.hpp"
#include <azoth/error.hpp>

#include <fstream>

namespace {

using namespace azoth;
using namespace std::chrono_literals;

TEST_CASE("a statement without rows returns the number of changed rows", "[sqlite]") {
    Database db;
    CHECK(db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").row_count == -1);
    const Answer inserted = db.execute("INSERT INTO t (name) VALUES ('a'), ('b'), ('c')");
    CHECK(inserted.row_count == 3);
    CHECK(inserted.last_insert_id == 3);
    CHECK_FALSE(inserted.rows);
    CHECK(db.execute("/* all */ UPDATE t SET name = 'x' WHERE id > ?", std::int64_t{1}).row_count == 2);
    CHECK(db.execute("UPDATE t SET name = 'x' WHERE id > 100").row_count == 0);
    CHECK(db.execute("WITH w AS (SELECT 1 AS id) DELETE FROM t WHERE id IN (SELECT id FROM w)").row_count == 1);
}

TEST_CASE("a query returns its rows and their columns' names", "[sqlite]") {
    Database db;
    const Answer answer = db.execute("SELECT 1 AS one, 'two' AS two UNION ALL SELECT 3, NULL");
    REQUIRE(answer.rows);
    CHECK(answer.row_count == 2);
    CHECK(answer.rows->size() == 2);
    CHECK(answer.rows->description().tagged);
    CHECK(answer.rows->description().columns[0].name == "one");
    CHECK(answer.rows->description().columns[1].name == "two");
    CHECK(Codec<std::int64_t>::decode(answer.rows->cell(1, 0)) == 3);
    CHECK(Codec<std::string>::decode(answer.rows->cell(0, 1)) == "two");
    CHECK(answer.rows->cell(1, 1).is_null());
}

TEST_CASE("RETURNING returns rows and their number", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    const Answer answer = db.execute("INSERT INTO t VALUES (7), (8) RETURNING id");
    REQUIRE(answer.rows);
    CHECK(answer.row_count == 2);
    CHECK(answer.last_insert_id == 8);
}

// A prepared statement describes its columns once: the same description means the same prepared statement.
std::shared_ptr<const RowDescription> described(Database& db, std::string sql, bool prepare = true) {
    StatementText statement = statement_of(std::move(sql));
    statement.prepare = prepare;
    return db.execute(statement).rows->shared_description();
}

TEST_CASE("a statement is prepared once and reused", "[sqlite]") {
    Database db;
    const auto first = described(db, "SELECT 1");
    CHECK(described(db, "SELECT 1") == first);
    CHECK(described(db, "SELECT 2") != first);
}

TEST_CASE("the least recently used statement is evicted", "[sqlite]") {
    ConnectOptions options;
    options.statement_cache_size = 2;
    Database db("sqlite://", options);
    const auto one = described(db, "SELECT 1");
    const auto two = described(db, "SELECT 2");
    CHECK(described(db, "SELECT 1") == one);
    described(db, "SELECT 3");
    CHECK(described(db, "SELECT 1") == one);
    CHECK(described(db, "SELECT 2") != two);
}

TEST_CASE("no statement is kept if the cache is full or the statement is not worth it", "[sqlite]") {
    ConnectOptions options;
    options.statement_cache_size = 0;
    Database uncached("sqlite://", options);
    const auto first = described(uncached, "SELECT 1");
    CHECK(described(uncached, "SELECT 1") != first);
    Database cached;
    const auto second = described(cached, "SELECT 1", false);
    CHECK(described(cached, "SELECT 1", false) != second);
}

TEST_CASE("texts with the same SQL keep their own column declarations", "[sqlite]") {
    Database db;
    const StatementText as_number = statement_of("SELECT 1", {}, {Integer()});
    const StatementText as_boolean = statement_of("SELECT 1", {}, {Boolean()});
    for (int i = 0; i < 2; ++i) {
        CHECK(db.execute(as_number).rows->cell(0, 0).type == oid::int4);
        CHECK(db.execute(as_boolean).rows->cell(0, 0).type == oid::boolean);
    }
}

TEST_CASE("a prepared SELECT * returns a column that was added", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (a INTEGER)");
    db.execute("INSERT INTO t VALUES (1)");
    CHECK(db.execute("SELECT * FROM t").rows->column_count() == 1);
    db.execute("ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'new'");
    const Answer answer = db.execute("SELECT * FROM t");
    REQUIRE(answer.rows->column_count() == 2);
    CHECK(answer.rows->description().columns[1].name == "b");
    CHECK(Codec<std::string>::decode(answer.rows->cell(0, 1)) == "new");
}

TEST_CASE("a text with several statements throws, except as control", "[sqlite]") {
    Database db;
    CHECK_THROWS_AS(db.execute("CREATE TABLE a (x); CREATE TABLE b (x)"), ProgrammingError);
    CHECK(db.scalar<std::int64_t>("SELECT count(*) FROM sqlite_schema") == 0);
    db.control("CREATE TABLE a (x); CREATE TABLE b (x);");
    CHECK(db.scalar<std::int64_t>("SELECT count(*) FROM sqlite_schema") == 2);
}

TEST_CASE("a semicolon, comments and blanks may follow a statement", "[sqlite]") {
    Database db;
    CHECK(db.execute("SELECT 1 ; -- end\n /* really */ ;").row_count == 1);
    CHECK_THROWS_AS(db.execute("-- nothing"), ProgrammingError);
}

TEST_CASE("a wrong number of parameters throws", "[sqlite]") {
    Database db;
    const auto error = thrown_by<ProgrammingError>([&] { db.execute("SELECT ?, ?", std::int64_t{1}); });
    CHECK(error.message() == "the statement has 2 parameters, but 1 were given");
    CHECK(error.outcome() == Outcome::not_executed);
}

TEST_CASE("all sessions of a connector in memory use one database, those of another connector another", "[sqlite]") {
    Database first;
    Database second = first.second();
    Database other;
    first.execute("CREATE TABLE t (x)");
    second.execute("INSERT INTO t VALUES (1)");
    CHECK(first.scalar<std::int64_t>("SELECT count(*) FROM t") == 1);
    CHECK_THROWS_AS(other.execute("SELECT * FROM t"), ProgrammingError);
}

TEST_CASE("a database in memory outlives its sessions", "[sqlite]") {
    const std::shared_ptr<Connector> memory = connector("sqlite:///:memory:");
    Database(memory).execute("CREATE TABLE t (x)");
    CHECK(Database(memory).scalar<std::int64_t>("SELECT count(*) FROM t") == 0);
}

TEST_CASE("a file keeps its contents", "[sqlite]") {
    const TemporaryFile file;
    Database(file.url()).execute("CREATE TABLE t AS SELECT 42 AS x");
    CHECK(Database(file.url()).scalar<std::int64_t>("SELECT x FROM t") == 42);
}

TEST_CASE("mode decides whether a file is created and written", "[sqlite]") {
    const TemporaryFile file;
    const auto missing = thrown_by<OperationalError>([&] { Database(file.url("?mode=rw")); });
    CHECK_THAT(std::string(missing.message()), ContainsSubstring(file.path().string()));
    CHECK_FALSE(std::filesystem::exists(file.path()));
    Database(file.url("?mode=rwc")).execute("CREATE TABLE t (x)");
    Database reader(file.url("?mode=ro"));
    CHECK(reader.scalar<std::int64_t>("SELECT count(*) FROM t") == 0);
    CHECK_THROWS_AS(reader.execute("INSERT INTO t VALUES (1)"), InternalError);
}

TEST_CASE("options of the URL are applied", "[sqlite]") {
    const TemporaryFile file;
    Database db(file.url("?journal_mode=WAL&synchronous=normal&cache_size=-4000&foreign_keys=off"));
    CHECK(db.scalar<std::string>("PRAGMA journal_mode") == "wal");
    CHECK(db.scalar<std::int64_t>("PRAGMA synchronous") == 1);
    CHECK(db.scalar<std::int64_t>("PRAGMA cache_size") == -4000);
    CHECK(db.scalar<std::int64_t>("PRAGMA foreign_keys") == 0);
    CHECK(Database().scalar<std::int64_t>("PRAGMA foreign_keys") == 1);
    CHECK(Database().scalar<std::int64_t>("PRAGMA trusted_schema") == 0);
    CHECK(Database(file.url("?trusted_schema=on")).scalar<std::int64_t>("PRAGMA trusted_schema") == 1);
    CHECK(Database(file.url("?untrusted=on")).scalar<std::int64_t>("PRAGMA mmap_size") == 0);
    Database writable(file.url("?defensive=off&journal_mode=delete"));
    writable.execute("PRAGMA journal_mode = off");
    CHECK(writable.scalar<std::string>("PRAGMA journal_mode") == "off");
}

TEST_CASE("the error for a wrong option of the URL names it", "[sqlite]") {
    const auto message = [](std::string_view url) {
        return std::string(thrown_by<ArgumentError>([&] { connector(url); }).what());
    };
    CHECK_THAT(message("sqlite:///x.db?busy=1"), ContainsSubstring("\"busy\""));
    CHECK_THAT(message("sqlite:///x.db?mode=write"), ContainsSubstring("ro, rw, rwc"));
    CHECK_THAT(message("sqlite:///x.db?busy_timeout=-1"), ContainsSubstring("busy_timeout"));
    CHECK_THAT(message("sqlite:///x.db?busy_timeout=1s"), ContainsSubstring("busy_timeout"));
    CHECK_THAT(message("sqlite:///x.db?cache_size=1;DROP"), ContainsSubstring("cache_size"));
    CHECK_THAT(message("sqlite:///x.db?trusted_schema=1"), ContainsSubstring("on, off"));
    CHECK_THAT(message("sqlite:///x.db?regexp_steps=many"), ContainsSubstring("regexp_steps"));
    CHECK_THAT(message("sqlite:///x.db?untrusted=on&defensive=off"), ContainsSubstring("defensive=off"));
    CHECK_THAT(message("sqlite://?mode=ro"), ContainsSubstring("in memory"));
    CHECK_THAT(message("sqlite://host/x.db"), ContainsSubstring("three slashes"));
}

TEST_CASE("the first statement reports a file that is not a database", "[sqlite]") {
    const TemporaryFile file;
    std::ofstream(file.path()) << std::string(4096, 'x');
    Database db(file.url());
    const auto error = thrown_by<OperationalError>([&] { db.execute("SELECT * FROM sqlite_schema"); });
    CHECK(error.diagnostics().native_code == 26);
    CHECK_FALSE(error.connection_lost());
}

TEST_CASE("foreign keys are enforced", "[sqlite]") {
    Database db;
    db.control("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a_id INTEGER REFERENCES a (id))");
    CHECK_THROWS_AS(db.execute("INSERT INTO b VALUES (1)"), IntegrityError);
}

TEST_CASE("a misspelt column in double quotes is an error, not a string", "[sqlite]") {
    Database db;
    db.execute("CREATE TABLE t (name TEXT)");
    CHECK_THROWS_AS(db.execute("SELECT \"nmae\" FROM t"), ProgrammingError);
}

TEST_CASE("a closed session throws for every operation and can be closed again", "[sqlite]") {
    Database db;
    run_on(db.context, db.session().close());
    CHECK_FALSE(db.session().is_usable());
    CHECK_FALSE(db.session().probe());
    const auto error = thrown_by<OperationalError>([&] { db.execute("SELECT 1"); });
    CHECK(error.connection_lost());
    CHECK(error.outcome() == Outcome::not_sent);
    run_on(db.context, db.session().close());
}

TEST_CASE("a session reports SQLite's version", "[sqlite]") {
    Database db;
    const int version = db.session().server_version();
    const std::string expected = std::to_string(version / 1000000) + '.' + std::to_string(version / 1000 % 1000) + '.' +
                                 std::to_string(version % 1000);
    CHECK(db.scalar<std::string>("SELECT sqlite_version()") == expected);
}

TEST_CASE("REGEXP finds an ECMAScript pattern in a value", "[sqlite]") {
    Database db;
    CHECK(db.scalar<bool>("SELECT 'azoth' REGEXP ?", std::string("^a.*h$")));
    CHECK_FALSE(db.scalar<bool>("SELECT 'azoth' REGEXP '^z'"));
    CHECK(db.scalar<bool>("SELECT 'abab' REGEXP '^(ab)\\1$'"));
    CHECK_FALSE(db.scalar<std::optional<bool>>("SELECT NULL REGEXP 'a'").has_value());
    CHECK_FALSE(db.scalar<std::optional<bool>>("SELECT 'a' REGEXP NULL").has_value());
    CHECK_THROWS_AS(db.execute("SELECT 'a' REGEXP '('"), DataError);
}

TEST_CASE("REGEXP compiles a constant pattern once for all rows", "[sqlite]") {
    Database db;
    CHECK(db.scalar<std::int64_t>("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000) "
                                  "SELECT count(*) FROM n WHERE x REGEXP '^1[0-9]*$'") == 1111);
}

TEST_CASE("REGEXP works with a value of a megabyte", "[sqlite]") {
    Database db;
    CHECK(db.scalar<bool>("SELECT printf('%.1000000c', 'a') REGEXP '^(a|b)*$'"));
    CHECK_THROWS_AS(db.execute("SELECT printf('%.1000000c', 'a') REGEXP '^(a|b)*\\1$'"), DataError);
}

}  // namespace
