#include "engine/support.hpp"
#include "sqlite_support.hpp"
#include <azoth/azoth.hpp>
#include <azoth/reflection.hpp>

#include <sqlite3.h>

#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>

namespace azoth_tests::sqlite_attack {
namespace {

using namespace std::chrono_literals;

constexpr auto file_limit = 10s;

/// Writes a file as an attacker does, without azoth's settings.
class Attacker {
public:
    explicit Attacker(const TemporaryFile& file) {
        REQUIRE(sqlite3_open(file.path().c_str(), &db_) == SQLITE_OK);
        sqlite3_create_function(
            db_, "regexp", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
            [](sqlite3_context* context, int, sqlite3_value**) { sqlite3_result_int(context, 1); }, nullptr, nullptr);
    }
    ~Attacker() { sqlite3_close(db_); }
    Attacker(const Attacker&) = delete;
    Attacker& operator=(const Attacker&) = delete;

    void write(const std::string& sql) {
        INFO(sql.substr(0, 200));
        const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
        INFO(sqlite3_errmsg(db_));
        REQUIRE(code == SQLITE_OK);
    }

private:
    sqlite3* db_ = nullptr;
};

/// Where a schema calls a function, and the statement that causes the call.
struct Call {
    std::string name;
    std::vector<std::string> schema;
    std::string sql;
};

const std::vector<Call> calls{
    {"a view", {"CREATE VIEW v AS SELECT id, x REGEXP '(a*)*b' AS found FROM t"}, "SELECT * FROM v"},
    {"a CHECK", {"CREATE TABLE c (x TEXT CHECK (x REGEXP '(a*)*b'))"}, "INSERT INTO c VALUES ('b')"},
    {"a column", {"CREATE TABLE c (x TEXT, y AS (x REGEXP 'a'))", "INSERT INTO c VALUES ('a')"}, "SELECT y FROM c"},
    {"an index", {"CREATE INDEX i ON t (x REGEXP 'a')"}, "INSERT INTO t (x) VALUES ('a')"},
    {"a partial index", {"CREATE INDEX i ON t (x) WHERE x REGEXP 'a'"}, "INSERT INTO t (x) VALUES ('a')"},
    {"a trigger",
     {"CREATE TABLE c (x TEXT)",
      "CREATE TRIGGER f AFTER INSERT ON c BEGIN INSERT INTO t (x) SELECT new.x WHERE new.x REGEXP 'a'; END"},
     "INSERT INTO c VALUES ('a')"},
    {"a DEFAULT", {"CREATE TABLE c (x INT, y TEXT DEFAULT ('a' REGEXP 'a'))"}, "INSERT INTO c (x) VALUES (1)"},
};

void write_schema(const TemporaryFile& file, const std::vector<std::string>& statements) {
    Attacker attacker(file);
    attacker.write("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)");
    attacker.write("INSERT INTO t VALUES (1, 'aaaa')");
    for (const std::string& sql : statements) attacker.write(sql);
}

TEST_CASE("a database file's schema can NOT call azoth's functions", "[security]") {
    for (const Call& call : calls) {
        TemporaryFile file;
        write_schema(file, call.schema);
        for (const std::string query : {"", "?untrusted=on", "?mode=ro"}) {
            Database db(file.url(query));
            const Tried tried = try_statement(db, call.sql, 10s);
            CAPTURE(tried.message);
            attack(call.name + query, tried.ending != Ending::refused);
            // A file that is not written to has no writes to reject; nothing is called for it.
            if (query == "?mode=ro" && call.sql.starts_with("INSERT")) continue;
            CHECK_THAT(tried.message, ContainsSubstring("unsafe use of") && ContainsSubstring("trusted_schema=on"));
        }
        // Here the schema is trusted: what is rejected above is rejected only because of the schema.
        Database owner(file.url("?trusted_schema=on"));
        const Tried tried = try_statement(owner, call.sql, 10s);
        CAPTURE(call.name, tried.message);
        CHECK(tried.ending == Ending::answered);
    }
    Database db;
    CHECK(db.scalar<bool>("SELECT 'ab' REGEXP 'a+b'"));
}

TEST_CASE("a database file can NOT load an extension or reach a tokenizer's address", "[security]") {
    TemporaryFile file;
    write_schema(file, {"CREATE VIEW loaded AS SELECT load_extension('/tmp/none') AS found FROM t",
                        "CREATE VIEW tokenized AS SELECT hex(fts3_tokenizer('simple')) AS found FROM t"});
    for (const std::string query : {"", "?untrusted=on", "?trusted_schema=on", "?mode=ro"}) {
        Database db(file.url(query));
        for (const std::string sql : {"SELECT * FROM loaded", "SELECT load_extension('/tmp/none')"}) {
            const Tried tried = try_statement(db, sql, 10s);
            CAPTURE(tried.message);
            // If SQLite had searched for a library, the loader's error would be in the message.
            attack(sql + query, tried.ending != Ending::refused || tried.message.find(".so") != std::string::npos);
        }
        const Tried tried = try_statement(db, "SELECT * FROM tokenized", 10s);
        attack("tokenizer" + query, tried.ending != Ending::refused);
        const Tried replaced = try_statement(db, "SELECT fts3_tokenizer('simple', x'4141414141414141')", 10s);
        attack("a tokenizer is replaced" + query, replaced.ending != Ending::refused);
    }
}

TEST_CASE("a statement can NOT damage the database file", "[security]") {
    TemporaryFile file;
    Database db(file.url());
    db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    db.execute("CREATE VIRTUAL TABLE texts USING fts5(body)");
    db.execute("INSERT INTO texts VALUES ('a word')");
    try_statement(db, "PRAGMA writable_schema = on", 10s);
    attack("a write to sqlite_schema",
           try_statement(db, "UPDATE sqlite_schema SET sql = 'x'", 10s).ending == Ending::answered);
    attack("a write to a shadow table",
           try_statement(db, "UPDATE texts_data SET block = zeroblob(9)", 10s).ending == Ending::answered);
    try_statement(db, "PRAGMA journal_mode = off", 10s);
    attack("no journal", db.scalar<std::string>("PRAGMA journal_mode") == "off");
    CHECK(db.scalar<std::int64_t>("SELECT count(*) FROM texts WHERE texts MATCH 'word'") == 1);
    // Settings in the URL take precedence.
    TemporaryFile without;
    Database unjournaled(without.url("?journal_mode=off"));
    CHECK(unjournaled.scalar<std::string>("PRAGMA journal_mode") == "off");
}

TEST_CASE("an untrusted file can NOT pass the limits", "[security]") {
    std::string compound = "CREATE VIEW v AS SELECT 1 AS x";
    for (int i = 0; i < 100; ++i) compound += " UNION ALL SELECT x FROM t";
    std::string sum = "1";
    for (int i = 0; i < 500; ++i) sum += "+x";
    const std::vector<Call> attacks{
        {"many compound terms", {compound}, "SELECT x FROM v"},
        {"a deep expression", {"CREATE VIEW v AS SELECT " + sum + " AS x FROM t"}, "SELECT x FROM v"},
        {"a pattern of LIKE",
         {"CREATE VIEW v AS SELECT x LIKE '" + std::string(5000, '%') + "' AS x FROM t"},
         "SELECT x FROM v"},
        {"a long value", {"UPDATE t SET x = zeroblob(20000000)"}, "SELECT x FROM t"},
        {"a value that is made", {}, "SELECT zeroblob(20000000)"},
        {"another file", {}, "ATTACH ':memory:' AS other"},
    };
    for (const Call& call : attacks) {
        TemporaryFile file;
        write_schema(file, call.schema);
        for (const std::string query : {"?untrusted=on", "?untrusted=on&mode=ro"}) {
            Database db(file.url(query));
            const Tried tried = try_statement(db, call.sql, 10s);
            CAPTURE(tried.message);
            attack(call.name + query, tried.ending != Ending::refused);
        }
    }
    TemporaryFile file;
    write_schema(file, {"CREATE VIEW endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT "
                        "count(*) AS x FROM n"});
    Database db(file.url("?untrusted=on&mode=ro"));
    const Tried endless = try_statement(db, "SELECT * FROM endless", 200ms);
    CAPTURE(endless.message);
    attack("an endless view", endless.ending != Ending::timed_out || endless.time > 2s);
    attack("a write", try_statement(db, "INSERT INTO t (x) VALUES (1)", 10s).ending != Ending::refused);
    CHECK(db.scalar<std::int64_t>("SELECT count(*) FROM t") == 1);
    CHECK(db.scalar<std::int64_t>("PRAGMA cell_size_check") == 1);
    CHECK_THROWS_AS(Database(file.url("?untrusted=on&trusted_schema=on")), azoth::ArgumentError);
    CHECK_THROWS_AS(Database(file.url("?untrusted=on&defensive=off")), azoth::ArgumentError);
}

std::string reflected(const std::string& url) {
    std::string error;
    azoth_tests::run([](std::string where, std::string& message) -> azoth::task<void> {
        auto engine = azoth::create_async_engine(where);
        try {
            auto conn = co_await engine.connect();
            auto inspector = azoth::inspect(conn);
            co_await inspector.get_schema();
        } catch (const azoth::Error& caught) {
            message = caught.what();
        }
        co_await engine.dispose();
    }(url, error));
    return error;
}

std::string spaces(std::size_t count) { return std::string(count, ' '); }

TEST_CASE("a schema's text can NOT hang its reflection or overflow its stack", "[security]") {
    std::string nested(80, '(');
    nested += "1" + std::string(80, ')');
    std::string names = "CREATE TABLE t (a0 TEXT";
    for (int i = 1; i < 1900; ++i) names += ", a" + std::to_string(i) + " TEXT UNIQUE REFERENCES t";
    std::string keys = "CREATE TABLE t (a0 TEXT";
    for (int i = 1; i < 1900; ++i) keys += ", a" + std::to_string(i);
    for (int i = 0; i < 25'000; ++i) keys += ", FOREIGN KEY (a1899) REFERENCES t";
    const std::vector<std::pair<std::string, std::string>> texts{
        {"a megabyte of spaces in a CHECK", "CREATE TABLE t (a CHECK (" + spaces(900'000) + "a > 0))"},
        {"a megabyte of comments",
         "CREATE TABLE t (a CHECK (/*" + spaces(450'000) + "*/ a --" + spaces(450'000) + "\n))"},
        {"nested parentheses", "CREATE TABLE t (a DEFAULT (" + nested + ") CHECK (" + nested + "))"},
        {"1,900 columns with keys", names + ")"},
        {"25,000 keys", keys + ")"},
        {"strange names", "CREATE TABLE \"t\"\"(\" (\"a)\" TEXT, [CHECK (] TEXT, `PRIMARY` TEXT, 'x,''y' TEXT)"},
        {"constraints without end", "CREATE TABLE t (a CONSTRAINT a CONSTRAINT b NOT NULL CONSTRAINT c)"},
        {"a view of spaces", "CREATE VIEW v AS " + spaces(900'000) + "SELECT 1 AS x"},
    };
    for (const auto& [name, sql] : texts) {
        TemporaryFile file;
        Attacker(file).write(sql);
        for (const std::string query : {"?mode=ro", "?untrusted=on"}) {
            const auto begin = std::chrono::steady_clock::now();
            const std::string error = reflected(file.url(query));
            CAPTURE(name, error);
            attack("reflection of " + name + query, std::chrono::steady_clock::now() - begin > file_limit);
            CHECK(error.empty());
        }
    }
}

TEST_CASE("texts that no SQLite wrote can NOT break reflection", "[security]") {
    const std::string million(900'000, '(');
    const std::vector<std::string> texts{
        "CREATE TABLE t",
        "CREATE TABLE t (",
        "CREATE TABLE t (a",
        "CREATE TABLE t (a CHECK (" + million,
        "CREATE TABLE t " + million + std::string(900'000, ')'),
        "CREATE TABLE t (a, PRIMARY KEY",
        "CREATE TABLE t (a REFERENCES",
        "CREATE TABLE t (a, FOREIGN KEY (a) REFERENCES t ON",
        "CREATE TABLE t (a \"",
        "CREATE TABLE t (a /*",
        "CREATE TABLE t (,,,,)",
        "CREATE TABLE t (a, b AS",
        "CREATE TABLE t (a DEFAULT -",
        "CREATE TABLE t ())))",
        "\x01\xFF",
        "",
    };
    for (const std::string& sql : texts) {
        TemporaryFile file;
        {
            Attacker attacker(file);
            attacker.write("CREATE TABLE t (a)");
            attacker.write("CREATE INDEX i ON t (a)");
            attacker.write("CREATE VIEW v AS SELECT 1 AS x");
            attacker.write("PRAGMA writable_schema = on");
            std::string quoted;
            for (const char c : sql) quoted += c == '\'' ? std::string("''") : std::string(1, c);
            attacker.write("UPDATE sqlite_schema SET sql = '" + quoted + "'");
        }
        const auto begin = std::chrono::steady_clock::now();
        const std::string error = reflected(file.url("?untrusted=on&mode=ro"));
        INFO(sql.substr(0, 80));
        CAPTURE(error);
        attack("a schema's text", std::chrono::steady_clock::now() - begin > file_limit);
    }
}

std::string good_file() {
    TemporaryFile file;
    {
        Attacker attacker(file);
        attacker.write("PRAGMA page_size = 1024");
        attacker.write("CREATE TABLE parents (id INTEGER PRIMARY KEY, name VARCHAR(40) UNIQUE CHECK (name <> ''))");
        attacker.write(
            "CREATE TABLE children (a INT, b TEXT DEFAULT 'x', c AS (a + 1), p REFERENCES parents ON DELETE CASCADE, "
            "PRIMARY KEY (a, b)) WITHOUT ROWID");
        attacker.write("CREATE INDEX by_name ON parents (lower(name) DESC) WHERE id > 1");
        attacker.write("CREATE VIEW names AS SELECT name FROM parents");
        attacker.write("CREATE TRIGGER t AFTER DELETE ON parents BEGIN DELETE FROM children WHERE p = old.id; END");
        attacker.write(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200) INSERT INTO parents SELECT "
            "x, 'name ' || x FROM n");
        attacker.write("INSERT INTO parents VALUES (1000, hex(randomblob(2000)))");
        attacker.write("INSERT INTO children (a, b, p) SELECT id, name, id FROM parents");
    }
    std::ifstream in(file.path(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

TEST_CASE("a corrupt database file can NOT crash or hang the process", "[security]") {
    const std::string good = good_file();
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    int answered = 0;
    for (int variant = 0; variant < 200; ++variant) {
        std::string bad = good;
        for (auto flips = 1 + random() % 12; flips != 0; --flips) {
            // Half of them are where the schema and the page headers are.
            const std::size_t at = random() % 2 == 0 ? random() % bad.size() : 16 + random() % 2032;
            bad[at] = static_cast<char>(bad[at] ^ static_cast<char>(1U << (random() % 8)));
        }
        if (random() % 10 == 0) bad.resize(random() % bad.size());
        TemporaryFile file;
        std::ofstream(file.path(), std::ios::binary) << bad;
        const std::string url = file.url(variant % 2 == 0 ? "?untrusted=on&mode=ro" : "?untrusted=on");
        const auto begin = std::chrono::steady_clock::now();
        try {
            Database db(url);
            for (const std::string sql :
                 {"SELECT * FROM parents", "SELECT * FROM children ORDER BY b", "SELECT * FROM names",
                  "SELECT lower(name) FROM parents WHERE id > 1 ORDER BY 1 DESC", "PRAGMA integrity_check",
                  "DELETE FROM parents WHERE id % 3 = 0", "UPDATE children SET a = a + 10000"}) {
                if (try_statement(db, sql, 5s).ending == Ending::answered) ++answered;
            }
        } catch (const azoth::Error&) {
            // The file could not be opened.
        }
        reflected(url);
        CAPTURE(variant);
        attack("flipped bits", std::chrono::steady_clock::now() - begin > 60s);
    }
    CHECK(answered > 0);
}

TEST_CASE("a file that never finishes opening can NOT keep connect() or the session's end from returning",
          "[security]") {
    TemporaryFile file;
    REQUIRE(::mkfifo(file.path().c_str(), 0600) == 0);
    azoth::ConnectOptions options;
    options.connect_timeout = 200ms;
    const auto begin = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(Database(file.url("?mode=ro"), options), azoth::Error);
    attack("a pipe without a writer", std::chrono::steady_clock::now() - begin > 10s);
    // Lets the waiting thread end.
    const int writer = ::open(file.path().c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    REQUIRE(writer >= 0);
    std::this_thread::sleep_for(200ms);
    ::close(writer);
}

}  // namespace
}  // namespace azoth_tests::sqlite_attack
