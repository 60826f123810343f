#include "engine/support.hpp"
#include "sqlite_support.hpp"
#include <azoth/azoth.hpp>
#include <azoth/reflection.hpp>

#include <sqlite3.h>

namespace azoth_tests::sqlite_attack {
namespace {

using namespace std::chrono_literals;

// Views as an attacker writes them, without SQLite's checks.
void write_views(const TemporaryFile& file, const std::vector<std::string>& statements) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(file.path().c_str(), &db) == SQLITE_OK);
    std::string all = "BEGIN; CREATE TABLE t (a); CREATE VIEW v0 AS SELECT a FROM t;";
    for (const std::string& sql : statements) all += sql + ';';
    const int code = sqlite3_exec(db, (all + "COMMIT").c_str(), nullptr, nullptr, nullptr);
    INFO(sqlite3_errmsg(db));
    REQUIRE(code == SQLITE_OK);
    sqlite3_close(db);
}

std::vector<std::string> chain(std::size_t length, const std::string& before, const std::string& after) {
    std::vector<std::string> statements;
    for (std::size_t i = 1; i <= length; ++i) {
        const std::string below = "v" + std::to_string(i - 1);
        std::string sql = "CREATE VIEW v" + std::to_string(i) + " AS " + before;
        for (const char c : after) c == '@' ? sql += below : sql += c;
        statements.push_back(std::move(sql));
    }
    return statements;
}

struct FoundViews {
    std::size_t known = 0;
    std::size_t refused = 0;
};

FoundViews reflected_views(const TemporaryFile& file) {
    return run([](std::string path) -> azoth::task<FoundViews> {
        auto engine = azoth::create_async_engine("sqlite:///" + path + "?mode=ro&untrusted=on");
        FoundViews found;
        {
            auto connection = co_await engine.connect();
            auto inspector = azoth::inspect(connection);
            const std::vector<std::string> schemas{""};
            const azoth::ReflectedSchema schema = co_await inspector.get_schemas(schemas);
            for (const auto& table : schema.tables) {
                if (table.kind != azoth::TableKind::view) continue;
                found.known += table.columns.empty() ? 0U : 1U;
                found.refused +=
                    table.columns_error.find("refer to each other too often") == std::string::npos ? 0U : 1U;
            }
        }
        co_await engine.dispose();
        co_return found;
    }(file.path()));
}

}  // namespace

TEST_CASE("a small SQLite file can NOT hang the reflection of its schema with views of views", "[security]") {
    std::string ctes = "CREATE VIEW bomb AS WITH c0 AS (SELECT a FROM v0)";
    for (int i = 1; i < 60; ++i) {
        const std::string below = "c" + std::to_string(i - 1);
        ctes += ", c" + std::to_string(i) + " AS (SELECT x.a FROM " + below + " x, " + below + " y)";
    }
    const std::vector<std::pair<std::string, std::vector<std::string>>> files{
        {"joined with itself", chain(60, "", "SELECT x.a FROM @ x, @ y")},
        {"joined in parentheses", chain(60, "", "SELECT x.a FROM (t z JOIN (@ x CROSS JOIN main.[@] y))")},
        {"in subqueries", chain(60, "", "SELECT (SELECT a FROM @) + (SELECT a FROM \"@\") AS a FROM t")},
        {"in IN", chain(60, "", "SELECT a FROM t WHERE a IN (SELECT a FROM @) AND a IN @")},
        {"with an alias that is a keyword", chain(60, "", "SELECT window.a FROM @ window, @ materialized")},
        {"after a byte order mark", chain(60, "", "SELECT x.a FROM \xEF\xBB\xBF@ x, \xEF\xBB\xBF@ y")},
        {"in windows",
         chain(60, "",
               "SELECT sum(a) OVER w + sum(a) OVER w AS a FROM t WINDOW w AS (PARTITION BY (SELECT a FROM @))")},
        {"copied for each use of a column's name",
         chain(14, "", "SELECT (SELECT a FROM @) AS x, 1 AS a FROM t WHERE x + x > 0")},
        {"copied for each use of a column's name without AS",
         chain(14, "", "SELECT 1 AS a, (SELECT a FROM @) x FROM t WHERE x + \"X\" > 0")},
        {"in common table expressions", {ctes + " SELECT a FROM c59"}},
        {"in a long chain", chain(4000, "", "SELECT a FROM @")},
    };
    for (const auto& [name, statements] : files) {
        const TemporaryFile file;
        write_views(file, statements);
        const auto begin = std::chrono::steady_clock::now();
        const FoundViews found = reflected_views(file);
        attack("views " + name, std::chrono::steady_clock::now() - begin > 5s);
        INFO(name);
        CHECK(found.refused > 0);
        // Cheap views are read: at least the one over the table.
        CHECK(found.known > 0);
    }
}

TEST_CASE("views of an ordinary SQLite file are NOT taken for an attack", "[security]") {
    const TemporaryFile file;
    std::vector<std::string> statements = chain(300, "", "SELECT a FROM @");
    statements.emplace_back("CREATE VIEW a AS SELECT a, a + a AS v0 FROM v0 JOIN t USING (a) WHERE a = 'v300'");
    statements.emplace_back("CREATE VIEW b AS WITH v1 AS (SELECT a FROM t) SELECT x.a FROM v1 x, v1 y, a z");
    write_views(file, statements);
    const FoundViews found = reflected_views(file);
    CHECK(found.known == 303);
    CHECK(found.refused == 0);
}

}  // namespace azoth_tests::sqlite_attack
